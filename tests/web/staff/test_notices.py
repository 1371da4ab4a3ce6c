"""What happens to an account is in the history, and its changes reach the owner by mail (T7)."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.second_factors import SECRET, Device, add_passkey, code, give_app, log_in, type_password
from tests.web.staff.test_second_factor import REMOVE, SHOW, add_app, codes_on
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> list[str]:
    """The mails since the last look, all of them to Alice about her own account."""
    mails = list(OutboxMail.objects.select_related("event"))
    for mail in mails:
        assert mail.event
        assert (mail.recipient, mail.event.facts["staff"]) == (
            Staff.objects.get().email,
            Staff.objects.get().pk,
        )
    OutboxMail.objects.all().delete()
    return [mail.kind for mail in mails]


def facts(type_: str) -> dict[str, Any]:
    """Of the last event of this kind."""
    event = AuditEvent.objects.filter(type=type_).latest("pk")
    assert (event.actor, event.about) == (f"staff:{Staff.objects.get().pk}", Staff.objects.get().organisation)
    return dict(event.facts)


def test_a_login_is_written_down_with_its_ways_and_no_mail(client: Client, alice: Staff) -> None:
    log_in(client, alice)
    assert facts("staff_logged_in")["factor"] == "パスワード"
    give_app(alice)
    log_in(Client(headers={"User-Agent": "Firefox/140.0 Windows"}), alice)
    assert facts("staff_logged_in")["factor"] == "パスワード、認証アプリ"
    assert facts("staff_logged_in")["browser"] == "Firefox（Windows）"
    assert told() == []


def test_no_login_is_written_down_before_the_second_factor(client: Client, alice: Staff) -> None:
    give_app(alice)
    type_password(client, alice)
    client.post(SHOW, {"code": code(steps=7)})
    assert not AuditEvent.objects.exists()


def test_an_app_comes_and_goes_with_a_mail_each(client: Client, alice: Staff) -> None:
    add_app(log_in(client, alice))
    assert facts("factor_added")["factor"] == "認証アプリ"
    assert facts("recovery_codes_made")
    assert told() == ["factor_added"]
    client.post(REMOVE)
    assert facts("factor_removed")["factor"] == "認証アプリ"
    assert told() == ["factor_removed"]


def test_a_passkey_comes_and_goes_with_a_mail_each(client: Client, alice: Staff) -> None:
    add_passkey(log_in(client, alice), Device())
    assert facts("factor_added")["factor"] == "パスキー「会社のパソコン」"
    assert told() == ["factor_added"]
    client.post(reverse("mfa_remove_webauthn", args=[Authenticator.objects.get(type="webauthn").pk]))
    assert facts("factor_removed")["factor"] == "パスキー「会社のパソコン」"
    assert told() == ["factor_removed"]


def test_recovery_codes_made_anew_and_used_are_told(client: Client, alice: Staff) -> None:
    add_app(log_in(client, alice))
    told()
    client.post(reverse("mfa_generate_recovery_codes"))
    assert told() == ["recovery_codes_made"]
    other = Client()
    type_password(other, alice)
    other.post(SHOW, {"code": codes_on(client)[0]})
    assert told() == ["recovery_code_used"]
    assert facts("staff_logged_in")["factor"] == "パスワード、リカバリーコード"


def test_a_new_password_is_told(client: Client, alice: Staff) -> None:
    log_in(client, alice)
    change, new = reverse("account_change_password"), "another correct horse"
    client.post(change, {"oldpassword": "wrong", "password1": new, "password2": new})
    assert told() == []
    client.post(change, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert told() == ["password_changed"]
    assert facts("password_changed")


def test_neither_history_nor_mail_holds_a_secret(client: Client, alice: Staff) -> None:
    secret = add_app(log_in(client, alice))
    written = str(list(AuditEvent.objects.values())) + str(list(OutboxMail.objects.values()))
    for one in (secret, SECRET, PASSWORD, *codes_on(client)):
        assert one not in written


def test_colleagues_see_the_change_and_not_each_login(client: Client, alice: Staff) -> None:
    add_app(log_in(client, alice))
    shown = client.get(reverse("members:history")).content.decode()
    assert "認証を追加しました" in shown
    assert "ログインしました" not in shown
