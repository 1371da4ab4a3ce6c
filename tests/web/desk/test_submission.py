"""The submission form on the desk (F1)."""

import io
import re

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kakunin.foundation import tokens
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from tests.adapters.test_sheet import opened_with
from tests.web.desk.conftest import Desk
from tests.world import make_insurer, make_staff, reveal


@pytest.fixture
def made(desk: Desk) -> Certificate:
    return desk.make("A-1")


@pytest.fixture
def clerk(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.clerk)
    return client


def at(made: Certificate, name: str = "form") -> str:
    return reverse(f"desk:{name}", args=[made.uuid])


def taken(made: Certificate) -> int:
    return made.events.filter(type=AuditEvent.Type.FORM_TAKEN).count()


def test_the_first_page_asks_and_shows_no_secret(clerk: Client, made: Certificate) -> None:
    page = clerk.get(at(made)).content.decode()
    assert re.search(r'value="locked"[^>]* checked', page)
    assert tokens.group_password(reveal(made).password) not in page
    assert taken(made) == 0


def test_locked_the_password_on_the_screen_opens_the_file(clerk: Client, made: Certificate) -> None:
    page = clerk.post(at(made), {"lock": "locked"}).content.decode()
    found = re.search(r'name="file_password" value="([^"]+)"', page)
    assert found
    assert page.count(found[1]) >= 2  # in the form, and for people
    assert tokens.group_password(reveal(made).password) not in page
    answer = clerk.post(at(made, "form_file"), {"file_password": found[1]})
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    inside = openpyxl.load_workbook(io.BytesIO(opened_with(answer.content, found[1]))).active
    assert inside is not None
    values = [cell.value for row in inside.iter_rows() for cell in row]
    assert tokens.group_password(reveal(made).password) in values
    assert taken(made) == 1


def test_neither_mail_holds_what_belongs_into_another(clerk: Client, made: Certificate) -> None:
    page = clerk.post(at(made), {"lock": "locked"}).content.decode()
    found = re.search(r'name="file_password" value="([^"]+)"', page)
    assert found
    texts = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert [found[1] in text for text in texts] == [False, False, True]
    key = reveal(made)
    for text in texts:
        assert key.locator not in text
        assert tokens.group_password(key.password) not in text


def test_open_it_comes_as_it_is_with_a_warning_before(clerk: Client, made: Certificate) -> None:
    page = clerk.post(at(made), {"lock": "open"}).content.decode()
    assert "メールに添付しないでください" in page
    assert "<textarea" not in page
    answer = clerk.post(at(made, "form_file"), {"file_password": ""})
    assert openpyxl.load_workbook(io.BytesIO(answer.content))


@pytest.mark.parametrize("wrong", ["1", "abcd-efgh-2345", "ABCD-EFGH-2345-", "ABCD EFGH 2345", "A" * 500])
def test_a_password_that_we_did_not_draw_locks_nothing(wrong: str, clerk: Client, made: Certificate) -> None:
    answer = clerk.post(at(made, "form_file"), {"file_password": wrong})
    assert (answer.status_code, answer.headers["Location"]) == (303, at(made))
    assert taken(made) == 0


def test_without_an_answer_it_is_asked_again(clerk: Client, made: Certificate) -> None:
    for values in ({"lock": ""}, {"lock": "?"}):
        assert clerk.post(at(made), values).status_code == 422


def test_the_insurer_of_an_agency_is_told_who_takes_it(desk: Desk, made: Certificate) -> None:
    client = Client()
    client.force_login(make_staff(desk.insurer))
    for answer in (client.get(at(made)), client.post(at(made, "form_file"), {"file_password": ""})):
        assert answer.status_code == 403
        assert "アップロードした取扱代理店" in answer.content.decode()
    page = client.get(reverse("desk:detail", args=[made.uuid])).content.decode()
    assert at(made) not in page


def test_strangers_find_no_such_page(made: Certificate) -> None:
    client = Client()
    client.force_login(make_staff(make_insurer("丁損保")))
    assert client.get(at(made)).status_code == 404
    assert client.post(at(made, "form_file"), {"file_password": ""}).status_code == 404
    assert taken(made) == 0
