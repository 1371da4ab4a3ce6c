"""The viewing password on the desk: only after a click, and each showing on record (U6)."""

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.foundation import tokens
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from tests.web.desk.asking import Browser
from tests.web.desk.conftest import Desk
from tests.world import reveal


@pytest.fixture
def made(desk: Desk) -> Certificate:
    return desk.make("A-1")


def showings(made: Certificate) -> int:
    return made.events.filter(type=AuditEvent.Type.PASSWORD_SHOWN).count()


def password_of(made: Certificate) -> str:
    return tokens.group_password(reveal(made).password)


def test_the_page_alone_does_not_show_it(desk: Desk, made: Certificate) -> None:
    page = Browser(desk.clerk).open("detail", made).page
    assert password_of(made) not in page
    assert reveal(made).password not in page
    assert showings(made) == 0


def test_a_click_shows_it_and_is_on_record(desk: Desk, made: Certificate) -> None:
    browser = Browser(desk.clerk)
    assert password_of(made) in browser.post("password", made).page
    assert showings(made) == 1
    assert "閲覧用パスワードを画面に表示しました" in browser.open("detail", made).page


def test_no_address_shows_it_by_being_loaded(desk: Desk, made: Certificate) -> None:
    assert Browser(desk.clerk).open("password", made).status == 405
    assert showings(made) == 0


def test_no_browser_keeps_the_page(desk: Desk, made: Certificate) -> None:
    client = Client()
    client.force_login(desk.clerk)
    answer = client.post(reverse("desk:password", args=[made.uuid]))
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_foreign_site_can_not_press_the_button(desk: Desk, made: Certificate) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.clerk)
    assert client.post(reverse("desk:password", args=[made.uuid])).status_code == 403
    assert showings(made) == 0
