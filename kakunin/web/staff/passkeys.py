"""Passkeys: in the PC (Windows Hello), in a phone, or a security key (U1, T18).

Each asks for a PIN, finger or face, so it is two factors in one, and opens the account without a password.
"""

import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import RegistrationResponse

from kakunin.foundation.text import is_single_line

log = logging.getLogger(__name__)

_REFUSED = _("パスキーで確認できませんでした。もう一度お試しください。")
_LONGEST_NAME = 50
_Checked = TypeVar("_Checked")


def _checked(credential: Any, check: Callable[[], _Checked]) -> _Checked:
    """What ``check`` says of a browser's answer; ValidationError for whatever is no answer to our page."""
    try:
        _require_our_origin(credential)
        return check()
    except forms.ValidationError as error:
        log.warning("Passkey refused: %s", error.code)
        raise forms.ValidationError(_REFUSED) if error.code == "incorrect_code" else error from None
    except (AttributeError, KeyError, TypeError, ValueError):
        # fido2 raises these, allauth catches some.
        log.warning("Passkey refused: no answer to our page")
        raise forms.ValidationError(_REFUSED) from None


def _require_our_origin(credential: Any) -> None:
    """fido2 takes sub-domains of the host as well, and any port: whoever holds one could pass answers on."""
    home = urlsplit(settings.BASE_URL)
    answered = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))["origin"]
    if answered != f"{home.scheme}://{home.netloc}":
        raise ValueError(answered)


class _AnswerField(forms.JSONField):
    """Django's lets two errors of the parser through: numbers without end, and brackets in brackets."""

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_REFUSED) from None


class _AnswerForm(forms.Form):
    credential = _AnswerField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """The passkey; raises ValidationError."""
        check = super().clean_credential  # type: ignore[misc]  # allauth's, which each subclass brings
        return _checked(self.cleaned_data["credential"], check)


class LoginForm(_AnswerForm, LoginWebAuthnForm):  # type: ignore[misc]  # allauth brings no types
    """Instead of mail address and password."""


class ShowPasskeyForm(_AnswerForm, AuthenticateWebAuthnForm):  # type: ignore[misc]  # see above
    """At the login, after the password."""


class ConfirmPasskeyForm(_AnswerForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # see above
    """Before something grave."""


class _NamedForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        field.label, field.help_text = _("パスキーの名前"), _("例：会社のパソコン、スマートフォン")
        field.error_messages["required"] = _("パスキーの名前を入力してください。")
        field.widget.attrs |= {"maxlength": _LONGEST_NAME, "autocomplete": "off"}

    def clean_name(self) -> str:
        """Mended, not refused: the passkey exists already in the device."""
        name = "".join(filter(is_single_line, self.cleaned_data["name"])).strip()[:_LONGEST_NAME]
        self.cleaned_data["name"] = name
        clean = getattr(super(), "clean_name", lambda: name)
        return str(clean())


class AddForm(_NamedForm, AddWebAuthnForm):  # type: ignore[misc]  # see above
    """Name, and what the browser made."""

    passwordless = None
    credential = _AnswerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Of the browser's answer only what is needed is kept."""
        credential = self.cleaned_data.get("credential")
        if credential is None:
            return self.cleaned_data
        data = _checked(credential, super().clean) or {}
        needed = dict(RegistrationResponse.from_dict(credential))
        response = {name: needed["response"][name] for name in ("clientDataJSON", "attestationObject")}
        data["credential"] = {"rawId": needed["rawId"], "response": response}
        return data


class RenameForm(_NamedForm, EditWebAuthnForm):  # type: ignore[misc]  # see above
    """The name alone."""


class RemoveForm(forms.Form):
    """Nothing to fill in; says at once when it is the last one."""

    def __init__(self, *args: Any, passkey: Any, **kwargs: Any) -> None:
        self._passkey = passkey
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        """Raises ValidationError."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self._passkey):
            raise adapter.validation_error("cannot_delete_authenticator")


class LoginView(LoginWebAuthnView):  # type: ignore[misc]  # see above
    """Has no message for an empty form: for whoever sends one, as robots do, no session is made (V6)."""

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        """Back to the login."""
        shown = form.data.get("credential")
        answer: HttpResponse = super().form_invalid(form) if shown else redirect("account_login")
        return answer


class AddView(AddWebAuthnView):  # type: ignore[misc]  # see above
    """Every passkey is one that asks for a PIN, finger or face, and knows whose it is."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options of a passkey that opens the account by itself."""
        context: dict[str, Any] = super(AddWebAuthnView, self).get_context_data(**kwargs)
        return context | {"js_data": {"creation_options": auth.begin_registration(self.request.user, True)}}


class ConfirmView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # see above
    """Asks once more where allauth would lead away, to the desk."""

    def form_invalid(self, form: ConfirmPasskeyForm) -> HttpResponse:
        """With the message of what was wrong."""
        super().form_invalid(form)
        return redirect(self.request.get_full_path())


class RenameView(EditWebAuthnView):  # type: ignore[misc]  # see above
    """Leads back to the account."""

    success_url = reverse_lazy("staff:account")

    def get_queryset(self) -> QuerySet[Authenticator]:
        """Held until it is saved: saving one that was taken away meanwhile would bring it back."""
        found: QuerySet[Authenticator] = super().get_queryset()
        return found.select_for_update()


class RemoveView(RemoveWebAuthnView):  # type: ignore[misc]  # see above
    """Leads back to the account; never removes the last factor where one must be."""

    form_class = RemoveForm
    success_url = reverse_lazy("staff:account")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Bound from the start, so that it tells before the button is pressed."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, "data": kwargs.get("data", {}), "passkey": self.object}
