"""The forms of staff's login and account, in the house's words; what allauth asks, allauth checks."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.mail_address import parse_mail_address
from kakunin.models.staff import Staff

# Short: the list of errors puts the field's name before it.
_REQUIRED = _("入力してください。")
_MISMATCH = _("2回とも同じパスワードを入力してください。")


class _HouseForm(forms.Form):
    """Labels of ours, no placeholders, and no link to allauth's page for lost passwords."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.error_messages["required"] = _REQUIRED
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_HouseForm, AllauthLoginForm):  # type: ignore[misc]  # allauth brings no types
    """Mail address and password; a session ends with the browser, so nothing to remember."""

    labels = {"login": _("メールアドレス"), "password": _("パスワード")}


class ConfirmPasswordForm(_HouseForm, AllauthReauthenticateForm):  # type: ignore[misc]  # see above
    """For those who have no second factor yet."""

    labels = {"password": _("パスワード")}


class ChangePasswordForm(_HouseForm, AllauthChangePasswordForm):  # type: ignore[misc]  # see above
    """The old one, and the new one twice."""

    labels = {
        "oldpassword": _("いまのパスワード"),
        "password1": _("新しいパスワード"),
        "password2": _("新しいパスワード（確認のため、もう一度）"),
    }
    helps = {
        "password1": _("12文字以上で、ほかのサービスでは使っていないものにしてください。"),
    }

    def clean(self) -> dict[str, Any]:
        """As allauth's, with our words for two that differ."""
        data = forms.Form.clean(self) or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _MISMATCH)
        return data


class ForgottenForm(forms.Form):
    """Where the link goes, if anybody has this address."""

    address = forms.CharField(
        label=_("メールアドレス"),
        help_text=_("ログインに使っているメールアドレスを入力してください。"),
        error_messages={"required": _REQUIRED},
        # type="email" would let browsers refuse in words of their own.
        widget=forms.TextInput(
            attrs={
                "inputmode": "email",
                "autocomplete": "username",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
    )

    def clean_address(self) -> str:
        """As accounts have it; ValidationError for what some mail server might read as another's (T6)."""
        return str(parse_mail_address(self.cleaned_data["address"])).lower()


class NewPasswordForm(SetPasswordMixin, forms.Form):  # type: ignore[type-arg]  # generic in the stubs only
    """A password of the member's own choice, twice."""

    password1, password2 = SetPasswordMixin.create_password_fields(
        label1=_("パスワード"), label2=_("パスワード（確認のため、もう一度）")
    )
    error_messages = {"password_mismatch": _MISMATCH}

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff
        self.fields["password1"].help_text = _("12文字以上で決めてください。よく使われる言葉は使えません。")
        self.fields["password2"].help_text = ""
        for field in self.fields.values():
            field.error_messages["required"] = _REQUIRED

    def clean(self) -> dict[str, Any]:
        """Both alike, and as strong as everybody's."""
        self.validate_passwords()
        self.validate_password_for_user(self.staff, "password1")
        return self.cleaned_data
