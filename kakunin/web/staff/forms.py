"""The forms of staff's login and account; allauth checks, we say what is asked in the house's words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _


class _HouseForm(forms.Form):
    """Labels of ours, no placeholders, and no link to a page for lost passwords that nobody is offered."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            # Short: the list of errors puts the field's name before it.
            field.error_messages["required"] = _("入力してください。")
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
            self.add_error("password2", _("2回とも同じパスワードを入力してください。"))
        return data
