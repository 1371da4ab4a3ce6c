"""The sheet as an Excel file that prints on one A4 page."""

import io
import math
import re
import unicodedata
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kakunin.adapters.sheet.content import Row, Sheet

# Excel brings it in Japanese since 2016; other programs take another Gothic.
_FONT = "游ゴシック"
_CODE_FONT = "Consolas"
# In letters of half width at 11 points, as Excel counts columns; together the width of A4 within the margins.
_LABEL_WIDTH, _VALUE_WIDTH = 26, 62
_LINE = 19  # points, at 11 points
_PADDING = 9
# So Excel writes letters that XML lacks: in a name "_x0041_" would be shown as "A".
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_A4 = 9  # the number that Excel has for it
_THIN = Side(style="thin", color="8C8C8C")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LABEL_GROUND = PatternFill("solid", fgColor="F2F2F2")
_BLANK_GROUND = PatternFill("solid", fgColor="FFF5CC")


def write(sheet: Sheet) -> bytes:
    """A workbook of one page; every text is a text, whatever it begins with (T17)."""
    book = Workbook()
    page = book.active
    page.title = "1"
    _set_up(page, sheet)
    at = _head(page, sheet)
    at = _table(page, at, sheet.rows)
    at = _paragraph(page, at + 1, sheet.steps_title, bold=True)
    for number, step in enumerate(sheet.steps, start=1):
        at = _paragraph(page, at, f"{number}. {step}")
    at = _paragraph(page, at + 1, sheet.office_title, bold=True)
    at = _table(page, at, sheet.office)
    page.print_area = f"A1:B{at - 1}"
    book.properties.creator = sheet.footer
    book.properties.title = sheet.title
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = _LABEL_WIDTH, _VALUE_WIDTH
    page.sheet_view.showGridLines = False
    page.page_setup.paperSize, page.page_setup.orientation = _A4, "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.6
    margins.top, margins.bottom = 0.7, 0.7
    page.oddFooter.left.text = sheet.footer.replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"


def _head(page: Worksheet, sheet: Sheet) -> int:
    page.merge_cells("A1:B1")
    _put(page.cell(1, 1), sheet.title, Font(name=_FONT, size=18, bold=True), align="center")
    page.row_dimensions[1].height = 36
    _put(page.cell(2, 2), sheet.date, Font(name=_FONT, size=11), align="right")
    at = _paragraph(page, 3, sheet.addressee, size=13)
    return _paragraph(page, at, sheet.lead) + 1


def _table(page: Worksheet, at: int, rows: Iterable[Row]) -> int:
    for row in rows:
        label, value = page.cell(at, 1), page.cell(at, 2)
        text = f"{row.label}\n{row.note}" if row.note else row.label
        _put(label, text, Font(name=_FONT, size=11, bold=True), indent=1)
        size = 16 if row.code else 11
        font = Font(name=_CODE_FONT if row.code else _FONT, size=size, bold=row.code)
        _put(value, row.value, font, indent=1)
        if row.link:
            value.hyperlink = row.value
        label.fill, value.fill = _LABEL_GROUND, _BLANK_GROUND if row.blank else PatternFill()
        label.border = value.border = _BOX
        lines = max(_lines(text, _LABEL_WIDTH - 2), _lines(row.value, (_VALUE_WIDTH - 2) * 11 // size))
        # A blank one has room for two lines by hand.
        page.row_dimensions[at].height = max(lines, 2 if row.blank else 1) * _LINE * size / 11 + _PADDING
        at += 1
    return at


def _paragraph(page: Worksheet, at: int, text: str, *, bold: bool = False, size: int = 11) -> int:
    page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=2)
    _put(page.cell(at, 1), text, Font(name=_FONT, size=size, bold=bold))
    lines = _lines(text, (_LABEL_WIDTH + _VALUE_WIDTH) * 11 // size)
    page.row_dimensions[at].height = lines * _LINE * size / 11 + 3
    return at + 1


def _put(cell: Cell, text: str, font: Font, *, align: str = "left", indent: int = 0) -> None:
    """As a text: no program reads a formula or a number into it, now or when somebody edits it."""
    cell.value = _ESCAPE.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text)) or None
    if cell.value:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    cell.font = font
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True, indent=indent)


def _lines(text: str, width: int) -> int:
    """How many it takes; Excel does not find out by itself where cells are merged."""
    return sum(max(1, math.ceil(_columns(line) / (width - 2))) for line in text.split("\n"))


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in line)
