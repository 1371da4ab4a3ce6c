"""Inside the sandbox: is every letter of a page really drawn? (T10b)

Without the right font PDFium draws a letter as nothing, silently. So each
letter that the text layer knows is looked for on a small trial picture.
"""

import ctypes
import unicodedata
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

SCALE = 1.0  # the trial picture: 72 dots an inch; a 6-point letter is 6 dots high
_A_TRACE = 8  # of 256 shades
_INVISIBLE_MODES = {3, 7}  # text laid under a scan, or used for clipping only

Box = tuple[float, float, float, float]


class TextNotDrawnError(Exception):
    """Letters that a reader should see have left no ink."""


def check_all_text_is_drawn(page: pypdfium2.PdfPage, picture: Image.Image) -> None:
    """Raise TextNotDrawnError for one missing letter of a font that is not in the file.

    Fonts in the file are the author's own affair letter by letter (some draw
    blanks on purpose), but not when most of a page is missing.
    """
    embedded = missing_embedded = 0
    for is_embedded, box in _visible_letters(page):
        missing = not _has_ink(page, picture, box)
        if not is_embedded and missing:
            raise TextNotDrawnError
        embedded += is_embedded
        missing_embedded += missing
    if missing_embedded > 4 and missing_embedded * 2 > embedded:
        raise TextNotDrawnError


def _visible_letters(page: pypdfium2.PdfPage) -> Iterator[tuple[bool, Box]]:
    """Each letter or digit: whether its font is in the file, and where it stands (PDF units)."""
    text = page.get_textpage()
    fonts: dict[int, bool | None] = {}
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code > 0x10FFFF or unicodedata.category(chr(code))[0] not in "LN":
            continue
        owner = pdfium.FPDFText_GetTextObject(text, index)
        address = ctypes.cast(owner, ctypes.c_void_p).value or 0
        if address not in fonts:
            fonts[address] = _font_is_embedded(owner) if address else None
        is_embedded = fonts[address]
        if is_embedded is not None:
            yield is_embedded, text.get_charbox(index, loose=False)
    text.close()


def _font_is_embedded(owner: object) -> bool | None:
    """None for text that is not meant to be seen: no rendering, white or transparent."""
    if pdfium.FPDFTextObj_GetTextRenderMode(owner) in _INVISIBLE_MODES:
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(owner, red, green, blue, alpha)
    if known and (alpha.value == 0 or min(red.value, green.value, blue.value) > 250):
        return None
    return bool(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(owner)))


def _has_ink(page: pypdfium2.PdfPage, picture: Image.Image, box: Box) -> bool:
    """More than one shade where the letter stands; off the page counts as drawn."""
    left, bottom, right, top = box
    x1, y1 = _to_picture(page, left, top)
    x2, y2 = _to_picture(page, right, bottom)
    area = (
        max(min(x1, x2) - 1, 0),
        max(min(y1, y2) - 1, 0),
        min(max(x1, x2) + 2, picture.width),
        min(max(y1, y2) + 2, picture.height),
    )
    if area[2] - area[0] < 2 or area[3] - area[1] < 2:
        return True
    histogram = picture.crop(area).histogram()
    levels = [level for level, dots in enumerate(histogram) if dots]
    return levels[-1] - levels[0] > _A_TRACE


def _to_picture(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    """From PDF units to dots, turned pages and cropped ones included."""
    across, down = ctypes.c_int(), ctypes.c_int()
    width, height = (int(side * SCALE + 0.999) for side in page.get_size())
    pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value, down.value
