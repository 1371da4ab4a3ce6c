"""Files that are two things at once, packed too often, or wrapped in something else."""

import base64
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from tests import pdfs
from tests.mutants.codecs import RAW
from tests.mutants.syntax import SMALL, noise, page
from tests.pdf_syntax import MEGABYTE, document, stream, twice_deflated_zeros


def polyglots(dice: Random) -> bytes:
    """A PDF that is an archive, a page of the web or a picture as well."""
    whole = pdfs.plain()
    html = b"<html><script>alert(1)</script>"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr(zipfile.ZipInfo("evil.exe"), b"MZ")
    packed_up, picture = archive.getvalue(), RAW["jpeg"][0]
    return dice.choice(
        [
            whole + packed_up,
            packed_up + whole,
            whole + html,
            html + whole,
            whole.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + html + b"\n"),
            picture + whole,
            whole + picture,
            whole.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + picture),
            whole.replace(b"%PDF-1.7", b"%PDF-1.7<!DOCTYPE html><html>"),
            b"%!PS-Adobe-3.0 PDF-1.4\n" + whole,
            b"MZ" + whole,
            b"\x7fELF" + whole,
            whole + whole,
            pdfs.three_pages() + whole,
            whole[: whole.rindex(b"startxref")] + pdfs.three_pages(),
        ]
    )


def head_odd(dice: Random) -> bytes:
    """What stands before the first object, or instead of the version."""
    heads = [
        b"\xef\xbb\xbf%PDF-1.7",
        b"\n%PDF-1.7",
        b" %PDF-1.7",
        b"%pdf-1.7",
        b"%PDF-",
        b"%PDF-9.9",
        b"%PDF-1.7\0",
    ]
    heads += [
        b"%PDF-1.7" + b" " * 2000,
        b"%PDF-" + b"1" * 2000,
        b"%PDF1.7",
        b"%FDF-1.2",
        bytes(1020) + b"%PDF-1.7",
    ]
    return pdfs.plain().replace(b"%PDF-1.7", dice.choice(heads))


def tail_odd(dice: Random) -> bytes:
    """What stands behind the end: nothing, noise, a mail's boundary, another end."""
    whole = pdfs.plain()
    tails = [
        b"",
        b"\n" * 999,
        bytes(2040),
        bytes(2049),
        noise(dice),
        b"\r\n--boundary--\r\n",
        b"%%EOF",
        b"%%EOF" * 900,
    ]
    tails += [noise(dice) + b"%%EOF", b"startxref\n0\n%%EOF", b"startxref\n%s\n%%%%EOF" % (b"9" * 50)]
    return whole[
        : dice.choice([len(whole), whole.rindex(b"%%EOF"), whole.rindex(b"startxref")])
    ] + dice.choice(tails)


def wrapped(dice: Random) -> bytes:
    """As it leaves a mail program or a browser that did not unpack it."""
    whole = pdfs.plain()
    mime = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return dice.choice(
        [
            gzip.compress(whole, mtime=0),
            base64.b64encode(whole),
            mime + base64.encodebytes(whole),
            whole.hex().encode(),
            b"%PDF-1.7\n" + gzip.compress(whole, mtime=0) + b"\n%%EOF\n",
            document(own=[stream(whole)], box=SMALL),
            document(own=[stream(whole)], content=whole, box=SMALL),
        ]
    )


def deflate_bombs(dice: Random) -> bytes:
    """A few kilobytes that become gigabytes; some are honest in size and must be fine."""
    megabytes = dice.choice([1, 1, 10, 100, 2000])
    head = dice.choice([b"", b"0 0 m 99 99 l S ", b"q ", b"BT (", b"["])
    return document(
        own=[stream(twice_deflated_zeros(megabytes, head), "/Filter [/FlateDecode /FlateDecode]")],
        page_contents=[5],
        box=SMALL,
    )


def filters_nested(dice: Random) -> bytes:
    """Packed again and again in the same way, or in several."""
    data = b"0 0 m 99 99 l S " * dice.choice([1, 1000])
    names: list[str] = []
    for _ in range(dice.choice([2, 10, 100])):
        name, pack = dice.choice(_PACKERS)
        if len(data) < 100_000:
            data = pack(data)
            names.insert(0, f"/{name}")
    return page(
        b"", entries="/Contents @held", objects={"held": stream(data, f"/Filter [{' '.join(names)}]")}
    )


def run_length_bombs(dice: Random) -> bytes:
    """128 blanks from two bytes, and the same in LZW: the codecs that nobody looks at."""
    runs = dice.choice([100, 10_000, 1_000_000])
    if dice.random() < 0.5:
        return _content(b"\x81 " * runs + b"\x80", "/Filter /RunLengthDecode")
    # LZW of zeros: 256 (clear), 0, 258, 259 … each code one byte longer than the one before.
    return _content(
        _lzw_of_zeros() * (runs // 100),
        f"/Filter [/LZWDecode] /DecodeParms [<< /Predictor {dice.randint(1, 15)} >>]",
    )


def bombs_elsewhere(dice: Random) -> bytes:
    """Not what is drawn, but what a parser may unpack in passing."""
    bomb = stream(
        twice_deflated_zeros(dice.choice([1, 50, 1500])),
        "/Filter [/FlateDecode /FlateDecode] /N 3 /Length1 9",
    )
    return page(
        b"/C cs 0 scn 0 0 99 99 re f BT /F 20 Tf 9 9 Td (a) Tj ET /G gs 0 0 m 9 9 l S",
        "/ColorSpace << /C [/ICCBased @bomb] >> /ExtGState << /G << /TR @bomb /SMask << /S /Alpha /G @bomb >> >> >>"
        " /Font << /F << /Type /Font /Subtype /TrueType /BaseFont /A /ToUnicode @bomb /FontDescriptor"
        " << /Type /FontDescriptor /FontName /A /Flags 4 /FontFile2 @bomb >> >> >>",
        {"bomb": bomb},
        catalog="/Metadata @bomb",
    )


def big_and_empty(dice: Random) -> bytes:
    """Megabytes that nothing refers to."""
    filler = dice.choice([bytes(1), b"<", b"(", b"[ ", b"1 0 obj ", b"\n", b"%", b"endstream "])
    size = dice.choice([MEGABYTE // 8, MEGABYTE, 3 * MEGABYTE])
    padding = filler * (size // len(filler))
    if dice.random() < 0.5:
        return document(own=[stream(padding)], box=SMALL)
    return pdfs.plain().replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + padding + b"\n")


def _content(data: bytes, entries: str) -> bytes:
    return document(own=[stream(data, entries)], page_contents=[5], box=SMALL)


def _lzw_of_zeros() -> bytes:
    """Codes of nine bits: clear, a zero, then ever longer runs until the width would change."""
    codes = [256, 0, *range(258, 510)]
    bits = "".join(f"{code:09b}" for code in codes)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


_PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("FlateDecode", zlib.compress),
    ("ASCIIHexDecode", lambda data: data.hex().encode() + b">"),
    ("ASCII85Decode", lambda data: base64.a85encode(data) + b"~>"),
    (
        "RunLengthDecode",
        lambda data: b"".join(bytes([len(part) - 1]) + part for part in _parts(data)) + b"\x80",
    ),
]


def _parts(data: bytes) -> list[bytes]:
    return [data[start : start + 128] for start in range(0, len(data), 128)]


KINDS: tuple[Callable[[Random], bytes], ...] = (
    polyglots,
    head_odd,
    tail_odd,
    wrapped,
    deflate_bombs,
    filters_nested,
    run_length_bombs,
    bombs_elsewhere,
    big_and_empty,
)
