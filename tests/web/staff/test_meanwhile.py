"""What another did while a request was under way is not undone by it (T7)."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kakunin.flows.membership.change_role import change_role
from kakunin.flows.membership.remove import remove_member
from kakunin.models.staff import Staff
from kakunin.web.staff import passkeys
from tests.second_factors import Device, add_passkey, code, give_app, log_in, type_password
from tests.world import PASSWORD, make_administrator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

NEW = "another long password"


@pytest.fixture
def boss(alice: Staff) -> Staff:
    return make_administrator(alice.organisation)


def while_the_password_is_changed(client: Client, staff: Staff, monkeypatch: Any, what: Any) -> None:
    """``what`` happens when the row was read and the new password is being hashed."""
    log_in(client, staff)
    hash_it = Staff.set_password

    def slowly(self: Staff, raw: str | None) -> None:
        if raw == NEW:
            what()
        hash_it(self, raw)

    monkeypatch.setattr(Staff, "set_password", slowly)
    page = reverse("account_change_password")
    client.post(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    staff.refresh_from_db()


def test_changing_the_password_does_not_bring_one_back_who_was_removed(
    client: Client, alice: Staff, boss: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_the_password_is_changed(client, alice, monkeypatch, lambda: remove_member(staff=alice.pk, by=boss))
    assert not alice.is_active
    assert not alice.has_usable_password()
    assert client.get(reverse("desk:list")).status_code == 302


def test_changing_the_password_does_not_bring_a_role_back(
    client: Client, alice: Staff, boss: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    Staff.objects.filter(pk=alice.pk).update(role=Staff.Role.ADMINISTRATOR)

    def demote() -> None:
        change_role(staff=alice.pk, role=Staff.Role.MEMBER, by=boss)

    while_the_password_is_changed(client, alice, monkeypatch, demote)
    assert not alice.is_administrator
    assert alice.check_password(NEW)


def test_a_password_changed_between_the_two_questions_begins_the_login_anew(
    client: Client, alice: Staff
) -> None:
    give_app(alice)
    type_password(client, alice)
    alice.set_password(NEW)
    alice.save()
    answer = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer.headers["Location"] == reverse("account_login")
    assert client.get(reverse("desk:list")).status_code == 302


def test_a_passkey_is_held_while_it_is_renamed(client: Client, alice: Staff) -> None:
    # allauth saves what it has read: taken away in between, the passkey would be there again.
    add_passkey(log_in(client, alice), Device())
    request: Any = type("Request", (), {"user": alice})
    view = passkeys.RenameView(request=request)
    assert view.get_queryset().query.select_for_update
    page = reverse("mfa_edit_webauthn", args=[Authenticator.objects.get(type="webauthn").pk])
    assert client.get(page).status_code == 200
