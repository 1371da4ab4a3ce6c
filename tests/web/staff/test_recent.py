"""What is grave asks again who sits there (T7)."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.models.invitation import Invitation
from kakunin.models.session import Session
from kakunin.models.staff import Staff
from kakunin.web.session_store import SessionStore
from tests.second_factors import code, give_app, log_in
from tests.world import PASSWORD, make_administrator, make_insurer

pytestmark = pytest.mark.django_db

INVITE, LIST = reverse("members:invite"), reverse("members:list")
BY_PASSWORD, BY_CODE = reverse("account_reauthenticate"), reverse("mfa_reauthenticate")
FORM = {"address": "new@example.jp", "name": "新入 社員", "role": "member"}


@pytest.fixture
def boss(now: Any) -> Staff:
    return make_administrator(make_insurer())


def test_right_after_the_login_nobody_is_asked(client: Client, boss: Staff) -> None:
    assert log_in(client, boss).get(INVITE).status_code == 200


@pytest.mark.parametrize("factor", [False, True])
def test_later_it_asks_and_leads_back(client: Client, boss: Staff, now: Any, factor: bool) -> None:
    if factor:
        give_app(boss)
    log_in(client, boss)
    now.shift(timedelta(minutes=15, seconds=1))
    asked = client.get(INVITE).headers["Location"]
    assert unquote(asked) == f"{BY_CODE if factor else BY_PASSWORD}?next={INVITE}"
    shown = {"code": code()} if factor else {"password": PASSWORD}
    assert client.post(asked, shown).headers["Location"] == INVITE
    assert client.get(INVITE).status_code == 200


def test_what_is_only_read_does_not_ask(client: Client, boss: Staff, now: Any) -> None:
    log_in(client, boss)
    now.shift(timedelta(minutes=16))
    assert client.get(LIST).status_code == 200


def test_a_form_that_comes_too_late_changes_nothing_and_leaves_nothing(
    client: Client, boss: Staff, now: Any
) -> None:
    """allauth would keep it beside the cookie, in the row of the session (T22)."""
    log_in(client, boss)
    now.shift(timedelta(minutes=16))
    asked = client.post(INVITE, FORM).headers["Location"]
    assert unquote(asked) == f"{BY_PASSWORD}?next={INVITE}"
    kept = str([SessionStore().decode(row.session_data) for row in Session.objects.all()])
    for secret in (client.cookies["sessionid"].value, FORM["address"]):
        assert secret not in kept
    back = client.post(asked, {"password": PASSWORD}, follow=True)
    assert "いまの操作は、まだ行われていません。" in back.content.decode()
    assert not Invitation.objects.exists()


def test_it_leads_to_no_other_site(client: Client, boss: Staff) -> None:
    log_in(client, boss)
    answer = client.post(f"{BY_PASSWORD}?next=https://evil.example/", {"password": PASSWORD})
    assert "evil" not in answer.headers["Location"]


def test_guessing_is_slowed(client: Client, boss: Staff) -> None:
    give_app(boss)
    log_in(client, boss)
    for _ in range(6):
        answer = client.post(BY_CODE, {"code": code(steps=9)})
    assert "もう一度お試しください。" in answer.content.decode()
    assert client.post(BY_CODE, {"code": code(steps=1)}).status_code == 200


def test_whoever_had_the_key_before_is_out_after_the_confirmation(client: Client, boss: Staff) -> None:
    thief = Client()
    log_in(client, boss)
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.get(LIST).status_code == 200
    client.post(BY_PASSWORD, {"password": PASSWORD})
    assert client.get(LIST).status_code == 200
    assert thief.get(LIST).status_code == 302
