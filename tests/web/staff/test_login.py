"""Staff come in with mail address and password, and go out again (T13)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.models.staff import Staff
from tests.world import make_agency, make_insurer

LOGIN, LOGOUT, DESK = reverse("account_login"), reverse("account_logout"), reverse("desk:list")
PASSWORD = "correct horse battery"
WRONG = "メールアドレスまたはパスワードが正しくありません。"


@pytest.fixture
def alice(db: None) -> Staff:
    agency = make_agency("みなと保険", insurers=[make_insurer("甲損害保険株式会社")])
    return Staff.objects.create_user("Alice@Example.jp", PASSWORD, name="アリス", agency=agency)


def log_in(client: Client, email: str, password: str = PASSWORD, after: str = "") -> tuple[int, str]:
    """The status, and where it leads or what it shows."""
    data = {"login": email, "password": password} | ({"next": after} if after else {})
    response = client.post(LOGIN, data)
    return response.status_code, response.headers.get("Location") or response.content.decode()


@pytest.mark.parametrize("written", ["alice@example.jp", "ALICE@example.jp", " alice@example.jp "])
def test_the_right_password_opens_the_desk(client: Client, alice: Staff, written: str) -> None:
    assert log_in(client, written) == (302, DESK)
    assert client.get(DESK).status_code == 200


def test_the_login_leads_back_to_the_page_that_was_wanted(client: Client, alice: Staff) -> None:
    wanted = reverse("upload:new")
    asked = client.get(wanted)["Location"]
    assert asked == f"{LOGIN}?next={wanted}"
    assert f'name="next" value="{wanted}"' in client.get(asked).content.decode()
    assert log_in(client, alice.email, after=wanted) == (302, wanted)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver@evil.example/",
        "\thttps://evil.example/",
    ],
)
def test_the_login_never_leads_to_another_site(client: Client, alice: Staff, elsewhere: str) -> None:
    assert log_in(client, alice.email, after=elsewhere) == (302, DESK)


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@example.jp", "wrong"), ("nobody@example.jp", PASSWORD), ("nobody@example.jp", "wrong")],
)
def test_a_wrong_pair_has_one_message_whichever_half_is_wrong(
    client: Client, alice: Staff, email: str, password: str
) -> None:
    status, shown = log_in(client, email, password)
    assert status == 200
    assert shown.count(WRONG) == 1
    assert f'value="{email}"' in shown
    assert password not in shown


def test_one_who_left_is_told_no_more_than_a_stranger(client: Client, alice: Staff) -> None:
    Staff.objects.update(is_active=False)
    status, shown = log_in(client, alice.email)
    assert (status, shown.count(WRONG)) == (200, 1)


def test_one_who_leaves_is_out_at_the_next_request(client: Client, alice: Staff) -> None:
    log_in(client, alice.email)
    Staff.objects.update(is_active=False)
    assert client.get(DESK)["Location"] == f"{LOGIN}?next={DESK}"


def test_guessing_is_slowed_with_words(client: Client, alice: Staff) -> None:
    for _ in range(5):
        log_in(client, alice.email, "wrong")
    status, shown = log_in(client, alice.email)
    assert status == 200
    assert "5分ほどおいて、もう一度お試しください。" in shown


def test_who_knows_an_address_does_not_lock_its_owner_out_from_elsewhere(
    client: Client, alice: Staff
) -> None:
    for _ in range(6):
        log_in(client, alice.email, "wrong")
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert log_in(elsewhere, alice.email) == (302, DESK)


def test_wrong_passwords_for_many_addresses_are_slowed_as_well(client: Client, alice: Staff) -> None:
    for number in range(30):
        log_in(client, f"a{number}@example.jp", "wrong")
    status, shown = log_in(client, alice.email)
    assert (status, "もう一度お試しください。" in shown) == (200, True)


def test_a_flood_of_logins_is_told_to_wait_on_a_page_of_ours(
    client: Client, alice: Staff, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    for _ in range(3):
        log_in(client, alice.email, "wrong")
    status, shown = log_in(client, alice.email)
    assert status == 429
    assert "1分ほど待ってから、もう一度お試しください。" in shown


def test_the_page_leads_to_help_with_a_lost_password_and_says_whom_to_ask(client: Client) -> None:
    shown = client.get(LOGIN).content.decode()
    assert reverse("staff:forgotten_password") in shown
    assert "ご所属の組織の管理者へお問い合わせください。" in shown
    assert reverse("account_reset_password") not in shown
    assert reverse("account_signup") not in shown


def test_one_who_is_in_is_not_asked_again(client: Client, alice: Staff) -> None:
    log_in(client, alice.email)
    assert client.get(LOGIN)["Location"] == DESK


def test_the_session_key_changes_with_the_login(client: Client, alice: Staff) -> None:
    client.session["before"] = True
    client.session.save()
    before = client.session.session_key
    log_in(client, alice.email)
    assert client.session.session_key != before


def test_logging_out_is_one_button_and_says_that_it_worked(client: Client, alice: Staff) -> None:
    log_in(client, alice.email)
    response = client.post(LOGOUT, follow=True)
    assert response.redirect_chain == [(reverse("site:home"), 302)]
    assert "ログアウトしました。" in response.content.decode()
    assert client.get(DESK).status_code == 302


def test_a_link_or_picture_logs_nobody_out(client: Client, alice: Staff) -> None:
    log_in(client, alice.email)
    assert "<form" in client.get(LOGOUT).content.decode()
    assert client.get(DESK).status_code == 200


def test_a_form_on_another_site_logs_nobody_in_or_out(alice: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": alice.email, "password": PASSWORD}).status_code == 403
    client.force_login(alice)
    assert client.post(LOGOUT).status_code == 403


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_inactive"])
def test_what_is_not_offered_is_not_there(client: Client, alice: Staff, name: str) -> None:
    for method in (client.get, client.post):
        assert method(reverse(name)).status_code == 404
    log_in(client, alice.email)
    assert client.get(reverse(name)).status_code == 404


def test_there_is_no_other_address_of_allauth(client: Client) -> None:
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert client.get(path).status_code == 404
