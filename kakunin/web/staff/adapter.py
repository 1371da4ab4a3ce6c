"""What allauth asks us about staff."""

import logging
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kakunin.models.staff import Staff
from kakunin.web.staff.recent import is_recent
from kakunin.web.staff.second_factor import note_password
from kakunin.web.visitor import origin_of

log = logging.getLogger(__name__)

_MISMATCH = _("メールアドレスまたはパスワードが正しくありません。")
_WAYS = {
    "reauthenticate": _("パスワードで確認する"),
    "mfa_reauthenticate": _("認証コードで確認する"),
    "mfa_reauthenticate:webauthn": _("パスキーで確認する"),
}


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Accounts are made by an organisation, never by a visitor."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _MISMATCH,
        "incorrect_password": _("パスワードが正しくありません。"),
        "enter_current_password": _("いまのパスワードが正しくありません。"),
        "too_many_login_attempts": _(
            "ログインの失敗が続いたため、しばらくログインできません。5分ほどおいて、もう一度お試しください。それでも続くときは、1日ほどおいてください。"
        ),
        "rate_limited": _("短い間に失敗が続きました。5分ほどおいて、もう一度お試しください。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """One who has left looks like a wrong password; allauth would send it to a page of its own."""
        staff: Staff | None = super().authenticate(request, **credentials)
        if staff is None or not staff.is_active:
            return None
        note_password(request, staff)
        return staff

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A line of the log: the number of the account, if there is one, and nothing that was typed."""
        tried = Staff.objects.filter(email=credentials.get("email", "").lower()).first()
        log.warning("Wrong password for staff %s", tried.pk if tried else "that do not exist")

    def respond_user_inactive(self, request: HttpRequest, user: Staff) -> HttpResponse:
        """The same for the passkey of one who has left."""
        messages.error(request, _("ログインできませんでした。"))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before factors, roles and the like are changed."""
        return not is_recent(context.request)

    def get_reauthentication_methods(self, user: Staff) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it: a password that got known must not change factors."""
        ways = [way | {"description": _WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]
        # The passkey first: one touch, where a code must be typed.
        strong = [way for way in reversed(ways) if way["id"] != "reauthenticate"]
        return strong or ways

    def set_password(self, user: Staff, password: str) -> None:
        """The password alone: allauth saves the row as it was read, with a role or membership lost since."""
        user.set_password(password)
        Staff.objects.filter(pk=user.pk, is_active=True).update(password=user.password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where it was asked for."""
        return reverse("staff:account")

    def send_mail(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Every mail of ours leaves through the outbox; one of allauth's would be a mistake."""
        raise NotImplementedError

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By address and origin: who knows a colleague's address locks nobody out from elsewhere."""
        return f"{origin_of(request)}:{credentials['email'].lower()}"
