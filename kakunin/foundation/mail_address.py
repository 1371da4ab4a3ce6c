"""Mail addresses, read strictly (T6): what we accept, every mail server means alike."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.host import parse_host

# Neither % nor ! nor |: old mail servers read a@b%c, b!a and |a as somebody else's address.
_ATOM = r"[A-Za-z0-9#$&'*+/=?^_`{}~-]+"
# Dots at the end of or doubled in the local part are against the standard, but
# old Japanese mobile addresses have them and their servers take them.
_LOCAL = re.compile(rf"{_ATOM}(?:\.+{_ATOM})*\.?")


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
    local, at, host = text.partition("@")
    if not at or len(text) > 254 or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise _malformed()
    try:
        return MailAddress(local, parse_host(host))
    except ValidationError:
        raise _malformed() from None


def _malformed() -> ValidationError:
    return ValidationError(
        _("メールアドレスの形が正しくありません。例：keiyaku@example.co.jp"), code="invalid"
    )


def validate_mail_address(text: str) -> None:
    """The same as a validator of a form or model field."""
    parse_mail_address(text)
