"""The gate: URL and password open; everything else tells nothing (V1, V3, V6, T1-T3)."""

import uuid
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from kakunin.foundation import clock, tokens
from kakunin.models.audit import AuditEvent
from kakunin.models.job import Job
from kakunin.models.session import Session
from kakunin.models.viewing_key import ViewingGrant
from kakunin.models.wrong_tries import WrongTries
from kakunin.web.session_store import SessionStore
from tests.web.shown import without_tokens
from tests.world import MadeCertificate, make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> MadeCertificate:
    insurer = make_insurer()
    agency = make_agency(insurers=[insurer])
    return make_certificate(insurer=insurer, agency=agency, by=make_staff(agency))


def gate(locator: str) -> str:
    return f"/v/{locator}"


def test_url_and_password_lead_to_the_certificate_on_a_path_without_the_locator(
    client: Client, made: MadeCertificate
) -> None:
    answer = client.post(gate(made.locator), {"password": made.password})
    assert answer.status_code == 303
    assert answer.headers["Location"] == reverse("viewer:start", args=[made.certificate.uuid])
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert made.locator not in page.content.decode() + str(page.headers)


@pytest.mark.parametrize(
    "change",
    [
        tokens.group_password,
        str.lower,
        lambda password: " ".join(password),
        lambda password: "".join(chr(ord(letter) + 0xFEE0) for letter in password),
        lambda password: f"  {password}　",
    ],
    ids=["grouped", "small letters", "spaced", "full width", "blanks around"],
)
def test_the_password_is_read_forgivingly(client: Client, made: MadeCertificate, change: object) -> None:
    assert callable(change)
    answer = client.post(gate(made.locator), {"password": change(made.password)})
    assert answer.status_code == 303


@pytest.mark.parametrize("glued", ["/", "。", ")", ">", "」", "，"[:0] + "."])
def test_what_mail_programs_glue_to_the_url_does_no_harm(
    client: Client, made: MadeCertificate, glued: str
) -> None:
    assert client.get(gate(made.locator + glued)).status_code == 200
    assert client.get(gate(made.locator.upper() + glued)).status_code == 200


def test_an_unknown_url_and_a_wrong_password_look_alike(client: Client, made: MadeCertificate) -> None:
    known, unknown = ask_and_guess(client, made.locator), ask_and_guess(client, tokens.new_locator())
    assert known == unknown
    assert [status for status, _page in known] == [200, 403]
    assert made.certificate.office_name not in str(known)


def ask_and_guess(client: Client, locator: str) -> list[tuple[int, str]]:
    """What a stranger sees of the gate: each status and page."""
    answers = [client.get(gate(locator)), client.post(gate(locator), {"password": "A" * 12})]
    return [(answer.status_code, without_tokens(answer.content.decode())) for answer in answers]


@pytest.mark.parametrize("cut", [1, 4, 12, 29])
def test_a_url_cut_short_is_told_so(client: Client, made: MadeCertificate, cut: int) -> None:
    answer = client.get(gate(made.locator[:-cut]))
    assert answer.status_code == 404
    assert "途中で切れています" in answer.content.decode()


def test_an_empty_password_is_an_error_at_the_field_and_not_a_try(
    client: Client, made: MadeCertificate
) -> None:
    answer = client.post(gate(made.locator), {"password": ""})
    assert answer.status_code == 422
    assert "閲覧用パスワードを入力してください。" in answer.content.decode()
    assert not WrongTries.objects.exists()


def test_robots_change_nothing_and_shut_nobody_out(client: Client, made: MadeCertificate) -> None:
    before = AuditEvent.objects.count()
    for _ in range(100):
        client.get(gate(made.locator))
        client.head(gate(made.locator))
        client.post(gate(made.locator), {})
    assert AuditEvent.objects.count() == before
    assert not Session.objects.exists()
    assert not ViewingGrant.objects.exists()
    assert client.post(gate(made.locator), {"password": made.password}).status_code == 303


def test_wrong_tries_are_told_to_wait_and_shut_nobody_else_out(client: Client, made: MadeCertificate) -> None:
    client.get(gate(made.locator))
    answers = [client.post(gate(made.locator), {"password": "WRNGWRNGWRNG"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 429, 429]
    assert "秒ほどおいて、もう一度お試しください。" in answers[-1].content.decode()
    assert not Session.objects.exists()
    assert Job.objects.filter(kind=Job.Kind.REPORT_WRONG_TRIES).count() == 1
    browser = Client()
    browser.get(gate(made.locator))  # its form's cookie tells it from the others behind this address
    assert browser.post(gate(made.locator), {"password": made.password}).status_code == 303


def test_while_one_waits_too_an_unknown_url_looks_like_a_known_one(made: MadeCertificate) -> None:
    bodies = []
    for locator in (made.locator, tokens.new_locator()):
        client = Client()
        with time_machine.travel(clock.now(), tick=False):
            answers = [client.post(gate(locator), {"password": "WRNGWRNGWRNG"}) for _ in range(5)]
        bodies.append([(answer.status_code, without_tokens(answer.content.decode())) for answer in answers])
    assert bodies[0] == bodies[1]


def test_where_wrong_tries_cannot_be_counted_the_gate_stays_shut(
    client: Client, made: MadeCertificate
) -> None:
    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if "wrongtries" in sql:
            raise OperationalError("gone")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        answer = client.post(gate(made.locator), {"password": made.password})
    assert answer.status_code == 503
    assert "もう一度" in answer.content.decode()
    assert not ViewingGrant.objects.exists()


def test_another_certificates_password_opens_nothing(client: Client, made: MadeCertificate) -> None:
    insurer = made.certificate.insurer
    other = make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))
    assert client.post(gate(made.locator), {"password": other.password}).status_code == 403


def test_the_session_key_and_the_browsers_id_change_and_what_was_open_stays_open(
    client: Client, made: MadeCertificate
) -> None:
    client.post(gate(made.locator), {"password": made.password})
    first = (client.session.session_key, client.session["browser"])
    client.post(gate(made.locator), {"password": made.password})
    second = (client.session.session_key, client.session["browser"])
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert set(ViewingGrant.objects.values_list("browser", flat=True)) == {uuid.UUID(second[1])}


def test_somebody_with_a_second_session_of_the_same_browser_is_left_behind(made: MadeCertificate) -> None:
    """Two sessions can come of one; an attacker keeps one and leaves the other here (T7)."""
    attacker, victim = Client(), Client()
    attacker.post(gate(made.locator), {"password": made.password})
    planted = SessionStore()
    planted["browser"] = attacker.session["browser"]
    planted.save()
    victim.cookies["sessionid"] = planted.session_key or ""
    insurer = make_insurer("乙損害保険株式会社")
    other = make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))
    victim.post(gate(other.locator), {"password": other.password})
    start = reverse("viewer:start", args=[other.certificate.uuid])
    assert victim.get(start).status_code == 200
    assert attacker.get(start).status_code == 404


def test_a_form_without_its_protection_is_explained(made: MadeCertificate) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(gate(made.locator), {"password": made.password})
    assert answer.status_code == 403
    assert "Cookie" in answer.content.decode() or "クッキー" in answer.content.decode()
