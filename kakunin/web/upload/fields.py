"""Form fields as the clerk fills them in: forgiving in writing, strict in meaning."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kakunin.foundation.mail_address import parse_mail_address


class AddressesField(forms.CharField):
    """Mail addresses, one a line; commas and blanks between them are forgiven (U1)."""

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **options)

    def clean(self, value: Any) -> list[str]:
        """Each once, in the order typed; addresses that differ in case only are one."""
        found: dict[str, str] = {}
        problems = []
        for typed in filter(None, re.split(r"[\s,、，;；]+", super().clean(value))):
            try:
                address = str(parse_mail_address(typed))
            except ValidationError as problem:
                problems.append(f"「{typed[:80]}」：{problem.message}")
            else:
                found.setdefault(address.lower(), address)
        if problems:
            raise ValidationError(problems)
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(found) > self.most:
            raise ValidationError(_("メールアドレスは%(most)d件までです。") % {"most": self.most})
        return list(found.values())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Browsers end lines otherwise than we do."""
        return str(initial or "").split() != str(data or "").split()


class YenField(forms.IntegerField):
    """An amount in yen: commas, full-width digits and the sign of the yen are forgiven."""

    def __init__(self, **options: Any) -> None:
        # A text field: browsers' number fields refuse the comma.
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "width-m number"})
        super().__init__(min_value=1, max_value=999_999_999_999_999, widget=widget, **options)

    def to_python(self, value: Any) -> int | None:
        """``1,234,000``, ``１，２３４，０００`` and ``¥1234000`` mean the same; so with 円 behind it."""
        narrow = unicodedata.normalize("NFKC", str(value or ""))
        return super().to_python(re.sub(r"[\s,、¥\\\u5186]", "", narrow))


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what each one is worth is for the flow to say."""

    def __init__(self, **options: Any) -> None:
        # The browser offers PDFs only; it holds nobody to it.
        super().__init__(widget=FilesInput(attrs={"accept": ".pdf,.PDF"}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files in the order chosen."""
        files = list(data or [])
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return files
