"""Mail addresses, read strictly (T6): what we accept, every mail server means alike."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Dots at the end of or doubled in the local part are against the standard, but
# old Japanese mobile addresses have them and their servers take them.
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.+{_ATOM})*\.?)@(?P<host>(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL})")


@dataclass(frozen=True)
class MailAddress:
    """``local`` as typed, ``host`` in small letters."""

    local: str
    host: str

    def __str__(self) -> str:
        return f"{self.local}@{self.host}"


def parse_mail_address(text: str) -> MailAddress:
    """The two parts of an address; ValidationError says what to mend.

    ASCII only, no quoted local part, no IP literal, no trailing dot: surrounding
    blanks are all that is forgiven.
    """
    text = text.strip(" ")
    if not text.isascii():
        raise ValidationError(_("メールアドレスは半角の英数字と記号で入力してください。"), code="not_ascii")
    match = _ADDRESS.fullmatch(text)
    if not match or len(text) > 254 or len(match["local"]) > 64:
        raise ValidationError(
            _("メールアドレスの形が正しくありません。例：keiyaku@example.co.jp"), code="invalid"
        )
    return MailAddress(match["local"], match["host"].lower())


def validate_mail_address(text: str) -> None:
    """The same as a validator of a form or model field."""
    parse_mail_address(text)
