"""Six digits of an authenticator app, eight of a recovery code: typed, and used once."""

import logging
import textwrap
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import tokens
from kakunin.web.staff.second_factor import has_second_factor, is_password_still

log = logging.getLogger(__name__)

# The one before, the present and the next code are taken, thirty seconds each.
_TAKEN = (2 * settings.MFA_TOTP_TOLERANCE + 1) * 30


class _CodeForm(forms.Form):
    """Full-width digits, blanks and hyphens are forgiven."""

    help_text: Any = _("認証アプリに表示されている6桁の数字です。")
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text = _("認証コード"), self.help_text
        field.error_messages["required"] = _("認証コードを入力してください。")
        field.widget.attrs = {
            "class": "code width-m",
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "spellcheck": "false",
            "maxlength": 40,
        }

    def _read_digits(self) -> str:
        self.cleaned_data["code"] = tokens.read_one_time_password(self.cleaned_data["code"])
        return str(self.cleaned_data["code"])


class _UsedOnceForm(_CodeForm):
    """allauth remembers a code of the app for 30 seconds and takes it for 90: one could be used twice."""

    help_text = _("認証アプリの6桁の数字、またはリカバリーコードの8桁の数字です。")

    def clean_code(self) -> str:
        """The digits; raises ValidationError for wrong, used and too many."""
        digits = self._read_digits()
        used = f"second-factor-used:{self.user.pk}:{digits}"
        try:
            super().clean_code()  # type: ignore[misc]  # allauth's, which each subclass brings
            # Of two at the same moment one is the first.
            if not cache.add(used, True, _TAKEN):
                raise get_adapter().validation_error("incorrect_code")
        except forms.ValidationError as refusal:
            log.warning("Code of staff %s refused: %s", self.user.pk, refusal.code)
            raise
        return digits


class ShowCodeForm(_UsedOnceForm, AuthenticateForm):  # type: ignore[misc]  # allauth brings no types
    """At the login, after the password."""


class ConfirmCodeForm(_UsedOnceForm, ReauthenticateForm):  # type: ignore[misc]  # see above
    """Before something grave."""


class AddAppForm(_CodeForm, ActivateTOTPForm):  # type: ignore[misc]  # see above
    """The secret waits in the session until the app has shown a code: sealed there as well (T22)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session, adapter = context.request.session, get_adapter()
        waiting = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)  # takes what waits for its secret, or draws a new one
        if self.is_bound and waiting:
            self.secret = adapter.decrypt(waiting)
        else:
            session[SECRET_SESSION_KEY] = adapter.encrypt(self.secret)

    @property
    def groups(self) -> list[str]:
        """The secret in groups of four, for those who type it."""
        return textwrap.wrap(self.secret, 4)

    def clean_code(self) -> str:
        """The digits; raises ValidationError."""
        self._read_digits()
        return str(super().clean_code())


class ShowView(AuthenticateView):  # type: ignore[misc]  # see above
    """The page that asks at the login, for a code or a passkey."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Where factors or password changed meanwhile, the login begins anew (T7).

        allauth would send in a circle, or take the old password for good.
        """
        login = unstash_login(request, peek=True)
        if login and not (has_second_factor(login.user) and is_password_still(request, login.user)):
            unstash_login(request)
            messages.info(
                request,
                _("パスワードまたは2段階目の認証が変わりました。もう一度ログインしてください。"),
            )
            return redirect("account_login")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer
