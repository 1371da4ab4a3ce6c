"""Passkeys: made for our address only, with a PIN, and nobody's but the member's (U1, T7, T18)."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kakunin.models.session import Session
from kakunin.models.staff import Staff
from tests.second_factors import Device, add_passkey, give_app, log_in, options_on, type_password
from tests.world import make_insurer, make_staff

# Signals of allauth wait for the commit.
pytestmark = pytest.mark.django_db(transaction=True)

LOGIN, DESK, ACCOUNT = reverse("account_login"), reverse("desk:list"), reverse("staff:account")
SHOW, ADD, CONFIRM = (
    reverse("mfa_authenticate"),
    reverse("mfa_add_webauthn"),
    reverse("mfa_reauthenticate_webauthn"),
)
WITH_PASSKEY, CODES = reverse("mfa_login_webauthn"), reverse("mfa_view_recovery_codes")
REFUSED = "パスキーで確認できませんでした。"


@pytest.fixture
def device(client: Client, alice: Staff) -> Device:
    """Holds Alice's passkey; ``client`` is the browser where she added it."""
    device = Device()
    assert add_passkey(log_in(client, alice), device).headers["Location"] == CODES
    return device


def questions_at_the_login(client: Client) -> Any:
    return client.get(WITH_PASSKEY, headers={"Accept": "application/json"}).json()["request_options"][
        "publicKey"
    ]


def log_in_with(client: Client, device: Device) -> Any:
    """The passkey alone."""
    return client.post(WITH_PASSKEY, {"credential": device.get(questions_at_the_login(client))})


def show_after_the_password(client: Client, staff: Staff, device: Device) -> Any:
    type_password(client, staff)
    return client.post(SHOW, {"credential": device.get(options_on(client.get(SHOW)))})


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def test_it_is_the_second_factor_after_the_password(alice: Staff, device: Device) -> None:
    client = Client()
    assert show_after_the_password(client, alice, device).headers["Location"] == DESK
    assert is_in(client)


def test_it_opens_without_the_password_too(device: Device) -> None:
    client = Client()
    before = client.session
    before.save()
    client.cookies["sessionid"] = planted = before.session_key or ""
    assert log_in_with(client, device).headers["Location"] == DESK
    assert is_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=planted).exists()
    assert client.cookies["sessionid"]["max-age"] == ""


def test_the_login_leads_back_to_the_page_that_was_wanted(device: Device) -> None:
    client = Client()
    answer = device.get(questions_at_the_login(client))
    wanted = reverse("upload:new")
    assert client.post(WITH_PASSKEY, {"credential": answer, "next": wanted}).headers["Location"] == wanted


def test_the_page_asks_for_a_pin_and_names_our_host_whatever_the_request_says(
    client: Client, alice: Staff, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    log_in(client, alice)
    options = options_on(client.get(ADD, headers={"Host": "evil.example"}))
    assert options["rp"] == {"id": "localhost", "name": "保証証券等確認システム"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert questions_at_the_login(client.__class__())["rpId"] == "localhost"


ELSEWHERE = [
    "https://evil.example",
    "http://sub.localhost:8000",
    "http://localhost:9999",
    "https://localhost:8000",
    "http://localhost:8000.evil.example",
]


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_what_was_answered_to_another_site_adds_nothing(client: Client, alice: Staff, origin: str) -> None:
    answer = add_passkey(log_in(client, alice), Device(origin=origin))
    assert REFUSED in answer.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_what_was_answered_to_another_site_opens_nothing(alice: Staff, device: Device, origin: str) -> None:
    device.origin = origin
    client = Client()
    assert REFUSED in show_after_the_password(client, alice, device).content.decode()
    assert not is_in(client)
    client = Client()
    assert log_in_with(client, device).headers["Location"] == LOGIN
    assert REFUSED in client.get(LOGIN).content.decode()
    assert not is_in(client)


def test_for_another_host_it_is_no_passkey_of_ours(client: Client, alice: Staff) -> None:
    assert REFUSED in add_passkey(log_in(client, alice), Device(host="evil.example")).content.decode()
    assert not Authenticator.objects.exists()


def test_without_a_pin_it_neither_is_added_nor_opens(client: Client, alice: Staff, device: Device) -> None:
    assert REFUSED in add_passkey(client, Device(asks_for_pin=False)).content.decode()
    device.asks_for_pin = False
    other = Client()
    assert log_in_with(other, device).headers["Location"] == LOGIN
    assert REFUSED in show_after_the_password(other, alice, device).content.decode()
    assert not is_in(other)


def test_an_answer_opens_once(alice: Staff, device: Device) -> None:
    client = Client()
    answer = device.get(questions_at_the_login(client))
    client.post(WITH_PASSKEY, {"credential": answer})
    assert is_in(client)
    for other in (Client(), client):
        other.logout()
        questions_at_the_login(other)
        assert other.post(WITH_PASSKEY, {"credential": answer}).headers["Location"] == LOGIN
        assert not is_in(other)


def test_a_strangers_passkey_opens_only_the_strangers_account(alice: Staff, device: Device) -> None:
    bob, bobs = make_staff(make_insurer("丁損害保険株式会社")), Device()
    add_passkey(log_in(Client(), bob), bobs)
    assert REFUSED in show_after_the_password(Client(), alice, bobs).content.decode()
    bobs.user = device.user  # claims to be Alice's
    client = Client()
    assert log_in_with(client, bobs).headers["Location"] == LOGIN
    assert not is_in(client)


def test_one_who_left_gets_in_with_none(alice: Staff, device: Device) -> None:
    Staff.objects.update(is_active=False)
    client = Client()
    assert log_in_with(client, device).headers["Location"] == LOGIN
    assert not is_in(client)


NONSENSE = [
    "",
    "x",
    "null",
    "[]",
    "1",
    '"text"',
    "{}",
    '{"response": []}',
    '{"response": {"clientDataJSON": "e30"}}',
    '{"response": {"clientDataJSON": 5}}',
    json.dumps({"id": "a", "rawId": "b", "response": {"clientDataJSON": "bnVsbA"}}),
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_refused_with_words(client: Client, alice: Staff, device: Device, nonsense: str) -> None:
    assert client.post(ADD, {"name": "x", "credential": nonsense}).status_code == 200
    assert client.post(CONFIRM, {"credential": nonsense}).status_code in {200, 302}
    other = Client()
    questions_at_the_login(other)
    assert other.post(WITH_PASSKEY, {"credential": nonsense}).headers["Location"] == LOGIN
    type_password(other, alice)
    other.get(SHOW)
    assert other.post(SHOW, {"credential": nonsense}).status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_every_part_of_an_answer_counts(alice: Staff, device: Device) -> None:
    client = Client()
    honest = json.loads(device.get(questions_at_the_login(client)))
    for part in honest["response"]:
        broken = honest | {"response": honest["response"] | {part: "AAAA"}}
        answer = client.post(WITH_PASSKEY, {"credential": json.dumps(broken)})
        assert answer.headers["Location"] == LOGIN, part
        assert not is_in(client)


def test_only_what_is_needed_is_kept(client: Client, alice: Staff) -> None:
    log_in(client, alice)
    answer = json.loads(Device().create(options_on(client.get(ADD))))
    answer |= {"clientExtensionResults": {"x": "\x00"}, "more": "\x00" * 1000}
    client.post(ADD, {"name": "\u202eA\x0bB" + "あ" * 80, "credential": json.dumps(answer)})
    stored = Authenticator.objects.get(type="webauthn")
    assert stored.data["name"] == "AB" + "あ" * 48
    assert set(stored.data["credential"]) == {"rawId", "response"}
    assert set(stored.data["credential"]["response"]) == {"clientDataJSON", "attestationObject"}


def test_it_has_a_name_that_can_be_changed(client: Client, alice: Staff, device: Device) -> None:
    assert "会社のパソコン" in client.get(ACCOUNT).content.decode()
    add_passkey(client, Device(), name="")
    assert "パスキー2" in client.get(ACCOUNT).content.decode()
    first = Authenticator.objects.filter(type="webauthn").earliest("pk")
    client.post(reverse("mfa_edit_webauthn", args=[first.pk]), {"name": "支社のパソコン"})
    shown = client.get(ACCOUNT).content.decode()
    assert "支社のパソコン" in shown
    assert "会社のパソコン" not in shown


def test_removed_it_opens_nothing(client: Client, alice: Staff, device: Device) -> None:
    passkey = Authenticator.objects.get(type="webauthn")
    answer = client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert answer.headers["Location"] == ACCOUNT
    other = Client()
    assert log_in_with(other, device).headers["Location"] == LOGIN
    assert not is_in(other)


def test_the_last_one_stays_where_one_is_required(
    client: Client, alice: Staff, device: Device, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    path = reverse("mfa_remove_webauthn", args=[Authenticator.objects.get(type="webauthn").pk])
    assert "最後の1つは削除できません。" in client.get(path).content.decode()
    client.post(path)
    assert Authenticator.objects.filter(type="webauthn").exists()
    give_app(alice)
    client.post(path)
    assert not Authenticator.objects.filter(type="webauthn").exists()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_anothers_is_not_found(alice: Staff, device: Device, name: str) -> None:
    bobs = log_in(Client(), make_staff(make_insurer()))
    path = reverse(name, args=[Authenticator.objects.get(type="webauthn").pk])
    assert bobs.get(path).status_code == 404
    assert bobs.post(path, {"name": "x"}).status_code == 404
    assert Authenticator.objects.get(type="webauthn").data["name"] == "会社のパソコン"


def test_it_confirms_before_something_grave(client: Client, alice: Staff, device: Device, now: Any) -> None:
    now.shift(16 * 60)
    wanted = reverse("mfa_activate_totp")
    assert client.get(wanted).headers["Location"].startswith(CONFIRM)
    asked = f"{CONFIRM}?next={wanted}"
    answer = device.get(options_on(client.get(asked)))
    assert client.post(asked, {"credential": answer}).headers["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_a_wrong_one_confirms_nothing(client: Client, alice: Staff, device: Device, now: Any) -> None:
    now.shift(16 * 60)
    asked = f"{CONFIRM}?next={CODES}"
    answer = client.post(asked, {"credential": Device().get(options_on(client.get(asked)))})
    assert answer.headers["Location"] == asked
    assert REFUSED in client.get(asked).content.decode()
    assert client.get(CODES).status_code == 302
