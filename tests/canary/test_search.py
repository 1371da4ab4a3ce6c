"""The search itself: what it can't find, nobody can say is not there."""

import base64
import json
import pickle
import zlib
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from django.core import signing

from tests.canary.search import find, forms

TEXT, PICTURE = "秘匿 ABCD-EFGH/1", bytes(range(200, 248))
SECRETS = {"text": [TEXT.encode()], "picture": [PICTURE]}

WRITTEN: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "JSON": lambda text: json.dumps({"facts": [text]}).encode(),
    "JSON as it is": lambda text: json.dumps({"facts": [text]}, ensure_ascii=False).encode(),
    "address": lambda text: f"/x?{quote(text, safe='')}".encode(),
    "path": lambda text: f"/{quote(text)}/".encode(),
    "form": lambda text: urlencode({"password": text}).encode(),
    "Python": lambda text: repr({"locals": text}).encode(),
    "Python, bytes": lambda text: repr(text.encode()).encode(),
    "UTF-16": lambda text: f"x{text}x".encode("utf-16"),
    "UTF-16 of networks": lambda text: f"x{text}x".encode("utf-16-be"),
    "hexadecimal": lambda text: f"\\x{text.encode().hex()}".encode(),
    "hexadecimal in capitals": lambda text: f"X'{text.encode().hex().upper()}'".encode(),
    "base64, one byte before": lambda text: base64.b64encode(f"x{text}x".encode()),
    "base64, two bytes before": lambda text: base64.b64encode(f"xx{text}x".encode()),
    "base64, three bytes before": lambda text: base64.b64encode(f"xxx{text}x".encode()),
    "base64 of addresses": lambda text: base64.urlsafe_b64encode(f"??{text}".encode()),
    "base64 in lines": lambda text: base64.encodebytes(f"{'x' * 50}{text}".encode()),
    "base64 in lines, as mails have it": lambda text: base64.encodebytes(
        f"{'x' * 50}{text}".encode()
    ).replace(b"\n", b"\r\n"),
    "a row of the cache": lambda text: base64.b64encode(pickle.dumps([text])),
    "a session": lambda text: signing.dumps({"a": text}).encode(),
    "a packed session": lambda text: signing.dumps({"a": text + "x" * 200}, compress=True).encode(),
    "packed": lambda text: base64.b64encode(zlib.compress(f"{'x' * 200}{text}".encode(), 9)),
}


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("around", ["{}", "before {} after", '"{}"', "{}\n"])
def test_a_text_is_found_however_it_was_written_down(way: str, around: str) -> None:
    # Noise of which no text can be made, as it stands around in a dump.
    data = b"\xff\xfe,\n".join([b"line", WRITTEN[way](around.format(TEXT)), b"'; line"])
    assert {found.partition(" ")[0] for found in find(data, SECRETS)} == {"text"}


@pytest.mark.parametrize("form", forms(PICTURE))
def test_bytes_are_found_in_each_form(form: str) -> None:
    assert f"picture ({form})" in find(b"x" + forms(PICTURE)[form] + b"x", SECRETS)


def test_what_is_not_there_is_not_found() -> None:
    near = TEXT[:-1].encode() + b"\n" + PICTURE[1:]
    assert find(near, SECRETS) == []
    assert find(b"", SECRETS) == []


@pytest.mark.parametrize("data", ["code=12345678", "\t12345678\n", '"12345678"', "x12345678.", "/12345678/"])
def test_digits_are_found_where_they_stand_for_themselves(data: str) -> None:
    assert "code (plain)" in find(data.encode(), {"code": [b"12345678"]})


@pytest.mark.parametrize("data", ["0.123456789", "3a12345678", "12345678f0", "2026112345678"])
def test_digits_in_the_middle_of_a_hash_or_a_number_are_chance(data: str) -> None:
    assert find(data.encode(), {"code": [b"12345678"]}) == []
