"""What allauth does with an account is written down, and its changes are told to its owner (T7).

allauth sends its signals after its own transaction, at the latest within the same request.
"""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY, user_logged_in
from django.http import HttpRequest

from kakunin.flows.membership.account import note_account_event, tell_of_account_change
from kakunin.models.audit import AuditEvent
from kakunin.models.staff import Staff
from kakunin.web.staff.second_factor import note_set_up, shown_factor, shown_ways
from kakunin.web.staff.user_agent import shown_browser

_Event = AuditEvent.Type
_CODES = Authenticator.Type.RECOVERY_CODES


def connect() -> None:
    """To the signals; at the start of the process."""
    user_logged_in.connect(_on_login)
    authentication_step_completed.connect(_on_shown)
    signals.authenticator_added.connect(note_set_up)
    signals.authenticator_added.connect(_on_added)
    signals.authenticator_removed.connect(_on_removed)
    signals.authenticator_reset.connect(_on_reset)
    signals.authenticator_used.connect(_on_used)
    password_changed.connect(_on_password_changed)


def _on_login(request: HttpRequest, user: Staff, **_: Any) -> None:
    browser = shown_browser(request.headers.get("User-Agent", ""))
    note_account_event(_Event.STAFF_LOGGED_IN, staff=user, factor=shown_ways(request, user), browser=browser)


def _on_shown(request: HttpRequest, **_: Any) -> None:
    """More is open than before: not for whoever has the old key as well. At the login Django does this."""
    if SESSION_KEY in request.session:
        request.session.cycle_key()


def _on_added(user: Staff, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == _CODES:
        # They come with the first factor, whose mail tells it.
        note_account_event(_Event.RECOVERY_CODES_MADE, staff=user)
    else:
        tell_of_account_change(_Event.FACTOR_ADDED, staff=user, factor=shown_factor(authenticator))


def _on_removed(user: Staff, authenticator: Authenticator, **_: Any) -> None:
    # Recovery codes go with the last factor.
    if authenticator.type != _CODES:
        tell_of_account_change(_Event.FACTOR_REMOVED, staff=user, factor=shown_factor(authenticator))


def _on_reset(user: Staff, **_: Any) -> None:
    tell_of_account_change(_Event.RECOVERY_CODES_MADE, staff=user)


def _on_used(user: Staff, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == _CODES:
        tell_of_account_change(_Event.RECOVERY_CODE_USED, staff=user)


def _on_password_changed(user: Staff, **_: Any) -> None:
    tell_of_account_change(_Event.PASSWORD_CHANGED, staff=user)
