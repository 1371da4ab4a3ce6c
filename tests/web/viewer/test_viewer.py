"""Looking at the pages: who may, what is shown, when it ends (V1, V2, V4, U7, T8)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.flows.delivery import keys, view
from kakunin.foundation import clock
from kakunin.foundation.errors import ViewingEnded
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document, Page
from kakunin.models.job import Job
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from tests import pdfs
from tests.world import MadeCertificate, make_agency, make_certificate, make_insurer, make_staff, reveal

pytestmark = pytest.mark.django_db

NAMES = ["start", "contractor", "page"]


def make(*, drawn: bool = True, **fields: Any) -> MadeCertificate:
    insurer = make_insurer()
    agency = make_agency(insurers=[insurer])
    documents = [
        (Document.Kind.CERTIFICATE, "証券.pdf", pdfs.plain(text="The bond itself")),
        (Document.Kind.ATTACHMENT, "別紙.pdf", pdfs.three_pages()),
    ]
    return make_certificate(
        insurer=insurer, agency=agency, by=make_staff(agency), documents=documents, drawn=drawn, **fields
    )


@pytest.fixture
def made() -> MadeCertificate:
    return make()


def unlock(client: Client, made: MadeCertificate) -> None:
    assert client.post(f"/v/{made.locator}", {"password": made.password}).status_code == 303


def at(name: str, made: MadeCertificate, position: int = 1, number: int = 1) -> str:
    place = {"position": position, "number": number} if name in {"page", "image"} else {}
    return reverse(f"viewer:{name}", kwargs={"certificate": made.certificate.uuid, **place})


def test_the_start_tells_what_it_is_and_whom_to_call(client: Client) -> None:
    made = make(amount=48_000_000, project_name="図書館 新築工事")
    unlock(client, made)
    text = client.get(at("start", made)).content.decode()
    for word in (
        made.certificate.number,
        "48,000,000円",
        "図書館 新築工事",
        "例示保険事務所",
        "tel:00-0000-0000",
    ):
        assert word in text
    assert text.index("証券別紙") > text.index("1ページ目")
    assert at("contractor", made) in text
    assert reverse("login:address", kwargs={"certificate": made.certificate.uuid}) in text


def test_a_page_has_its_picture_its_words_and_the_ways_to_the_others(
    client: Client, made: MadeCertificate
) -> None:
    unlock(client, made)
    text = client.get(at("page", made, 2, 2)).content.decode()
    assert at("image", made, 2, 2) in text
    assert "Page 2" in text
    assert f'rel="prev" href="{at("page", made, 2, 1)}"' in text
    assert f'rel="next" href="{at("page", made, 2, 3)}"' in text
    picture = client.get(at("image", made, 2, 2))
    assert picture.status_code == 200
    assert picture.headers["Content-Type"] == "image/png"
    assert "no-store" in picture.headers["Cache-Control"]


@pytest.mark.parametrize(("typed", "number"), [("3", 3), ("99", 3), ("0", 1), ("x", 1), ("２", 1)])
def test_a_typed_page_number_leads_to_the_nearest_page(
    client: Client, made: MadeCertificate, typed: str, number: int
) -> None:
    unlock(client, made)
    answer = client.get(at("page", made, 2, 1), {"page": typed, "zoom": "150"})
    assert answer.headers["Location"] == at("page", made, 2, number) + "?zoom=150"


def test_the_size_is_kept_from_page_to_page_and_an_unknown_one_is_the_usual(
    client: Client, made: MadeCertificate
) -> None:
    unlock(client, made)
    assert (
        'class="page-sheet page-sheet--200"'
        in client.get(at("page", made, 2), {"zoom": "200"}).content.decode()
    )
    assert (
        at("page", made, 2, 2) + "?zoom=200"
        in client.get(at("page", made, 2), {"zoom": "200"}).content.decode()
    )
    assert 'class="page-sheet "' in client.get(at("page", made, 2), {"zoom": '"><x'}).content.decode()


@pytest.mark.parametrize(("position", "number"), [(3, 1), (0, 1), (1, 2), (2, 0), (2, 4)])
def test_a_page_that_does_not_exist_is_not_found(
    client: Client, made: MadeCertificate, position: int, number: int
) -> None:
    unlock(client, made)
    assert client.get(at("page", made, position, number)).status_code == 404
    assert client.get(at("image", made, position, number)).status_code == 404


@pytest.mark.parametrize("name", [*NAMES, "image", "active", "end"])
def test_another_browser_finds_nothing(client: Client, made: MadeCertificate, name: str) -> None:
    unlock(client, made)
    stranger = Client()
    assert stranger.get(at(name, made)).status_code in {404, 405}
    assert stranger.post(at(name, made)).status_code in {404, 405}


def test_several_certificates_stand_side_by_side(client: Client, made: MadeCertificate) -> None:
    other = make_certificate(
        insurer=made.certificate.insurer, agency=None, by=make_staff(made.certificate.insurer), drawn=True
    )
    unlock(client, made)
    unlock(client, other)
    assert client.get(at("page", made)).status_code == 200
    assert client.get(at("page", other)).status_code == 200


def test_a_page_not_drawn_yet_says_so_and_is_drawn_first(client: Client) -> None:
    made = make(drawn=False)
    unlock(client, made)
    answer = client.get(at("page", made, 2, 3))
    assert "表示の準備をしています" in answer.content.decode()
    assert answer.headers["Refresh"] == "3"
    document = made.certificate.documents.get(position=2)
    assert Job.objects.get(kind="render_document", reference=document.pk).urgent
    assert client.get(at("image", made, 2, 3)).status_code == 404


def test_pages_of_an_older_renderer_are_not_shown(client: Client, made: MadeCertificate) -> None:
    unlock(client, made)
    Page.objects.update(renderer="0")
    assert client.get(at("image", made)).status_code == 404
    assert "表示の準備をしています" in client.get(at("page", made)).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_after_twenty_idle_minutes_the_password_leads_back_to_the_same_page(
    client: Client, made: MadeCertificate, name: str
) -> None:
    unlock(client, made)
    with time_machine.travel(clock.now() + timedelta(minutes=20, seconds=1), tick=False):
        ended = client.get(at(name, made))
        assert ended.status_code == 403
        assert "閲覧を終了しました" in ended.content.decode()
        assert made.certificate.office_phone in ended.content.decode()
        assert client.get(at("image", made)).status_code == 404
        wrong = client.post(at(name, made), {"password": "WRONGWRONG22"})
        assert wrong.status_code == 403
        assert "閲覧用パスワードが正しくありません" in wrong.content.decode()
        again = client.post(at(name, made), {"password": made.password})
        assert (again.status_code, again.headers["Location"]) == (303, at(name, made))
        assert client.get(at(name, made)).status_code == 200


def test_the_session_changes_its_key_when_the_password_is_given_again(
    client: Client, made: MadeCertificate
) -> None:
    unlock(client, made)
    before = client.session.session_key
    with time_machine.travel(clock.now() + timedelta(minutes=21), tick=False):
        client.post(at("start", made), {"password": "WRONGWRONG22"})
        assert client.session.session_key == before
        client.post(at("start", made), {"password": made.password})
        assert client.session.session_key != before


def test_what_another_tab_ended_at_this_moment_is_not_kept_alive(
    client: Client, made: MadeCertificate
) -> None:
    unlock(client, made)
    grant = ViewingGrant.objects.select_related("key").get()
    ViewingGrant.objects.update(ended_at=clock.now())
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False), pytest.raises(ViewingEnded):
        view.keep_alive(grant)


def test_turning_pages_keeps_it_alive_and_pictures_do_not(client: Client, made: MadeCertificate) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        unlock(client, made)
        now.move_to(start + timedelta(minutes=15))
        assert client.get(at("page", made)).status_code == 200
        now.move_to(start + timedelta(minutes=30))
        assert client.get(at("image", made)).status_code == 200
        now.move_to(start + timedelta(minutes=36))
        assert client.get(at("page", made)).status_code == 403


def test_the_time_left_is_told_and_only_a_post_renews_it(client: Client, made: MadeCertificate) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        unlock(client, made)
        now.move_to(start + timedelta(minutes=18))
        assert client.get(at("active", made)).json() == {"seconds": 120}
        assert client.get(at("active", made)).json() == {"seconds": 120}
        assert client.post(at("active", made)).json() == {"seconds": 1200}
        now.move_to(start + timedelta(minutes=39))
        assert client.get(at("active", made)).json() == {"seconds": 0}
        assert client.post(at("active", made)).status_code == 403


def test_ending_the_viewing_ends_it_at_once(client: Client, made: MadeCertificate) -> None:
    unlock(client, made)
    assert "閲覧を終了しました" in client.post(at("end", made)).content.decode()
    assert client.get(at("page", made)).status_code == 403
    assert client.get(at("image", made)).status_code == 404


@pytest.fixture
def renewed(client: Client, made: MadeCertificate) -> MadeCertificate:
    """Unlocked with the old password; this is the same certificate with its new one."""
    unlock(client, made)
    with transaction.atomic():
        keys.replace_password(made.certificate)
    return reveal(made.certificate)


def test_a_new_password_ends_the_viewing_at_its_next_request_and_is_asked_for(
    client: Client, made: MadeCertificate, renewed: MadeCertificate
) -> None:
    for name in NAMES:
        answer = client.get(at(name, made))
        assert answer.status_code == 403
        assert "閲覧用パスワードが新しくなりました" in answer.content.decode()
    assert client.get(at("image", made)).status_code == 404
    assert client.get(at("active", made)).json() == {"seconds": 0}


def test_the_old_password_stays_dead_and_the_new_one_leads_back_to_the_same_page(
    client: Client, made: MadeCertificate, renewed: MadeCertificate
) -> None:
    assert client.post(at("page", made), {"password": made.password}).status_code == 403
    assert client.post(at("page", made), {"password": renewed.password}).status_code == 303
    assert client.get(at("page", made)).status_code == 200


def test_who_had_another_url_is_a_stranger_although_he_knows_the_password(
    client: Client, made: MadeCertificate
) -> None:
    unlock(client, made)
    ViewingKey.objects.update(ended_at=clock.now())
    keys.make_key(made.certificate)
    for name in NAMES:
        assert client.get(at(name, made)).status_code == 404
        password = reveal(made.certificate).password
        assert client.post(at(name, made), {"password": password}).status_code == 404


def test_what_was_withdrawn_says_so_and_shows_nothing(client: Client, made: MadeCertificate) -> None:
    unlock(client, made)
    Certificate.objects.update(withdrawn_at=clock.now())
    unlock(client, made)
    for name in NAMES:
        answer = client.get(at(name, made))
        assert answer.status_code == 410
        assert "取り下げ" in answer.content.decode()
        assert made.certificate.office_phone in answer.content.decode()
        assert "株式会社例示建設" not in answer.content.decode()
    assert client.get(at("image", made)).status_code == 404


def test_a_picture_costs_two_queries(
    client: Client, made: MadeCertificate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unlock(client, made)
    with django_assert_num_queries(2):  # the session; the page with its grant
        assert client.get(at("image", made)).status_code == 200


@pytest.mark.parametrize("pages", [1, 40])
def test_a_page_costs_the_same_queries_however_long_the_document(
    client: Client, pages: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    insurer = make_insurer()
    made = make_certificate(
        insurer=insurer,
        agency=None,
        by=make_staff(insurer),
        documents=[(Document.Kind.CERTIFICATE, "a.pdf", pdfs.plain(pages=pages))],
        drawn=True,
    )
    unlock(client, made)
    with django_assert_max_num_queries(5):
        client.get(at("page", made))
