"""The sheet as a PDF of one A4 page or more, with its fonts inside."""

import io
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from kakunin.adapters.sheet.content import Row, Sheet

_FONT = "IPAexGothic"
_FILE = Path(__file__).parents[1] / "pdf" / "fonts" / "ipaexg.ttf"
_UNKNOWN = "〓"  # what Japanese printers set for a letter that they don't have
_LINE = colors.HexColor("#8C8C8C")
_LABEL_GROUND, _BLANK_GROUND = colors.HexColor("#F2F2F2"), colors.HexColor("#FFF5CC")
_WIDTHS = (50 * mm, 124 * mm)

_TEXT = ParagraphStyle("text", fontName=_FONT, fontSize=10.5, leading=16, wordWrap="CJK")
_TITLE = ParagraphStyle("title", parent=_TEXT, fontSize=18, leading=26, alignment=TA_CENTER)
_RIGHT = ParagraphStyle("right", parent=_TEXT, alignment=TA_RIGHT)
_HEAD = ParagraphStyle("head", parent=_TEXT, fontSize=12, leading=18, spaceBefore=12, spaceAfter=3)
_NOTE = ParagraphStyle("note", parent=_TEXT, fontSize=8.5, leading=12)
_CODE = ParagraphStyle("code", parent=_TEXT, fontSize=16, leading=22)


def write(sheet: Sheet) -> bytes:
    """Letters that the font lacks are shown as 〓, never left out."""
    content = io.BytesIO()
    page = SimpleDocTemplate(
        content,
        pagesize=A4,
        title=sheet.title,
        author=sheet.footer,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=18 * mm,
        bottomMargin=16 * mm,
    )
    page.build(list(_story(sheet)))
    return content.getvalue()


def _story(sheet: Sheet) -> Iterable[Flowable]:
    yield _paragraph(sheet.title, _TITLE)
    yield _paragraph(sheet.date, _RIGHT)
    yield _paragraph(sheet.addressee, _HEAD)
    yield _paragraph(sheet.lead, _TEXT)
    yield Spacer(0, 8)
    yield _table(sheet.rows)
    yield _paragraph(sheet.steps_title, _HEAD)
    for number, step in enumerate(sheet.steps, start=1):
        yield _paragraph(f"{number}. {step}", _TEXT)
    yield _paragraph(sheet.office_title, _HEAD)
    yield _table(sheet.office)
    if any(_UNKNOWN in _printable(row.value) for row in [*sheet.rows, *sheet.office]):
        yield _paragraph(sheet.missing_letters, _HEAD)


def _table(rows: Iterable[Row]) -> Table:
    held = list(rows)
    cells = [
        (
            [_paragraph(row.label, _TEXT), *([_paragraph(row.note, _NOTE)] if row.note else [])],
            _paragraph(row.value, _CODE if row.code else _TEXT, link=row.link),
        )
        for row in held
    ]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.6, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (0, -1), _LABEL_GROUND),
        *(("BACKGROUND", (1, at), (1, at), _BLANK_GROUND) for at, row in enumerate(held) if row.blank),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ]
    return Table(cells, colWidths=_WIDTHS, style=TableStyle(style))


def _paragraph(text: str, style: ParagraphStyle, *, link: bool = False) -> Paragraph:
    words = escape(_printable(text)).replace("\n", "<br/>")
    return Paragraph(f'<link href="{escape(text)}">{words}</link>' if link else words, style)


def _printable(text: str) -> str:
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(letter: str) -> str:
    """Itself, else in its compatible form, else 〓; 辻 without its variation selector is still a 辻."""
    letters = _letters() | {ord("\n")}
    if ord(letter) in letters:
        return letter
    if unicodedata.category(letter) in {"Mn", "Cf", "Cc"}:
        return ""
    compatible = unicodedata.normalize("NFKC", letter)
    return compatible if all(ord(each) in letters for each in compatible) else _UNKNOWN


@cache
def _letters() -> frozenset[int]:
    """Those that the font draws; it is read once per process."""
    font = TTFont(_FONT, str(_FILE))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)
