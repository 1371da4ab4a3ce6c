"""What allauth changes in an account is told to its owner (T7)."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals
from allauth.mfa.models import Authenticator

from kakunin.flows.membership.notify_change import AccountChange, tell_of_account_change
from kakunin.models.staff import Staff
from kakunin.web.staff.second_factor import note_set_up

# Recovery codes come and go with the first and the last factor: those mails tell it.
_ADDED = {
    Authenticator.Type.TOTP: AccountChange.APP_ADDED,
    Authenticator.Type.WEBAUTHN: AccountChange.PASSKEY_ADDED,
}
_REMOVED = {
    Authenticator.Type.TOTP: AccountChange.APP_REMOVED,
    Authenticator.Type.WEBAUTHN: AccountChange.PASSKEY_REMOVED,
}
_RENEWED = {Authenticator.Type.RECOVERY_CODES: AccountChange.RECOVERY_CODES_RENEWED}
_USED = {Authenticator.Type.RECOVERY_CODES: AccountChange.RECOVERY_CODE_USED}


def connect() -> None:
    """To allauth's signals; at the start of the process."""
    signals.authenticator_added.connect(note_set_up)
    signals.authenticator_added.connect(_on_added)
    signals.authenticator_removed.connect(_on_removed)
    signals.authenticator_reset.connect(_on_reset)
    signals.authenticator_used.connect(_on_used)
    password_changed.connect(_on_password_changed)


def _on_added(user: Staff, authenticator: Authenticator, **_: Any) -> None:
    _tell(user, _ADDED.get(authenticator.type))


def _on_removed(user: Staff, authenticator: Authenticator, **_: Any) -> None:
    _tell(user, _REMOVED.get(authenticator.type))


def _on_reset(user: Staff, authenticator: Authenticator, **_: Any) -> None:
    _tell(user, _RENEWED.get(authenticator.type))


def _on_used(user: Staff, authenticator: Authenticator, **_: Any) -> None:
    _tell(user, _USED.get(authenticator.type))


def _on_password_changed(user: Staff, **_: Any) -> None:
    _tell(user, AccountChange.PASSWORD_CHANGED)


def _tell(staff: Staff, what: AccountChange | None) -> None:
    if what:
        tell_of_account_change(staff=staff, what=what)
