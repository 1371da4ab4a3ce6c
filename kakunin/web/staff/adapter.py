"""What allauth asks us about staff."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kakunin.models.staff import Staff


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Accounts are made by an organisation, never by a visitor."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("メールアドレスまたはパスワードが正しくありません。"),
        "too_many_login_attempts": _(
            "ログインの失敗が続いたため、しばらくログインできません。5分ほどおいて、もう一度お試しください。"
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """One who has left looks like a wrong password; allauth would send it to a page of its own."""
        staff: Staff | None = super().authenticate(request, **credentials)
        return staff if staff and staff.is_active else None
