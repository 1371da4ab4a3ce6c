"""Finds a secret in a heap of bytes, however it was written down there."""

import base64
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from urllib.parse import quote, quote_from_bytes, quote_plus

Secrets = Mapping[str, Sequence[bytes]]  # name → each way in which people write it

_DIGITS = re.compile(rb"[0-9]+")
_TOKEN = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")


def forms(value: bytes) -> dict[str, bytes]:
    """Name of an encoding → what to look for; all that is left of the value in the middle of other text."""
    found = {"plain": value, "hex": value.hex().encode(), "HEX": value.hex().upper().encode()}
    for offset in range(3):
        found[f"base64, {offset} bytes off"] = _in_base64(value, offset)
        found[f"base64 of addresses, {offset} bytes off"] = _in_base64(value, offset, b"-_")
    found["address"] = quote_from_bytes(value, safe="").encode()
    found["Python"] = repr(value)[2:-1].encode()
    with suppress(UnicodeDecodeError):
        found |= _forms_of_text(value.decode())
    return found


def _in_base64(value: bytes, offset: int, letters: bytes = b"+/") -> bytes:
    """Only the characters that nothing before or after the value has a part in."""
    encoded = base64.b64encode(bytes(offset) + value, letters)
    return encoded[(0, 2, 3)[offset] : (offset + len(value)) * 8 // 6]


def _forms_of_text(text: str) -> dict[str, bytes]:
    return {
        "form": quote_plus(text).encode(),
        "address, slashes kept": quote(text).encode(),
        "JSON": json.dumps(text)[1:-1].encode(),
        "UTF-16, small end first": text.encode("utf-16-le"),
        "UTF-16, big end first": text.encode("utf-16-be"),
    }


def find(data: bytes, secrets: Secrets) -> list[str]:
    """``name (encoding)`` of each that is there."""
    heaps = list(_layers(data))
    wanted = {
        (f"{name} ({form})", needle)
        for name, values in secrets.items()
        for value in values
        for form, needle in forms(value).items()
    }
    return sorted({found for found, needle in wanted if any(_holds(heap, needle) for heap in heaps)})


def _layers(data: bytes) -> Iterator[bytes]:
    """As it stands, without its line breaks, and what may be packed in it: JSON or zlib in base64."""
    yield data
    yield data.replace(b"\r", b"").replace(b"\n", b"")
    yield b"\n".join(_unpack(token) for token in _TOKEN.findall(data))


def _unpack(token: bytes) -> bytes:
    letters = token.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    unpacked = base64.b64decode(letters + b"A" * (-len(letters) % 4))
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(unpacked)
    return unpacked


def _holds(heap: bytes, needle: bytes) -> bool:
    if not _DIGITS.fullmatch(needle):
        return needle in heap
    # Eight digits stand in any long dump by chance, in the middle of a number or of a hash.
    return re.search(rb"(?<![0-9A-Fa-f])%s(?![0-9A-Fa-f])" % needle, heap) is not None
