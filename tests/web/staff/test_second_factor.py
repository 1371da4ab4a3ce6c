"""The second factor is asked for, kept safe, and never handed over by accident (U1, T7, T22)."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kakunin.flows.membership.reset_second_factor import ask_factor_reset, confirm_factor_reset
from kakunin.foundation.errors import Damaged
from kakunin.models.session import Session
from kakunin.models.staff import Staff
from tests.second_factors import SECRET, code, give_app, log_in, type_password
from tests.world import PASSWORD, make_administrator, make_insurer, make_staff

# Signals of allauth wait for the commit.
pytestmark = pytest.mark.django_db(transaction=True)

LOGIN, DESK, ACCOUNT = reverse("account_login"), reverse("desk:list"), reverse("staff:account")
SHOW, ADD, REMOVE = reverse("mfa_authenticate"), reverse("mfa_activate_totp"), reverse("mfa_deactivate_totp")
SET_UP, CODES = reverse("staff:second_factor"), reverse("mfa_view_recovery_codes")
WRONG = "コードが正しくありません。"


def add_app(client: Client) -> str:
    """Through the page; the secret that it shows."""
    page = client.get(ADD).content.decode()
    secret = re.search(r'<code class="secret__value[^>]*>([A-Z2-7]+)</code>', page)
    assert secret
    assert client.post(ADD, {"code": code(secret[1])}).headers["Location"] == CODES
    return secret[1]


def codes_on(client: Client) -> list[str]:
    """The recovery codes of the page."""
    found = re.findall(r"<code>(\d{4})<span[^>]*>(\d{4})</span></code>", client.get(CODES).content.decode())
    return ["".join(halves) for halves in found]


def asked_for(answer: Any) -> tuple[str, str]:
    """The page that asks, and the one that it leads to afterwards."""
    path, _, following = unquote(answer.headers["Location"]).partition("?next=")
    return path, following


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


@pytest.fixture
def with_app(alice: Staff, now: Any) -> Staff:
    """Alice, who set up an app long ago."""
    give_app(alice)
    return alice


# --- Where it is required ---------------------------------------------------------------


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("path", [DESK, ACCOUNT, reverse("upload:new"), reverse("staff:sessions"), CODES])
def test_who_has_none_is_led_to_set_one_up(required: None, client: Client, alice: Staff, path: str) -> None:
    log_in(client, alice)
    for answer in (client.get(path), client.post(path)):
        assert answer.headers["Location"] == SET_UP


def test_the_page_says_why_and_how(required: None, client: Client, alice: Staff) -> None:
    shown = log_in(client, alice).get(SET_UP).content.decode()
    for words in (
        "パスワードに加えて",
        "Windows Hello",
        "スマートフォン",
        "セキュリティーキー",
        "認証アプリ",
    ):
        assert words in shown


@pytest.mark.parametrize("path", [reverse("site:help"), reverse("site:home"), reverse("account_logout")])
def test_what_is_open_to_everybody_stays_open(
    required: None, client: Client, alice: Staff, path: str
) -> None:
    assert log_in(client, alice).get(path).status_code == 200


def test_with_the_first_factor_all_opens(required: None, client: Client, alice: Staff) -> None:
    add_app(log_in(client, alice))
    assert is_in(client)


def test_where_none_is_required_the_account_recommends_one(client: Client, alice: Staff) -> None:
    assert is_in(log_in(client, alice))
    assert "追加をおすすめします" in client.get(ACCOUNT).content.decode()
    add_app(client)
    assert "追加をおすすめします" not in client.get(ACCOUNT).content.decode()


# --- At the login -------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(client: Client, with_app: Staff) -> None:
    assert type_password(client, with_app).headers["Location"] == SHOW
    assert not is_in(client)


def test_a_wrong_code_opens_nothing(client: Client, with_app: Staff) -> None:
    type_password(client, with_app)
    assert WRONG in client.post(SHOW, {"code": code(steps=5)}).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_code_opens_with_clocks_that_differ_a_little(client: Client, with_app: Staff, steps: int) -> None:
    type_password(client, with_app)
    typed = code(steps=steps).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert client.post(SHOW, {"code": f" {typed[:3]} {typed[3:]}"}).headers["Location"] == DESK
    assert is_in(client)


@pytest.mark.parametrize("seconds", [0, 31, 59])
def test_a_code_that_somebody_saw_opens_nothing_again(
    client: Client, with_app: Staff, now: Any, seconds: int
) -> None:
    seen = code(steps=1)
    type_password(client, with_app)
    client.post(SHOW, {"code": seen})
    now.shift(timedelta(seconds=seconds))
    other = Client()
    type_password(other, with_app)
    assert WRONG in other.post(SHOW, {"code": seen}).content.decode()


def test_the_session_key_changes_when_the_second_factor_was_shown(client: Client, with_app: Staff) -> None:
    type_password(client, with_app)
    before = client.session.session_key
    client.post(SHOW, {"code": code()})
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_session_of_the_password_alone_ends_when_a_factor_is_set_up_elsewhere(
    client: Client, alice: Staff
) -> None:
    thief = log_in(Client(), alice)
    add_app(log_in(client, alice))
    assert thief.get(DESK).headers["Location"].startswith(LOGIN)
    assert is_in(client)


def test_one_who_left_between_the_questions_is_out(client: Client, with_app: Staff) -> None:
    type_password(client, with_app)
    Staff.objects.update(is_active=False)
    client.post(SHOW, {"code": code()})
    assert not is_in(client)


def test_factors_reset_between_the_questions_begin_the_login_anew(client: Client, with_app: Staff) -> None:
    type_password(client, with_app)
    Authenticator.objects.all().delete()
    shown = client.get(SHOW, follow=True)
    assert shown.redirect_chain == [(LOGIN, 302)]
    assert "認証が変わりました。もう一度ログインしてください。" in shown.content.decode()
    assert is_in(log_in(client, with_app))


def test_the_cookie_ends_with_the_browser(client: Client, with_app: Staff) -> None:
    log_in(client, with_app)
    assert client.cookies["sessionid"]["max-age"] == ""


# --- Recovery codes ---------------------------------------------------------------------------


def test_a_recovery_code_opens_once(client: Client, alice: Staff) -> None:
    add_app(log_in(client, alice))
    codes = codes_on(client)
    assert len(codes) == len(set(codes)) == 10
    answers = []
    for _ in range(2):
        other = Client()
        type_password(other, alice)
        answers.append(other.post(SHOW, {"code": f"{codes[3][:4]}-{codes[3][4:]}"}).status_code)
    assert answers == [302, 200]
    assert codes_on(client) == codes[:3] + codes[4:]
    assert "あと9個" in client.get(ACCOUNT).content.decode()


def test_new_codes_end_the_old_ones(client: Client, alice: Staff) -> None:
    add_app(log_in(client, alice))
    old = codes_on(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(codes_on(client))


def test_the_file_holds_the_codes(client: Client, alice: Staff) -> None:
    add_app(log_in(client, alice))
    answer = client.get(reverse("mfa_download_recovery_codes"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert re.findall(r"^\d{4}-\d{4}$", answer.content.decode(), re.MULTILINE) == [
        f"{one[:4]}-{one[4:]}" for one in codes_on(client)
    ]


# --- Before factors change -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [REMOVE, CODES, reverse("mfa_add_webauthn"), reverse("mfa_generate_recovery_codes")]
)
def test_a_quarter_of_an_hour_later_it_is_asked_for_again(
    client: Client, alice: Staff, now: Any, path: str
) -> None:
    add_app(log_in(client, alice))
    assert client.get(path).status_code == 200
    now.shift(timedelta(minutes=15, seconds=1))
    assert asked_for(client.get(path)) == (reverse("mfa_reauthenticate"), path)


def test_the_password_does_not_do_for_one_who_has_a_second_factor(
    client: Client, with_app: Staff, now: Any
) -> None:
    log_in(client, with_app)
    now.shift(timedelta(minutes=16))
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_reauthenticate")
    assert asked_for(client.post(REMOVE)) == (reverse("mfa_reauthenticate"), REMOVE)
    assert Authenticator.objects.filter(user=with_app).exists()
    confirmed = client.post(f"{reverse('mfa_reauthenticate')}?next={REMOVE}", {"code": code()}, follow=True)
    assert "もう一度入力してください。" in confirmed.content.decode()
    client.post(REMOVE)
    assert not Authenticator.objects.filter(user=with_app).exists()


def test_who_has_none_confirms_with_the_password(client: Client, alice: Staff, now: Any) -> None:
    log_in(client, alice)
    now.shift(timedelta(minutes=16))
    assert asked_for(client.get(ADD)) == (reverse("account_reauthenticate"), ADD)
    asked = f"{reverse('account_reauthenticate')}?next={ADD}"
    assert "パスワードが正しくありません。" in client.post(asked, {"password": "wrong"}).content.decode()
    assert client.post(asked, {"password": PASSWORD}).headers["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_the_last_one_stays_where_one_is_required(required: None, client: Client, with_app: Staff) -> None:
    log_in(client, with_app)
    assert "最後の1つは削除できません。" in client.get(REMOVE).content.decode()
    client.post(REMOVE)
    assert Authenticator.objects.filter(user=with_app).exists()


def test_a_reset_takes_all_of_it_away_and_ends_the_logins(
    required: None, client: Client, alice: Staff
) -> None:
    add_app(log_in(client, alice))
    one, two = (make_administrator(alice.organisation) for _ in range(2))
    ask_factor_reset(staff=alice.pk, by=one)
    assert is_in(client)
    confirm_factor_reset(staff=alice.pk, by=two)
    assert not Authenticator.objects.exists()
    assert client.get(SET_UP).headers["Location"].startswith(LOGIN)
    assert log_in(client, alice).get(DESK).headers["Location"] == SET_UP


# --- At rest -----------------------------------------------------------------------------------------


def test_secrets_are_sealed_in_the_database_and_in_the_session(client: Client, alice: Staff) -> None:
    log_in(client, alice)
    waiting = client.get(ADD).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", waiting)
    assert secret
    assert secret[1] not in str(dict(client.session))
    client.post(ADD, {"code": code(secret[1])})
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert secret[1] not in str(stored)
    assert not re.fullmatch("[0-9a-f]{80}", stored["recovery_codes"]["seed"])


def test_a_secret_moved_to_another_member_opens_nothing(client: Client, with_app: Staff) -> None:
    bob = make_staff(make_insurer())
    give_app(bob)
    mine = Authenticator.objects.get(user=bob)
    Authenticator.objects.filter(user=with_app).update(data=mine.data)
    type_password(client, with_app)
    assert client.post(SHOW, {"code": code()}).status_code == Damaged.status
    assert not is_in(client)


def test_the_secret_of_the_page_is_the_one_that_counts(client: Client, alice: Staff) -> None:
    log_in(client, alice)
    client.get(ADD)
    shown = client.post(ADD, {"code": code(SECRET)}).content.decode()
    assert WRONG in shown
    assert not Authenticator.objects.exists()


def test_a_code_for_a_page_that_is_gone_adds_nothing(client: Client, alice: Staff) -> None:
    log_in(client, alice)
    assert client.post(ADD, {"code": "123456"}).status_code == 200
    assert not Authenticator.objects.exists()
