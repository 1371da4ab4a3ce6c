"""What both pages of the submission form share: the lock, its password, texts to copy (F1, F2)."""

import re
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kakunin.flows.delivery.submission_form import new_file_password

_SHAPE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}")
_LOCKED, _OPEN = "locked", "open"


class LockForm(forms.Form):
    """First whether the file is to be locked."""

    lock = forms.ChoiceField(
        label=_("ファイルの暗号化"),
        choices=(
            (_LOCKED, _("暗号化する（おすすめ）。ファイルを開くときに、暗号化パスワードを入力します。")),
            (_OPEN, _("暗号化しない。電子契約システムに登録するときなどに選びます。")),
        ),
        initial=_LOCKED,
        widget=forms.RadioSelect,
    )

    @property
    def file_password(self) -> str:
        """A fresh one, or none."""
        return new_file_password() if self.cleaned_data["lock"] == _LOCKED else ""


class FileForm(forms.Form):
    """Then the file itself, with the password that was shown: we keep it nowhere."""

    file_password = forms.CharField(required=False, max_length=14, widget=forms.HiddenInput)

    def clean_file_password(self) -> str:
        """Of the shape that we draw; another one was not shown by us."""
        password: str = self.cleaned_data["file_password"]
        if password and not _SHAPE.fullmatch(password):
            raise ValidationError(_("もう一度、はじめから作ってください。"))
        return password


class Text(NamedTuple):
    """To be copied into a mail; ``rows`` high."""

    id: str
    label: str | Promise
    text: str
    rows: int


def mail_texts(folder: str, context: dict[str, Any]) -> list[Text]:
    """The mail with the file, and the one with its password; none for an open file: it goes into no mail."""
    if not context["file_password"]:
        return []

    def write(template: str) -> str:
        return render_to_string(template, context).strip()

    return [
        Text("subject", _("メールの件名"), write(f"{folder}/form_subject.txt"), 3),
        Text("body", _("メールの本文（ファイルを添付します）"), write(f"{folder}/form_body.txt"), 14),
        Text(
            "password",
            _("パスワードを知らせる、別のメールの本文"),
            write("components/file_password_body.txt"),
            5,
        ),
    ]
