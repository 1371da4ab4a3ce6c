"""The same small picture in each encoding that a PDF knows."""

import base64
import io
import struct
from functools import cache

from PIL import Image, ImageCms

from tests.mutants.syntax import packed
from tests.pdf_syntax import stream

SIDE = 32
_IMAGE = f"/Type /XObject /Subtype /Image /Width {SIDE} /Height {SIDE}"
_GREY = f"{_IMAGE} /ColorSpace /DeviceGray /BitsPerComponent 8"
_RGB = f"{_IMAGE} /ColorSpace /DeviceRGB /BitsPerComponent 8"
_BLACK = f"{_IMAGE} /ColorSpace /DeviceGray /BitsPerComponent 1"


def _picture(mode: str) -> Image.Image:
    """A slope, so that no encoder finds it empty."""
    slope = Image.linear_gradient("L").resize((SIDE, SIDE))
    return slope.rotate(30).convert(mode)


def _encoded(mode: str, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    _picture(mode).save(out, kind, **options)
    return out.getvalue()


@cache
def fax() -> bytes:
    """CCITT group 4, without the TIFF around it."""
    with Image.open(io.BytesIO(_encoded("1", "TIFF", compression="group4"))) as tiff:
        tags: dict[int, tuple[int, ...]] = tiff.tag_v2  # type: ignore[attr-defined]  # TIFF's own
        start, length = tags[273][0], tags[279][0]
        assert tiff.fp
        tiff.fp.seek(start)
        return tiff.fp.read(length)


def jbig2(data: bytes | None = None, width: int = SIDE, height: int = SIDE) -> bytes:
    """One page with one region, coded as a fax is."""
    header = struct.Struct(">IBBBI")
    size = struct.pack(">II", width, height)
    region = size + struct.pack(">IIB", 0, 0, 0) + b"\x01" + (fax() if data is None else data)
    page = size + struct.pack(">IIBH", 0, 0, 0, 0)
    return header.pack(0, 48, 0, 1, len(page)) + page + header.pack(1, 38, 0, 1, len(region)) + region


@cache
def profile() -> bytes:
    """sRGB as an ICC profile, without the day on which it was made."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = bytes(12)
    return bytes(made)


RAW: dict[str, tuple[bytes, str]] = {
    "flate": (_picture("RGB").tobytes(), _RGB),
    "jpeg": (_encoded("RGB", "JPEG"), f"{_RGB} /Filter /DCTDecode"),
    "cmyk": (
        _encoded("CMYK", "JPEG"),
        f"{_IMAGE} /ColorSpace /DeviceCMYK /BitsPerComponent 8 /Filter /DCTDecode",
    ),
    "jpx": (_encoded("RGB", "JPEG2000"), f"{_IMAGE} /Filter /JPXDecode"),
    "fax": (
        fax(),
        f"{_BLACK} /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {SIDE} /Rows {SIDE} >>",
    ),
    "jbig": (jbig2(), f"{_BLACK} /Filter /JBIG2Decode"),
    "ascii": (base64.a85encode(_picture("L").tobytes()) + b"~>", f"{_GREY} /Filter /ASCII85Decode"),
    "hex": (_picture("L").tobytes().hex().encode() + b">", f"{_GREY} /Filter /ASCIIHexDecode"),
}
"""Data and entries of each; the first is still to be deflated."""

IMAGES: dict[str, bytes] = {
    name: packed(data, entries) if name == "flate" else stream(data, entries)
    for name, (data, entries) in RAW.items()
}
