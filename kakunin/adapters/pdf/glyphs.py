"""Inside the sandbox: does every letter of a page have a shape? (T10b)

Without the right font PDFium draws a letter as nothing, silently. Such a letter
has no shape, so the text layer knows it by a box without height. Looking for ink on
a picture would be fooled by the neighbours' ink, and costs ten times as much.
"""

import ctypes
import unicodedata
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

_INVISIBLE_MODES = {3, 7}  # text laid under a scan, or used for clipping only
# Letters, numbers, punctuation, symbols; private letters (外字); halves of rare letters (𠮷).
_SEEN = {"L", "N", "P", "S", "Co", "Cs"}


class GlyphMissingError(Exception):
    """Letters that a reader should see would leave no ink."""


def check_all_text_has_glyphs(page: pypdfium2.PdfPage) -> None:
    """Raise GlyphMissingError for one missing letter of a font that is not in the file.

    Fonts in the file are the author's own affair letter by letter (some draw
    blanks on purpose), but not when most of a page is missing.
    """
    embedded = missing_embedded = 0
    for is_embedded, missing in _visible_letters(page):
        if not is_embedded and missing:
            raise GlyphMissingError
        embedded += is_embedded
        missing_embedded += missing
    if missing_embedded > 4 and missing_embedded * 2 > embedded:
        raise GlyphMissingError


def _visible_letters(page: pypdfium2.PdfPage) -> Iterator[tuple[bool, bool]]:
    """Each letter: whether its font is in the file, and whether it has no shape."""
    text = page.get_textpage()
    fonts: dict[int, bool | None] = {}
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        category = unicodedata.category(chr(code)) if code <= 0x10FFFF else "Cn"
        if category not in _SEEN and category[0] not in _SEEN:
            continue
        owner = pdfium.FPDFText_GetTextObject(text, index)
        address = ctypes.cast(owner, ctypes.c_void_p).value or 0
        if address not in fonts:
            fonts[address] = _font_is_embedded(owner) if address else None
        is_embedded = fonts[address]
        if is_embedded is not None:
            left, bottom, right, top = text.get_charbox(index, loose=False)
            yield is_embedded, _is_flat(abs(right - left), abs(top - bottom))
    text.close()


def _is_flat(width: float, height: float) -> bool:
    """PDFium gives a letter without a shape a box of 1/1000 em; a dash or bar has 1/20."""
    return min(width, height) < max(width, height) / 100


def _font_is_embedded(owner: object) -> bool | None:
    """None for text that is not meant to be seen: no rendering, white or transparent."""
    if pdfium.FPDFTextObj_GetTextRenderMode(owner) in _INVISIBLE_MODES:
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(owner, red, green, blue, alpha)
    if known and (alpha.value == 0 or min(red.value, green.value, blue.value) > 250):
        return None
    return bool(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(owner)))
