"""Under any insurer and number a download has one header that every browser reads alike (T11, RFC 6266)."""

import unicodedata
from email.message import Message
from email.utils import collapse_rfc2231_value

from hypothesis import given
from hypothesis import strategies as st

from kakunin.models.certificate import Certificate
from kakunin.models.party import Insurer
from kakunin.web.files import send_file

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
_forbidden = set('/\\:*?"<>|%\0\r\n')


def name_of(disposition: str) -> str:
    """As a program reads it that knows the encoded form."""
    message = Message()
    message["Content-Disposition"] = disposition
    return collapse_rfc2231_value(message.get_param("filename", "", "Content-Disposition") or "")


@given(insurer=_words, number=_words)
def test_the_name_survives_the_header_and_every_file_system(insurer: str, number: str) -> None:
    certificate = Certificate(insurer=Insurer(name=insurer), number=number)
    name = f"{certificate.download_name}.zip"
    response = send_file(name, b"", "application/zip")
    disposition = response.headers["Content-Disposition"]
    assert disposition.isascii()
    assert disposition.startswith("attachment; filename")
    assert len(disposition.splitlines()) == 1
    assert disposition.count("filename") == 1
    assert name_of(disposition) == name
    assert not _forbidden & set(name)
    assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Co", "Zl", "Zp"}
    assert len(name.encode()) <= 255
