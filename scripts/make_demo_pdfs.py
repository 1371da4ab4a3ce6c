"""Makes the demo's four documents in kakunin/demo/pdfs/: imaginary, and marked as samples.

The same bytes at every run. Needs the development dependencies; `--insurer` names another company.
"""

import argparse
import io
import random
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from demo_attachment import attachment
from demo_paper import (
    GREY,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Painter,
    frame,
    heading,
    mark_as_sample,
    paragraph,
    place,
    register_fonts,
    rosette,
    round_seal,
    ruled,
    square_seal,
    style,
    write,
)
from PIL import Image, ImageChops, ImageFilter
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path("kakunin/demo/pdfs")
AGENCY = "取扱代理店　例示保険事務所　　電話　00-0000-0000　　担当　例示 花子"


@dataclass(frozen=True)
class Certificate:
    """What differs between a bond and an insurance."""

    title: str
    number: str
    intro: str
    rows: list[tuple[str, str]]
    small_print: list[str]


BOND = Certificate(
    "公共工事履行保証証券",
    "DEMO-2026-000001",
    "当会社は、債務者が下記の請負契約に基づく債務を履行しない場合に、この証券および別紙の約款に従い、債権者に対し"
    "保証の責任を負うことを約し、その証としてこの証券を発行します。",
    [
        ("債権者（発注者）", "例示市　　代表者　例示市長"),
        ("債務者（受注者）", "株式会社例示建設　　代表取締役　髙﨑　例一"),
        ("工事名（件名）", "例示市立中央図書館　新築工事"),
        ("工事場所", "例示市中央一丁目地内"),
        ("請負代金額", "金 480,000,000 円（消費税および地方消費税を含みます）"),
        ("保証金額", '<font size="13">金 48,000,000 円</font>　（請負代金額の10分の1）'),
        ("保証期間", "令和8年4月1日から令和9年3月31日まで"),
        ("保証の方法", "違約金の支払いによる保証"),
        (
            "特記事項",
            "1　保証の内訳および約款は、証券別紙（全10ページ）によります。<br/>"
            "2　工期の延長は、満了前に取扱代理店へご連絡ください。",
        ),
    ],
    [
        "当会社は、債務者が請負契約の債務を履行しないときは、この証券および約款に従い、責任を負います。",
        "当会社の責任は、証券に記載された保証金額を限度とします。",
        "保証期間は、証券に記載された初日の午前零時に始まり、末日の午後十二時に終わります。",
        "債権者の責めに帰すべき事由、戦争、内乱、地震、噴火または津波による不履行については、責任を負いません。",
        "請負契約の金額、工期または当事者に変更があったときは、債務者は遅滞なく当会社へ通知するものとします。",
        "内容に変更があったときは、「契約内容変更のお知らせ」をもって通知します。",
        "当会社は、請求に必要な書類のすべてを受け取った日から三十日以内に、保証金を支払います。",
        "この証券は電子的に作成されたもので、記名押印に代えて印影を表示しています。",
    ],
)
INSURANCE = Certificate(
    "履行保証保険証券",
    "DEMO-2026-000002",
    "当会社は、普通保険約款および特約条項に従い、下記のとおり履行保証保険契約を引き受けましたので、その証として"
    "この証券を発行します。",
    [
        ("被保険者（発注者）", "例示市　　代表者　例示市長"),
        ("保険契約者（受注者）", "見本土木株式会社　　代表取締役　辻　見太郎"),
        ("工事名（件名）", "市道12号線　舗装補修工事"),
        ("工事場所", "例示市本町二丁目から三丁目地内"),
        ("契約金額", "金 35,000,000 円（消費税および地方消費税を含みます）"),
        ("保険金額", '<font size="13">金 3,500,000 円</font>　（契約金額の10分の1）'),
        ("保険期間", "令和8年4月1日から令和8年12月25日まで"),
        ("てん補の方法", "定額てん補"),
        (
            "特記事項",
            "1　契約保証金の免除を受けるための証券です。<br/>"
            "2　変更があったときは、お知らせを併せてご確認ください。",
        ),
    ],
    [
        "当会社は、保険契約者が債務を履行しないことによって被保険者が被る損害に対し、保険金を支払います。",
        "支払う保険金の額は、証券に記載された保険金額とします。",
        "保険期間は、証券に記載された初日の午前零時に始まり、末日の午後十二時に終わります。",
        "被保険者の責めに帰すべき事由、戦争、内乱、地震、噴火または津波による損害については、保険金を支払いません。",
        "主契約の内容に変更があったときは、保険契約者は遅滞なく当会社へ通知するものとします。",
        "保険契約者は、被保険者の承諾がない限り、この契約を解除することができません。",
        "当会社は、請求に必要な書類のすべてを受け取った日から三十日以内に、保険金を支払います。",
        "この証券の記載に誤りがあるときは、取扱代理店までお申し出ください。",
    ],
)


def canvas_of(paint: Painter, title: str) -> bytes:
    """A document of one page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("見本")
    paint(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def certificate_sheet(certificate: Certificate, insurer: str) -> Painter:
    """The one-page certificate."""

    def paint(canvas: Canvas) -> None:
        rosette(canvas, 168 * mm)
        frame(canvas)
        canvas.setFont("mincho", 10)
        canvas.drawRightString(RIGHT, HEIGHT - 23 * mm, f"証券番号　{certificate.number}")
        heading(canvas, certificate.title, HEIGHT - 41 * mm)
        canvas.setFont("mincho", 13)
        canvas.drawString(LEFT, HEIGHT - 58 * mm, "例示市長　殿")
        y = write(canvas, paragraph(certificate.intro, style(10)), LEFT, HEIGHT - 63 * mm, RIGHT - LEFT)
        y = place(canvas, ruled(certificate.rows, [42, 120], size=10.5), y - 4 * mm)
        signature(canvas, y - 11 * mm, insurer)
        extract(canvas, certificate.small_print)

    return paint


def signature(canvas: Canvas, y: float, insurer: str) -> None:
    """Date, company and representative, the seal beside them so that both stay legible, and the agency."""
    canvas.setFont("mincho", 10.5)
    canvas.drawString(LEFT + 2 * mm, y, "発行日　令和8年4月1日")
    square_seal(canvas, RIGHT - 23 * mm, y - 21 * mm)
    canvas.drawString(LEFT + 52 * mm, y - 7 * mm, f"引受損害保険会社：{insurer}")
    canvas.drawString(LEFT + 52 * mm, y - 14 * mm, "代表取締役社長　　見本　太郎")
    canvas.setFont("gothic", 8.5)
    canvas.drawString(LEFT + 2 * mm, y - 28 * mm, AGENCY)


def extract(canvas: Canvas, sentences: list[str]) -> None:
    """The terms' extract in small print, in two columns above the lower edge."""
    top, width = 53 * mm, (RIGHT - LEFT - 6 * mm) / 2
    canvas.saveState()
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, top + 1.5 * mm, RIGHT, top + 1.5 * mm)
    canvas.restoreState()
    canvas.setFont("gothic", 6.5)
    canvas.drawString(LEFT, top - 2 * mm, "約款抜粋")
    look = style(6.5, 9.2, leftIndent=9)
    half = (len(sentences) + 1) // 2
    for column, part in enumerate((sentences[:half], sentences[half:])):
        y = top - 3.6 * mm
        for number, sentence in enumerate(part, start=1 + column * half):
            block = paragraph(sentence, look, str(number))
            y = write(canvas, block, LEFT + column * (width + 6 * mm), y, width)


def change_notice(insurer: str) -> Painter:
    """A letter with what was and what is."""
    rows = [
        ("項目", "変更前", "変更後"),
        ("契約金額", "35,000,000円", "<font name='gothic'>38,000,000円</font>"),
        ("保険金額", "3,500,000円", "<font name='gothic'>3,800,000円</font>"),
        ("保険期間の始期", "令和8年4月1日", "変更はありません"),
        ("保険期間の終期", "令和8年12月25日", "<font name='gothic'>令和9年1月29日</font>"),
        ("変更の理由", "―", "設計変更による舗装面積の増加および工期の延長"),
    ]

    def paint(canvas: Canvas) -> None:
        mark_as_sample(canvas)
        canvas.setFont("mincho", 10.5)
        canvas.drawRightString(RIGHT, HEIGHT - 23 * mm, "令和8年10月1日")
        canvas.drawString(LEFT, HEIGHT - 38 * mm, "例示市長　殿")
        canvas.drawString(LEFT, HEIGHT - 45 * mm, "見本土木株式会社　御中")
        canvas.drawRightString(RIGHT - 24 * mm, HEIGHT - 60 * mm, f"引受損害保険会社：{insurer}")
        canvas.drawRightString(RIGHT - 24 * mm, HEIGHT - 67 * mm, "契約管理部長　　見本　次郎")
        square_seal(canvas, RIGHT - 21 * mm, HEIGHT - 76 * mm)
        heading(canvas, "契約内容変更のお知らせ", HEIGHT - 92 * mm, 20)
        opening = (
            "　平素は格別のお引き立てを賜り、厚くお礼申し上げます。<br/>"
            "　下記の証券につきまして、お申し出に基づき、令和8年10月1日付で契約の内容を変更いたしましたので、"
            "お知らせいたします。このお知らせは証券と一体のものですので、証券と併せて保管してくださいますよう"
            "お願いいたします。"
        )
        y = write(canvas, paragraph(opening, style(10.5, 18)), LEFT, HEIGHT - 103 * mm, RIGHT - LEFT)
        canvas.setFont("mincho", 11)
        canvas.drawCentredString(WIDTH / 2, y - 9 * mm, "記")
        subject = [("証券番号", "DEMO-2026-000002"), ("工事名（件名）", "市道12号線　舗装補修工事")]
        y = place(canvas, ruled(subject, [40, 122]), y - 14 * mm)
        y = place(canvas, ruled(rows, [40, 56, 66], head=True), y - 5 * mm)
        canvas.setFont("mincho", 10.5)
        canvas.drawRightString(RIGHT, y - 9 * mm, "以上")
        canvas.setFont("gothic", 8.5)
        canvas.drawString(LEFT, 30 * mm, AGENCY)
        round_seal(canvas, LEFT + 118 * mm, 31 * mm)
        canvas.drawString(LEFT, 24 * mm, "ご不明な点は、取扱代理店までお問い合わせください。")

    return paint


def scanned(document: bytes) -> bytes:
    """The same sheet as an office scanner leaves it: a little askew, grainy, paper-toned, without text."""
    with pypdfium2.PdfDocument(document) as opened:
        sheet = opened[0].render(scale=200 / 72).to_pil().convert("RGB")
    turned = sheet.rotate(0.55, resample=Image.Resampling.BICUBIC, fillcolor="white")
    paper = ImageChops.multiply(turned, Image.new("RGB", turned.size, (252, 250, 243)))
    chance = random.Random(2026)  # the same grain and dust at every run
    grain = Image.frombytes("L", turned.size, chance.randbytes(turned.width * turned.height))
    soft = grain.point(lambda value: value // 22).filter(ImageFilter.GaussianBlur(0.7))
    for _ in range(45):
        x, y, size = (
            chance.randrange(turned.width),
            chance.randrange(turned.height),
            chance.choice((1, 2, 2, 3)),
        )
        soft.paste(chance.randrange(40, 110), (x, y, x + size, y + size))
    # The lid does not close quite: one edge lies in the shade.
    shade = (
        Image.linear_gradient("L").rotate(90).resize(turned.size).point(lambda value: max(0, value - 246) * 3)
    )
    dark = ImageChops.add(soft, shade)
    toned = ImageChops.subtract(paper.filter(ImageFilter.GaussianBlur(0.5)), dark.convert("RGB"))
    jpeg = io.BytesIO()
    toned.save(jpeg, "JPEG", quality=68, dpi=(200, 200))
    jpeg.seek(0)
    return canvas_of(lambda canvas: canvas.drawImage(ImageReader(jpeg), 0, 0, WIDTH, HEIGHT), "scan")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--insurer", default="○○損害保険株式会社（見本）")
    insurer = arguments.parse_args().insurer
    rl_config.invariant = 1
    register_fonts()
    documents = {
        "performance-bond": canvas_of(certificate_sheet(BOND, insurer), "公共工事履行保証証券（見本）"),
        "attachment": attachment(BOND.number, insurer),
        "performance-insurance-scan": scanned(canvas_of(certificate_sheet(INSURANCE, insurer), "見本")),
        "change-notice": canvas_of(change_notice(insurer), "契約内容変更のお知らせ（見本）"),
    }
    FOLDER.mkdir(exist_ok=True)
    for name, content in documents.items():
        (FOLDER / f"{name}.pdf").write_bytes(content)
        print(f"{name}.pdf: {len(content) // 1024} KB")


if __name__ == "__main__":
    main()
