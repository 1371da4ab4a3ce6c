"""The two questions of the login."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import tokens
from kakunin.foundation.mail_address import parse_mail_address


class AddressForm(forms.Form):
    """Where the one-time password goes; read as strictly as it will be compared (T6)."""

    address = forms.CharField(
        label=_("メールアドレス"),
        help_text=_("発注者の組織のメールアドレスを入力してください。例：keiyaku@city.example.lg.jp"),
        error_messages={"required": _("メールアドレスを入力してください。")},
        # type="email" would let browsers refuse in words of their own.
        widget=forms.TextInput(
            attrs={
                "inputmode": "email",
                "autocomplete": "email",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
    )

    def clean_address(self) -> str:
        """Raises ValidationError for what some mail server might read as another's address."""
        return str(parse_mail_address(self.cleaned_data["address"]))


class CodeForm(forms.Form):
    """Full-width digits, blanks and hyphens are forgiven; a wrong length costs no try."""

    code = forms.CharField(
        label=_("ワンタイムパスワード"),
        help_text=_("メールに書かれた8桁の数字です。全角と半角、ハイフンの有無は、どちらでもかまいません。"),
        max_length=200,
        error_messages={"required": _("ワンタイムパスワードを入力してください。")},
        widget=forms.TextInput(
            attrs={
                "class": "code width-m",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        """The eight digits."""
        digits = tokens.read_one_time_password(self.cleaned_data["code"])
        if len(digits) != tokens.ONE_TIME_LENGTH:
            raise ValidationError(
                _("メールに書かれた8桁の数字を入力してください（入力された数字は%(count)d桁です）。"),
                params={"count": len(digits)},
            )
        return digits

    def refuse(self, message: Any) -> None:
        """Put what the flow said to the field."""
        self.add_error("code", message)
