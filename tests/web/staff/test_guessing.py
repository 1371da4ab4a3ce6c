"""Who guesses passwords and codes of staff gets nowhere, and leaves a trace (T4, T7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.flows.membership.remove import remove_member
from kakunin.models.staff import Staff
from tests.second_factors import Device, give_app, type_password
from tests.world import PASSWORD, make_administrator

pytestmark = pytest.mark.django_db(transaction=True)

LOGIN, SHOW = reverse("account_login"), reverse("mfa_authenticate")
HOW_MANY = "5分ほどおいて"


def log_in(email: str, password: str, origin: str = "198.51.100.1") -> str:
    answer = Client(REMOTE_ADDR=origin).post(LOGIN, {"login": email, "password": password})
    return str(answer.headers.get("Location") or answer.content.decode())


def test_codes_are_few_a_day_whoever_spreads_the_tries(alice: Staff, now: Any) -> None:
    give_app(alice)
    looked_at = 0
    for number in range(60):
        client = Client(REMOTE_ADDR=f"203.0.113.{number % 8}")
        type_password(client, alice)
        for _ in range(6):
            shown = client.post(SHOW, {"code": "000000"}).content.decode()
            looked_at += HOW_MANY not in shown
        now.shift(timedelta(minutes=5, seconds=1))
    assert looked_at == 100
    now.shift(timedelta(days=1))
    client = Client()
    type_password(client, alice)
    assert HOW_MANY not in client.post(SHOW, {"code": "000000"}).content.decode()


def test_a_wrong_password_is_a_line_of_the_log_without_what_was_typed(
    alice: Staff, caplog: pytest.LogCaptureFixture
) -> None:
    for email in (alice.email, "nobody@example.jp"):
        log_in(email, "secret words of mine")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("kakunin")]
    assert lines == [f"Wrong password for staff {alice.pk}", "Wrong password for staff that do not exist"]


def test_a_wrong_code_and_passkey_are_lines_of_the_log(
    alice: Staff, caplog: pytest.LogCaptureFixture
) -> None:
    give_app(alice)
    client = Client()
    type_password(client, alice)
    client.post(SHOW, {"code": "123456"})
    answer = Client().post(reverse("mfa_login_webauthn"), {"credential": Device()._answer()})
    assert answer.status_code == 302, answer.content
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("kakunin")]
    assert lines[0] == f"Code of staff {alice.pk} refused: incorrect_code"
    assert lines[1].startswith("Passkey refused")
    assert len(lines) == 2


def test_one_who_left_gets_the_page_of_a_stranger_byte_for_byte(alice: Staff) -> None:
    remove_member(staff=alice.pk, by=make_administrator(alice.organisation))
    pages = set()
    for email in (alice.email, "nobody@example.jp"):
        client = Client()
        page = client.post(LOGIN, {"login": email, "password": PASSWORD}).content.decode()
        for changing in (email, client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""):
            page = page.replace(changing, "…") if changing else page
        pages.add(without_tokens(page))
    assert len(pages) == 1


def without_tokens(page: str) -> str:
    import re

    return re.sub(r'(nonce|value)="[^"]*"', "", page)


def test_a_password_is_changed_by_those_only_who_know_the_old_one(client: Client, alice: Staff) -> None:
    type_password(client, alice)
    new = "another long password"
    typed = {"oldpassword": "guessed password", "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), typed).status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
