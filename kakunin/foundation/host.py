"""Host names, read strictly: of a mail address, and of a registered domain (T6, R3)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label begins with a letter: else it might be read as an address in numbers.
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z][a-z0-9-]){_LABEL}")
_LONGEST = 253


def parse_host(text: str) -> str:
    """An exact host name, in small letters; ValidationError says what to mend.

    ASCII only: a look-alike letter never becomes the letter it looks like. No
    IP literal, port, wildcard or trailing dot, at least two labels. ``xn--…``
    is ASCII and thereby the name of that host alone, so it is taken.
    """
    if not text.isascii():
        raise ValidationError(_("ドメインは半角の英数字で入力してください。"), code="not_ascii")
    host = text.lower()
    if len(host) > _LONGEST or not _HOST.fullmatch(host):
        raise ValidationError(_("ドメインの形が正しくありません。例：city.example.lg.jp"), code="invalid")
    return host
