"""Japanese fonts for text whose own fonts are not in the file (T10b).

PDFium asks us instead of the machine, so every machine draws the same page, and
the child needs no file: the fonts are in memory before it is locked.
"""

import ctypes
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

_FOLDER = Path(__file__).parent / "fonts"
_MINCHO, _GOTHIC = 1, 2
_FONTS: dict[int, bytes] = {}
# As the names of the widespread fonts begin or contain; all others are taken for Mincho.
_GOTHIC_NAMES = (b"gothic", b"kakugo", b"meiryo", b"sans", "ゴシック".encode("cp932"), "ゴシック".encode())
_EAST_ASIA = {
    pdfium.FXFONT_SHIFTJIS_CHARSET,
    pdfium.FXFONT_GB2312_CHARSET,
    pdfium.FXFONT_CHINESEBIG5_CHARSET,
    pdfium.FXFONT_HANGEUL_CHARSET,
}
_kept: list[Any] = []  # what C points at must not be collected


def provide() -> None:
    """Once per process, after PDFium's start and before the first document."""
    _FONTS[_MINCHO] = (_FOLDER / "ipaexm.ttf").read_bytes()
    _FONTS[_GOTHIC] = (_FOLDER / "ipaexg.ttf").read_bytes()
    types = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    answers = {
        "MapFont": _map_font,
        "GetFontData": _get_font_data,
        "DeleteFont": _nothing,
        "Release": _nothing,
    }
    answers |= {"GetFontCharset": _charset, "EnumFonts": _nothing, "GetFont": _zero, "GetFaceName": _zero}
    info = pdfium.FPDF_SYSFONTINFO(version=1)
    for name, answer in answers.items():
        callback = types[name](answer)
        _kept.append(callback)
        setattr(info, name, callback)
    _kept.append(info)
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(info))


def _map_font(
    _self: Any, _weight: int, _italic: int, charset: int, _pitch: int, face: Any, _exact: Any
) -> int:
    """Ours for East Asia; for Latin none, and PDFium takes the fonts that it brings along."""
    if charset not in _EAST_ASIA:
        return 0
    name = ctypes.string_at(face).lower() if face else b""
    return _GOTHIC if any(word in name for word in _GOTHIC_NAMES) else _MINCHO


def _get_font_data(_self: Any, font: int | None, table: int, buffer: Any, size: int) -> int:
    """The whole file; PDFium reads the tables itself."""
    data = _FONTS.get(font or 0)
    if data is None or table:
        return 0
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


def _charset(*_arguments: Any) -> int:
    return int(pdfium.FXFONT_SHIFTJIS_CHARSET)


def _nothing(*_arguments: Any) -> None:
    return None


def _zero(*_arguments: Any) -> int:
    return 0
