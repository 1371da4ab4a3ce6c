"""Paper, ink and stamp of the demo's documents: fonts, frame, tables, seal."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

FONTS = Path("kakunin/adapters/pdf/fonts")
WIDTH, HEIGHT = A4
LEFT, RIGHT = 24 * mm, WIDTH - 24 * mm

NAVY = colors.Color(0.16, 0.24, 0.42)
LINE = colors.Color(0.38, 0.44, 0.56)
TINT = colors.Color(0.945, 0.955, 0.975)
THREAD = colors.Color(0.885, 0.91, 0.945)
GREY = colors.Color(0.42, 0.42, 0.42)
RED = colors.Color(0.78, 0.13, 0.12)

Painter = Callable[[Canvas], None]


def register_fonts() -> None:
    pdfmetrics.registerFont(TTFont("mincho", FONTS / "ipaexm.ttf"))
    pdfmetrics.registerFont(TTFont("gothic", FONTS / "ipaexg.ttf"))


def style(size: float, leading: float = 0, font: str = "mincho", **others: float) -> ParagraphStyle:
    """Text that breaks between any two letters, except where Japanese forbids it."""
    return ParagraphStyle(
        "text",
        fontName=font,
        fontSize=size,
        leading=leading or size * 1.55,
        wordWrap="CJK",
        bulletFontName=font,
        bulletFontSize=size,
        **others,
    )


def paragraph(text: str, look: ParagraphStyle, number: str = "") -> Paragraph:
    """With `number` in the margin. Wide blanks are kept; reportlab would make a narrow one of each."""
    return Paragraph(text.replace("\u3000", "\u00a0" * 3), look, bulletText=number or None)


def write(canvas: Canvas, block: Paragraph, x: float, top: float, width: float) -> float:
    """Draws it below `top`; returns the height at which it ends."""
    _, height = block.wrapOn(canvas, width, HEIGHT)
    block.drawOn(canvas, x, top - height)
    return float(top - height)


def frame(canvas: Canvas) -> None:
    """A fine line around a strong one, notched corners, and the word that it is a sample."""
    canvas.saveState()
    canvas.setStrokeColor(NAVY)
    for inset, width in ((10 * mm, 0.4), (11.2 * mm, 1.8), (12.8 * mm, 0.4)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    canvas.setFillColor(colors.white)
    canvas.setLineWidth(0.8)
    for x in (11.2 * mm, WIDTH - 11.2 * mm):
        for y in (11.2 * mm, HEIGHT - 11.2 * mm):
            canvas.rect(x - 2.6 * mm, y - 2.6 * mm, 5.2 * mm, 5.2 * mm, fill=1)
            canvas.rect(x - 1.2 * mm, y - 1.2 * mm, 2.4 * mm, 2.4 * mm)
    canvas.restoreState()
    mark_as_sample(canvas)


def mark_as_sample(canvas: Canvas) -> None:
    """Nobody shall take the sheet for a real one."""
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setFont("gothic", 7.5)
    canvas.drawRightString(RIGHT, 15.5 * mm, "見本　実際の証券ではありません")
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.7)
    canvas.rect(LEFT, HEIGHT - 25 * mm, 15 * mm, 6.4 * mm)
    canvas.setFont("gothic", 10.5)
    canvas.drawCentredString(LEFT + 7.5 * mm, HEIGHT - 23.2 * mm, "見 本")
    canvas.restoreState()


def rosette(canvas: Canvas, y: float) -> None:
    """The pale fine threads that securities are printed on."""
    canvas.saveState()
    canvas.setStrokeColor(THREAD)
    canvas.setLineWidth(0.35)
    canvas.translate(WIDTH / 2, y)
    for swing in (0.16, 0.22, 0.28):
        path = canvas.beginPath()
        for step in range(1201):
            angle = step * math.tau / 1200 * 5
            radius = 62 * mm * (1 - swing + swing * math.cos(angle * 18 / 5))
            move = path.moveTo if step == 0 else path.lineTo
            move(radius * math.cos(angle), radius * math.sin(angle))
        canvas.drawPath(path)
    canvas.restoreState()


def heading(canvas: Canvas, text: str, y: float, size: float = 24) -> None:
    """The title over a double rule."""
    canvas.setFont("mincho", size)
    canvas.drawCentredString(WIDTH / 2, y, text)
    canvas.saveState()
    canvas.setStrokeColor(NAVY)
    half = canvas.stringWidth(text, "mincho", size) / 2 + 8 * mm
    for below, width in ((3.4 * mm, 1.1), (4.3 * mm, 0.35)):
        canvas.setLineWidth(width)
        canvas.line(WIDTH / 2 - half, y - below, WIDTH / 2 + half, y - below)
    canvas.restoreState()


def ruled(
    content: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    head: bool = False,
    numbers: Sequence[int] = (),
    size: float = 10,
) -> Table:
    """A table whose first column, and with `head` its first row, are labels; `numbers` are flush right."""
    label, text = style(size - 0.5, font="gothic"), style(size)
    number = ParagraphStyle("number", parent=text, alignment=2)
    centred = ParagraphStyle("centred", parent=label, alignment=1)

    def cell(row: int, column: int, words: str) -> Paragraph:
        if head and row == 0:
            return paragraph(words, centred)
        if column == 0:
            return paragraph(words, label)
        return paragraph(words, number if column in numbers else text)

    cells = [
        [cell(row, column, words) for column, words in enumerate(line)] for row, line in enumerate(content)
    ]
    table = Table(cells, colWidths=[width * mm for width in widths], repeatRows=int(head))
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (0, -1), TINT),
                ("BACKGROUND", (0, 0), (-1, 0) if head else (0, 0), TINT),
                ("INNERGRID", (0, 0), (-1, -1), 0.4, LINE),
                ("BOX", (0, 0), (-1, -1), 1, NAVY),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 7),
                ("RIGHTPADDING", (0, 0), (-1, -1), 7),
                ("TOPPADDING", (0, 0), (-1, -1), 6.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ]
        )
    )
    return table


def place(canvas: Canvas, table: Table, top: float) -> float:
    """Draws it below `top`, centred; returns the height at which it ends."""
    width, height = table.wrapOn(canvas, WIDTH, HEIGHT)
    table.drawOn(canvas, (WIDTH - width) / 2, top - height)
    return float(top - height)


def square_seal(canvas: Canvas, x: float, y: float) -> None:
    """A company's seal, read from right to left, that says what it is: 見本之印."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(-2)
    canvas.setStrokeColor(RED)
    canvas.setFillColor(RED)
    canvas.setLineWidth(1.8)
    canvas.roundRect(0, 0, 21 * mm, 21 * mm, 1.2 * mm)
    canvas.setLineWidth(0.5)
    canvas.roundRect(1.1 * mm, 1.1 * mm, 18.8 * mm, 18.8 * mm, 0.8 * mm)
    canvas.setFont("mincho", 22)
    # Stroked as well as filled: cut letters are bolder than printed ones.
    for column, word in enumerate(("見本", "之印")):
        for row, letter in enumerate(word):
            letters = canvas.beginText((10.9 - column * 8.3) * mm, (12.2 - row * 8.8) * mm)
            letters.setTextRenderMode(2)
            letters.textOut(letter)
            canvas.drawText(letters)
    canvas.restoreState()


def round_seal(canvas: Canvas, x: float, y: float) -> None:
    """A clerk's small seal."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(4)
    canvas.setStrokeColor(RED)
    canvas.setFillColor(RED)
    canvas.setLineWidth(1.1)
    canvas.circle(0, 0, 5.6 * mm)
    canvas.setFont("mincho", 11)
    canvas.drawCentredString(0, 0.5 * mm, "見")
    canvas.drawCentredString(0, -3.8 * mm, "本")
    canvas.restoreState()
