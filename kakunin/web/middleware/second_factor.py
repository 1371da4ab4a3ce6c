"""No member of staff works without a second factor, where one is required (U1, T7)."""

from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from kakunin.models.staff import Staff
from kakunin.web.staff.recent import ask_again
from kakunin.web.staff.second_factor import has_second_factor, has_shown_it

_SETTING_UP = {"staff:second_factor", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}


class ask_for_second_factor:  # noqa: N801  # named like the function that it is to settings
    """Who has a factor has shown it in this session; who has none can only set one up.

    allauth asks at the login. What it doesn't see are sessions that began with the
    password alone, before the factor was set up in another one. Pages that are open
    to everybody, logout among them, stay so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Django asks this before it calls the page."""
        staff = request.user
        if not isinstance(staff, Staff) or not getattr(view, "login_required", True):
            return None
        if has_shown_it(request):
            return None
        if has_second_factor(staff):
            return _ask_for_login(request)
        page = request.resolver_match.view_name if request.resolver_match else ""
        if settings.SECOND_FACTOR_REQUIRED and page not in _SETTING_UP:
            return redirect("staff:second_factor")
        return None

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """What allauth raises on its own pages; before allauth's middleware answers it."""
        return ask_again(request) if isinstance(failure, ReauthenticationRequired) else None


def _ask_for_login(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(
        request, _("2段階目の認証が追加されました。もう一度ログインして、その方法で認証してください。")
    )
    return redirect_to_login(request.get_full_path())
