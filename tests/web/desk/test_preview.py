"""Staff see the pages as viewers do, never the file (T8)."""

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.flows.delivery.render import render_document
from kakunin.models.certificate import Certificate
from kakunin.models.job import Job
from tests.web.desk.asking import Browser
from tests.web.desk.conftest import Desk


@pytest.fixture
def made(desk: Desk) -> Certificate:
    made = desk.make("A-1")
    for document in made.documents.all():
        render_document(document.pk)
    return made


def test_the_picture_comes_with_its_words_and_no_browser_keeps_it(desk: Desk, made: Certificate) -> None:
    client = Client()
    client.force_login(desk.clerk)
    answer = client.get(reverse("desk:image", args=[made.uuid, 1, 1]))
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "no-store" in answer.headers["Cache-Control"]
    page = Browser(desk.clerk).open("page", made, position=1, number=1).page
    assert reverse("desk:image", args=[made.uuid, 1, 1]) in page
    assert "このページの文字" in page


def test_a_page_that_is_not_drawn_yet_is_hurried_and_looked_for_again(desk: Desk) -> None:
    made = desk.make("A-2")
    client = Client()
    client.force_login(desk.clerk)
    answer = client.get(reverse("desk:page", args=[made.uuid, 1, 1]))
    assert answer.headers["Refresh"] == "3"
    assert "表示の準備をしています" in answer.content.decode()
    assert Job.objects.get(kind=Job.Kind.RENDER_DOCUMENT, reference=made.documents.get().pk).urgent
    assert client.get(reverse("desk:image", args=[made.uuid, 1, 1])).status_code == 404


@pytest.mark.parametrize("place", [(1, 0), (1, 2), (2, 1), (0, 1), (1, 10**30), (10**30, 1)])
def test_no_such_page_is_not_found(place: tuple[int, int], desk: Desk, made: Certificate) -> None:
    position, number = place
    for name in ("page", "image"):
        assert Browser(desk.clerk).open(name, made, position=position, number=number).status == 404
