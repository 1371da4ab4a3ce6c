"""Makes the demo's four documents in kakunin/demo/pdfs/: imaginary, and marked as samples.

The same bytes at every run. Needs the development dependencies.
"""

import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

FOLDER = Path("kakunin/demo/pdfs")
FONTS = Path("kakunin/adapters/pdf/fonts")
WIDTH, HEIGHT = A4
INSURER = "○○損害保険株式会社（見本）"
RED = colors.Color(0.78, 0.13, 0.12)

Painter = Callable[[Canvas], None]

BOND_ROWS = [
    ("証券番号", "DEMO-2026-000001"),
    ("債権者（発注者）", "例示市長　殿"),
    ("債務者（受注者）", "株式会社例示建設　代表取締役　髙﨑　例一"),
    ("工事名（件名）", "例示市立中央図書館　新築工事"),
    ("請負代金額", "金　480,000,000円"),
    ("保証金額", "金　48,000,000円"),
    ("保証期間", "令和8年4月1日から令和9年3月31日まで"),
]
INSURANCE_ROWS = [
    ("証券番号", "DEMO-2026-000002"),
    ("被保険者（発注者）", "例示市長　殿"),
    ("保険契約者（受注者）", "見本土木株式会社　代表取締役　辻　見太郎"),
    ("工事名（件名）", "市道12号線　舗装補修工事"),
    ("契約金額", "金　35,000,000円"),
    ("保険金額", "金　3,500,000円"),
    ("保険期間", "令和8年4月1日から令和8年12月25日まで"),
]
SMALL_PRINT = [
    "1　当会社は、債務者が請負契約の債務を履行しないときは、この証券および約款に従い、責任を負います。",
    "2　この証券の内容に変更があったときは、「契約内容変更のお知らせ」をもって通知します。",
    "3　この証券は電子的に作成されたもので、記名押印に代えて印影を表示しています。",
]
ARTICLES = [
    ("用語", "この約款において使用する用語の意味は、証券および別紙に定めるところによります。"),
    (
        "保証の範囲",
        "当会社は、請負契約に基づく債務の不履行により生じた損害について、保証金額を限度として責任を負います。",
    ),
    ("保証期間", "保証期間は、証券に記載した期間とします。工期が変更されたときは、変更後の期間によります。"),
    ("通知の義務", "債務者は、請負契約の内容に変更があったときは、遅滞なく当会社へ通知するものとします。"),
    ("保証金の請求", "債権者は、保証金を請求するときは、当会社の定める書類を提出するものとします。"),
    ("支払いの時期", "当会社は、請求に必要な書類を受け取った日から三十日以内に、保証金を支払います。"),
    ("求償権", "当会社は、保証金を支払ったときは、その額を限度として債務者に対する求償権を取得します。"),
    ("準拠法", "この約款に定めのない事項については、日本国の法令に従います。"),
]


def canvas_of(pages: list[Painter], title: str) -> bytes:
    """A document with one painter a page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("見本")
    for paint in pages:
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def frame(canvas: Canvas) -> None:
    """A double line around the sheet, and the word that it is a sample."""
    canvas.setStrokeColor(colors.Color(0.25, 0.3, 0.45))
    for inset, width in ((11 * mm, 1.6), (13 * mm, 0.5)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    canvas.setFillColor(colors.Color(0.45, 0.45, 0.45))
    canvas.setFont("gothic", 8)
    canvas.drawRightString(WIDTH - 17 * mm, 16 * mm, "見本　実際の証券ではありません")
    canvas.setFillColor(colors.black)


def heading(canvas: Canvas, text: str, y: float, size: float = 22) -> None:
    canvas.setFont("mincho", size)
    canvas.drawCentredString(WIDTH / 2, y, text)


def rows(canvas: Canvas, content: Sequence[tuple[str, ...]], top: float, widths: list[float]) -> float:
    """A ruled table; returns the height below it."""
    table = Table(content, colWidths=[width * mm for width in widths], rowHeights=11.5 * mm)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), "mincho", 11),
                ("FONT", (0, 0), (0, -1), "gothic", 10),
                ("BACKGROUND", (0, 0), (0, -1), colors.Color(0.94, 0.95, 0.98)),
                ("GRID", (0, 0), (-1, -1), 0.6, colors.Color(0.35, 0.4, 0.5)),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    _, height = table.wrapOn(canvas, WIDTH, HEIGHT)
    table.drawOn(canvas, (WIDTH - sum(widths) * mm) / 2, top - height)
    return float(top - height)


def seal(canvas: Canvas, x: float, y: float) -> None:
    """A square seal that says that it is a sample."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(-2)
    canvas.setStrokeColor(RED)
    canvas.setFillColor(RED)
    canvas.setLineWidth(1.6)
    canvas.roundRect(0, 0, 22 * mm, 22 * mm, 1.5 * mm)
    canvas.setFont("mincho", 19)
    for column, word in enumerate(("見本", "之印")):
        for row, letter in enumerate(word):
            canvas.drawCentredString((15.8 - column * 9.6) * mm, (13 - row * 9.4) * mm, letter)
    canvas.restoreState()


def sheet(title: str, content: list[tuple[str, str]], intro: str) -> Painter:
    """The one-page certificate."""

    def paint(canvas: Canvas) -> None:
        frame(canvas)
        heading(canvas, title, HEIGHT - 42 * mm)
        canvas.setFont("mincho", 11)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 56 * mm, intro)
        below = rows(canvas, content, HEIGHT - 66 * mm, [44, 116])
        canvas.setFont("mincho", 10.5)
        canvas.drawString(27 * mm, below - 12 * mm, "特記事項　別紙「保証内訳および約款」のとおり。")
        canvas.drawString(27 * mm, below - 30 * mm, "令和8年4月1日")
        canvas.drawString(92 * mm, below - 42 * mm, f"引受会社　{INSURER}")
        canvas.drawString(92 * mm, below - 50 * mm, "代表者　取締役社長　見本　太郎")
        seal(canvas, 156 * mm, below - 62 * mm)
        canvas.setFont("mincho", 6.5)
        for number, line in enumerate(SMALL_PRINT):
            canvas.drawString(27 * mm, 36 * mm - number * 4.2 * mm, line)

    return paint


def attachment_page(number: int, count: int) -> Painter:
    """The first page lists sums, the others hold articles."""

    def paint(canvas: Canvas) -> None:
        frame(canvas)
        heading(canvas, "証券別紙　保証内訳および約款", HEIGHT - 34 * mm, 16)
        canvas.setFont("mincho", 9)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 42 * mm, "証券番号　DEMO-2026-000001")
        if number == 1:
            content = [("区分", "内容", "金額（円）")]
            content += [
                (f"第{part}工区", "土木・建築工事一式", f"{part * 4_800_000:,}") for part in (1, 2, 3, 4)
            ]
            rows(canvas, [*content, ("合計", "", "48,000,000")], HEIGHT - 52 * mm, [34, 84, 42])
        else:
            articles(canvas, number)
        canvas.setFont("gothic", 9)
        canvas.drawCentredString(WIDTH / 2, 17 * mm, f"{number} / {count}")

    return paint


def articles(canvas: Canvas, number: int) -> None:
    """Four of the articles, so that no two pages are alike."""
    y = HEIGHT - 58 * mm
    for step in range(4):
        index = (number - 2) * 4 + step
        name, text = ARTICLES[index % len(ARTICLES)]
        canvas.setFont("gothic", 10.5)
        canvas.drawString(26 * mm, y, f"第{index + 1}条（{name}）")
        canvas.setFont("mincho", 10.5)
        for line in range(0, len(text), 40):
            y -= 7.2 * mm
            canvas.drawString(30 * mm, y, text[line : line + 40])
        y -= 14 * mm


def change_notice(canvas: Canvas) -> None:
    """What was and what is."""
    frame(canvas)
    heading(canvas, "契約内容変更のお知らせ", HEIGHT - 42 * mm)
    canvas.setFont("mincho", 11)
    canvas.drawString(26 * mm, HEIGHT - 60 * mm, "例示市長　殿")
    canvas.drawString(
        26 * mm, HEIGHT - 74 * mm, "下記の証券について、次のとおり内容を変更しましたのでお知らせします。"
    )
    content = [
        ("項目", "変更前", "変更後"),
        ("証券番号", "DEMO-2026-000002", "DEMO-2026-000002"),
        ("保険金額", "3,500,000円", "3,800,000円"),
        ("保険期間の終期", "令和8年12月25日", "令和9年1月29日"),
    ]
    below = rows(canvas, content, HEIGHT - 84 * mm, [40, 60, 60])
    canvas.setFont("mincho", 10.5)
    canvas.drawString(26 * mm, below - 14 * mm, "変更日　令和8年10月1日")
    canvas.drawString(92 * mm, below - 34 * mm, f"引受会社　{INSURER}")
    seal(canvas, 156 * mm, below - 48 * mm)


def scanned(document: bytes) -> bytes:
    """The same sheet as an office scanner leaves it: a little askew, grainy, paper-toned."""
    picture = pypdfium2.PdfDocument(document)[0].render(scale=200 / 72).to_pil().convert("RGB")
    paper = (250, 248, 242)
    turned = picture.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=paper)
    noise = random.Random(2026)  # the same grain at every run
    grain = Image.frombytes("L", (300, 420), bytes(noise.randrange(236, 256) for _ in range(300 * 420)))
    grain = grain.resize(turned.size).filter(ImageFilter.GaussianBlur(0.6)).convert("RGB")
    toned = Image.blend(
        Image.composite(turned, Image.new("RGB", turned.size, paper), Image.new("L", turned.size, 245)),
        grain,
        0.06,
    )
    jpeg = io.BytesIO()
    toned.save(jpeg, "JPEG", quality=72)
    jpeg.seek(0)

    def paint(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(jpeg), 0, 0, WIDTH, HEIGHT)

    return canvas_of([paint], "scan")


def main() -> None:
    rl_config.invariant = 1
    pdfmetrics.registerFont(TTFont("mincho", FONTS / "ipaexm.ttf"))
    pdfmetrics.registerFont(TTFont("gothic", FONTS / "ipaexg.ttf"))
    bond = sheet("公共工事履行保証証券", BOND_ROWS, "当会社は、下記のとおり、債務の履行を保証します。")
    insurance = sheet(
        "履行保証保険証券", INSURANCE_ROWS, "当会社は、下記のとおり、保険契約を引き受けました。"
    )
    documents = {
        "performance-bond": canvas_of([bond], "公共工事履行保証証券（見本）"),
        "attachment": canvas_of([attachment_page(page, 10) for page in range(1, 11)], "証券別紙（見本）"),
        "performance-insurance-scan": scanned(canvas_of([insurance], "履行保証保険証券（見本）")),
        "change-notice": canvas_of([change_notice], "契約内容変更のお知らせ（見本）"),
    }
    FOLDER.mkdir(exist_ok=True)
    for name, content in documents.items():
        (FOLDER / f"{name}.pdf").write_bytes(content)
        print(f"{name}.pdf: {len(content) // 1024} KB")


if __name__ == "__main__":
    main()
