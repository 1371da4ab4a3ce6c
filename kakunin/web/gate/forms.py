"""The one question of the gate."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PasswordForm(forms.Form):
    """Any case, width and grouping will do: the flow reads it forgivingly."""

    password = forms.CharField(
        label=_("閲覧用パスワード"),
        help_text=_(
            "英数字12文字です。大文字と小文字、全角と半角、ハイフンの有無は、どちらでもかまいません。"
        ),
        max_length=100,
        error_messages={"required": _("閲覧用パスワードを入力してください。")},
        widget=forms.TextInput(
            attrs={
                "class": "code width-m",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
