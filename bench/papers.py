"""Documents as insurers make them: Japanese text with a table and a seal, and scans of such pages."""

import io
import random
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kakunin.adapters import pdf

_FONT = "IPAexMincho"
_RED = HexColor("#c1272d")
_SCAN_DPI = 200
_CLAUSES = (
    "当会社は、下記工事の請負契約について、受注者が契約上の債務を履行しないことにより発注者が被る損害を、",
    "この証券に記載された保証金額を限度として、普通保険約款および特約条項に従い、てん補します。",
    "保証期間中に契約の内容が変更されたときは、契約内容変更のお知らせを発行し、本証券と一体のものとします。",
    "請負金額の増減、工期の延長または短縮、工事の一時中止その他の変更があった場合も、同様とします。",
)
_ROWS = (
    ("証券番号", "第 2026-0123456 号"),
    ("工事名（件名）", "例示市立第三小学校校舎外壁改修その他工事"),
    ("発注者", "例示市長　髙﨑　一郎"),
    ("受注者", "株式会社例示建設　代表取締役　辻　花子"),
    ("請負金額", "金 123,456,000 円（うち消費税額 11,223,272 円）"),
    ("保証金額", "金 12,345,600 円"),
    ("保証期間", "2026年4月1日から2027年3月31日まで"),
)


@cache
def text(pages: int) -> bytes:
    """A bond of so many pages, its fonts embedded."""
    pdfmetrics.registerFont(TTFont(_FONT, str(Path(pdf.__path__[0]) / "fonts" / "ipaexm.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    for number in range(1, pages + 1):
        _draw_head(canvas, number, pages)
        _draw_table(canvas)
        _draw_clauses(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def scan(pages: int) -> bytes:
    """The same bond, printed and scanned at 200 dpi: slightly turned, with the noise of paper."""
    with pypdfium2.PdfDocument(text(pages)) as document:
        pictures = [_scanned(page.render(scale=_SCAN_DPI / 72).to_pil()) for page in document]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=_SCAN_DPI, save_all=True, append_images=pictures[1:], quality=75)
    return out.getvalue()


@cache
def weighing(size: int) -> bytes:
    """A bond of one page that has about so many bytes, nearly all of which no compression makes smaller."""
    out, sheet = io.BytesIO(), text(1)
    with pikepdf.open(io.BytesIO(sheet)) as document:
        ballast = random.Random(20260401).randbytes(size - len(sheet))
        document.Root.KakuninBench = document.make_stream(ballast)
        document.save(out)
    return out.getvalue()


def _scanned(picture: Image.Image) -> Image.Image:
    turned = picture.convert("RGB").rotate(0.4, resample=Image.Resampling.BICUBIC, fillcolor="white")
    noise = Image.effect_noise(turned.size, 14).convert("RGB")
    return ImageChops.subtract(turned, noise, scale=1, offset=110)


def _draw_head(canvas: Canvas, number: int, pages: int) -> None:
    canvas.setFont(_FONT, 20)
    canvas.drawCentredString(A4[0] / 2, 780, "公共工事履行保証証券")
    canvas.setFont(_FONT, 9)
    canvas.drawRightString(540, 760, f"{number} / {pages} 頁")
    canvas.setStrokeColor(_RED)
    canvas.setFillColor(_RED)
    canvas.setLineWidth(2)
    canvas.circle(500, 130, 34)
    for index, row in enumerate(("例示損害", "保険株式", "会社之印")):
        canvas.drawCentredString(500, 143 - index * 14, row)
    canvas.setStrokeColor("black")
    canvas.setFillColor("black")
    canvas.setLineWidth(0.6)


def _draw_table(canvas: Canvas) -> None:
    canvas.setFont(_FONT, 11)
    for index, (name, value) in enumerate(_ROWS):
        top = 730 - index * 28
        canvas.rect(55, top - 20, 120, 28)
        canvas.rect(175, top - 20, 365, 28)
        canvas.drawString(62, top - 10, name)
        canvas.drawString(182, top - 10, value)


def _draw_clauses(canvas: Canvas, number: int) -> None:
    canvas.setFont(_FONT, 9)
    for line in range(22):
        clause = _CLAUSES[(line + number) % len(_CLAUSES)]
        canvas.drawString(60, 500 - line * 15, f"第{line + 1}条　{clause}")
