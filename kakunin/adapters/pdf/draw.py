"""Inside the sandbox: a page becomes a picture with the watermark burnt in (V2).

Figures behind the choice of encodings: docs/adr/0003-page-images.md.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFont

from kakunin.adapters.pdf.examine import RefusedError, check_size, paint
from kakunin.adapters.pdf.limits import Limits

WATERMARK = "閲覧用"
_FONT = Path(__file__).parent / "fonts" / "ipaexg.ttf"
_FONT_BYTES = _FONT.read_bytes()  # read before the lock: the child opens no file
_TINT = (222, 228, 240)  # light enough for seals and small print, dark enough for a copy
_LETTER, _SMALL, _SHEET = 100, 800, 2400  # dots; A3 upright and lying fits the sheet
_COLOURS = 64
_PHOTO_SHARE = 0.5  # of the page's area
_JPEG_QUALITY = 80


@dataclass(frozen=True)
class Drawing:
    """One page; ``content_type`` says which of the two encodings it has."""

    image: bytes
    content_type: str
    width: int
    height: int
    text: str


def draw(document: pypdfium2.PdfDocument, number: int, limits: Limits) -> Drawing:
    """The page with this number, from 1."""
    page = document[number - 1]
    check_size(page, limits)
    try:
        plain = paint(page).to_pil()
    except MemoryError:
        raise RefusedError("too_much_memory") from None
    marked = ImageChops.multiply(plain, watermark(plain.size))
    image, content_type = _encode(marked, photo=_is_photo(page))
    text = page.get_textpage()
    words = text.get_text_bounded() if text.count_chars() else ""
    width, height = marked.size
    return Drawing(image, content_type, width, height, words.replace("\r\n", "\n").replace("\0", ""))


def watermark(size: tuple[int, int]) -> Image.Image:
    """White with the word slanting over it again and again, as large as the page."""
    width, height = size
    letter = _LETTER if min(size) > _SMALL else _LETTER // 3
    if max(size) > _SHEET:
        return _sheet(letter, size)
    return _kept_sheet(letter).crop((0, 0, width, height))


@lru_cache
def _kept_sheet(letter: int) -> Image.Image:
    """Drawn once, before the fork: it costs as much as a page."""
    return _sheet(letter, (_SHEET, _SHEET))


def _sheet(letter: int, size: tuple[int, int]) -> Image.Image:
    stamp = _stamp(letter)
    sheet = Image.new("RGB", size, "white")
    wide, high = stamp.size
    for row, y in enumerate(range(-high // 2, size[1], high)):
        for x in range(-(row % 2) * wide * 3 // 4 - wide // 4, size[0], wide * 3 // 2):
            sheet.paste(stamp, (x, y))
    return sheet


def _stamp(letter: int) -> Image.Image:
    """The word once, slanting."""
    font = ImageFont.truetype(io.BytesIO(_FONT_BYTES), letter)
    stamp = Image.new("RGB", (letter * len(WATERMARK), letter * 5 // 4), "white")
    ImageDraw.Draw(stamp).text((0, 0), WATERMARK, font=font, fill=_TINT)
    return stamp.rotate(30, resample=Image.Resampling.BICUBIC, fillcolor="white", expand=True)


def _is_photo(page: pypdfium2.PdfPage) -> bool:
    """Mostly pictures, as a scan is: JPEG serves it better than few colours."""
    covered = 0.0
    for piece in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = piece.get_bounds()
        covered += max(right - left, 0) * max(top - bottom, 0)
    width, height = page.get_size()
    return bool(covered >= width * height * _PHOTO_SHARE)


def _encode(picture: Image.Image, *, photo: bool) -> tuple[bytes, str]:
    out = io.BytesIO()
    if photo:
        picture.save(out, "JPEG", quality=_JPEG_QUALITY)
        return out.getvalue(), "image/jpeg"
    few = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=3)
    return out.getvalue(), "image/png"
