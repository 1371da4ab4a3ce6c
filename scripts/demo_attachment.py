"""The attachment of the demo's bond: particulars, sums, terms, what a claim needs, whom to call."""

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from demo_paper import HEIGHT, LEFT, NAVY, RIGHT, WIDTH, frame, paragraph, ruled, style
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
)

TERMS = Path(__file__).with_name("demo_terms.txt")
PAGES = 10

_SECTION = style(13, 20, "gothic", spaceAfter=8, textColor=NAVY)
_TEXT = style(10, 17.5)
_NOTE = style(8.5, 14)
_CHAPTER = style(13, 24, "gothic", spaceAfter=6, alignment=1)
_ARTICLE = style(11, 20, "gothic", spaceBefore=14, spaceAfter=2)
_PARAGRAPH = style(11, 20, leftIndent=22, bulletIndent=6, spaceAfter=2)

PARTICULARS = [
    ("債権者（発注者）", "例示市"),
    ("債務者（受注者）", "株式会社例示建設"),
    ("工事名（件名）", "例示市立中央図書館　新築工事"),
    ("工期", "令和8年4月1日から令和9年3月31日まで"),
    ("請負代金額", "480,000,000円"),
    ("保証金額", "48,000,000円"),
    ("保証の方法", "違約金の支払いによる保証"),
    ("前払金の有無", "有（前払金の保証は、この証券の対象ではありません）"),
]
CONTENTS = [
    ("番号", "内容", "ページ"),
    ("1", "保証契約の明細", "1"),
    ("2", "保証内訳（工種別）", "2"),
    ("3", "出来高予定表", "3"),
    ("4", "公共工事履行保証証券約款", "4"),
    ("5", "ご請求に必要な書類", "9"),
    ("6", "お問い合わせ先および個人情報の取扱い", "10"),
]
# 工種, 請負代金額 in thousands of yen; a tenth of each is guaranteed.
WORKS = [
    ("共通仮設工事", "仮囲い、工事用電力設備ほか", 18_600),
    ("土工事", "根切り、埋戻し、残土処分", 24_300),
    ("地業工事", "場所打ちコンクリート杭", 41_200),
    ("躯体工事", "鉄筋、型枠、コンクリート", 126_500),
    ("鉄骨工事", "閲覧室屋根架構", 38_400),
    ("防水工事", "屋上および外壁", 12_700),
    ("建具工事", "アルミニウム製建具、木製建具", 27_900),
    ("内外装工事", "床、壁、天井、外装タイル", 58_800),
    ("電気設備工事", "受変電、照明、情報通信", 52_100),
    ("機械設備工事", "空調、給排水衛生、昇降機", 61_300),
    ("外構工事", "舗装、植栽、駐輪場", 18_200),
]
# Share of the works done by the end of each month, in hundredths.
PROGRESS = [2, 6, 11, 18, 27, 37, 48, 59, 70, 81, 91, 100]
CLAIM_PAPERS = [
    ("番号", "書類", "通数", "備考"),
    ("1", "保証金請求書", "1", "当会社所定の様式によります"),
    ("2", "請負契約書の写し", "1", "変更契約書がある場合は、そのすべて"),
    ("3", "契約を解除したことを示す書面", "1", "解除通知書の写しなど"),
    ("4", "債務の不履行の経過を示す書面", "1", "時系列に記載してください"),
    ("5", "出来高を確認できる書類", "1", "検査調書、出来高内訳書など"),
    ("6", "違約金の額の計算書", "1", "請負契約の該当する条項を示してください"),
    ("7", "前払金、部分払金の支払状況", "1", "支払日および金額"),
    ("8", "振込先を示す書面", "1", "債権者の名義に限ります"),
    ("9", "その他当会社が求める書類", "―", "必要な場合に、別途お願いします"),
]
CONTACTS = [
    ("窓口", "電話番号", "受付時間"),
    ("例示保険事務所（取扱代理店）", "00-0000-0000", "平日　9時から17時まで"),
    ("引受会社　保証業務課", "00-0000-0001", "平日　9時から17時まで"),
    ("引受会社　保証金のご請求窓口", "00-0000-0002", "平日　9時から18時まで"),
]


def attachment(number: str, insurer: str) -> bytes:
    """Ten pages; anything else is a mistake in the texts below."""

    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        frame(canvas)
        canvas.saveState()
        canvas.setFont("mincho", 8.5)
        canvas.drawRightString(RIGHT, HEIGHT - 23 * mm, f"証券番号　{number}")
        canvas.setFont("gothic", 8.5)
        canvas.drawCentredString(WIDTH / 2, 15.5 * mm, f"{document.page} / {PAGES}")
        canvas.restoreState()

    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, title="証券別紙（見本）", author="見本")
    body = Frame(LEFT, 22 * mm, RIGHT - LEFT, HEIGHT - 52 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [body], onPage=decorate))
    document.build([*particulars(insurer), *sums(), *progress(), *terms(), *claims(), *contacts()])
    if document.page != PAGES:
        raise SystemExit(f"the attachment has {document.page} pages instead of {PAGES}")
    return out.getvalue()


def section(title: str) -> Iterator[Flowable]:
    yield paragraph(title, _SECTION)


def particulars(insurer: str) -> Iterator[Flowable]:
    yield paragraph("証券別紙", style(22, 34, alignment=1))
    yield paragraph("公共工事履行保証証券　保証内訳および約款", style(12, 26, alignment=1, spaceAfter=12))
    yield from section("1　保証契約の明細")
    yield ruled([*PARTICULARS, ("引受損害保険会社", insurer)], [46, 116])
    yield Spacer(0, 9 * mm)
    yield paragraph("この別紙の内容", style(11, 20, "gothic"))
    yield ruled(CONTENTS, [18, 120, 24], head=True, numbers=[2])
    yield PageBreak()


def sums() -> Iterator[Flowable]:
    total = sum(thousands for *_, thousands in WORKS)
    lines = [(work, what, f"{thousands * 1000:,}", f"{thousands * 100:,}") for work, what, thousands in WORKS]
    yield from section("2　保証内訳（工種別）")
    yield paragraph("請負代金額の工種別の内訳と、これに対応する保証金額は、次のとおりです。", _TEXT)
    yield Spacer(0, 3 * mm)
    head = ("工種", "内容", "請負代金額（円）", "保証金額（円）")
    total_line = ("合計", "", f"{total * 1000:,}", f"{total * 100:,}")
    yield ruled([head, *lines, total_line], [34, 62, 34, 32], head=True, numbers=[2, 3], size=9.5)
    yield Spacer(0, 4 * mm)
    yield paragraph("（注1）請負代金額には、消費税および地方消費税を含みます。", _NOTE)
    yield paragraph("（注2）工種の間で金額を変更しても、合計額に変更がなければ通知は要りません。", _NOTE)
    yield PageBreak()


def progress() -> Iterator[Flowable]:
    months = [f"令和{8 if month <= 12 else 9}年{(month - 1) % 12 + 1}月" for month in range(4, 16)]
    lines = [
        (month, f"{done}％", f"{done * 4_800_000:,}", bar(done))
        for month, done in zip(months, PROGRESS, strict=True)
    ]
    yield from section("3　出来高予定表")
    yield paragraph("各月末における出来高の予定は、次のとおりです。部分払の確認に用います。", _TEXT)
    yield Spacer(0, 3 * mm)
    head = ("年月", "出来高の割合", "出来高の金額（円）", "進み具合")
    yield ruled([head, *lines], [34, 32, 42, 54], head=True, numbers=[1, 2], size=9.5)
    yield Spacer(0, 4 * mm)
    yield paragraph("（注）天候その他の事由により、予定と実際の出来高が異なることがあります。", _NOTE)
    yield PageBreak()


def bar(done: int) -> str:
    return "■" * round(done / 10) + "□" * (10 - round(done / 10))


def terms() -> Iterator[Flowable]:
    """Each chapter on a page of its own; the articles are numbered through all of them."""
    articles = count(1)
    block: list[Flowable] = []
    within = 0
    for line in TERMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            yield KeepTogether(block)
            block, within = [paragraph(f"第{next(articles)}条（{line[3:]}）", _ARTICLE)], 0
        elif line.startswith("# "):
            yield KeepTogether(block)
            yield from [PageBreak()] if block else section("4　公共工事履行保証証券約款")
            block = []
            yield paragraph(line[2:], _CHAPTER)
        elif line.startswith("（"):
            block.append(paragraph(line, style(11, 20, leftIndent=33)))
        else:
            within += 1
            block.append(paragraph(line, _PARAGRAPH, str(within) if within > 1 else ""))
    yield KeepTogether(block)
    yield PageBreak()


def claims() -> Iterator[Flowable]:
    yield from section("5　ご請求に必要な書類")
    yield paragraph("保証金をご請求になるときは、次の書類を引受会社の窓口へご提出ください。", _TEXT)
    yield Spacer(0, 3 * mm)
    yield ruled(CLAIM_PAPERS, [16, 66, 16, 64], head=True, size=9.5)
    yield Spacer(0, 8 * mm)
    yield paragraph("ご請求からお支払いまで", style(11, 20, "gothic"))
    steps = [
        ("1　ご連絡", "不履行を知ったときは、まず取扱代理店または引受会社へお電話ください。"),
        ("2　書類の提出", "上の書類を整え、引受会社の窓口へご提出ください。"),
        ("3　確認", "引受会社が、出来高および違約金の額を確認します。"),
        ("4　お支払い", "書類のすべてを受け取った日から三十日以内に、お支払いします。"),
    ]
    yield ruled(steps, [36, 126])
    yield PageBreak()


def contacts() -> Iterator[Flowable]:
    yield from section("6　お問い合わせ先および個人情報の取扱い")
    yield contact_table()
    yield Spacer(0, 3 * mm)
    yield paragraph("（注）この別紙は見本であり、電話番号は実在しません。", _NOTE)
    yield Spacer(0, 8 * mm)
    yield paragraph("個人情報の取扱い", style(11, 20, "gothic"))
    for text in (
        "引受会社は、この保証契約に関して知り得た個人情報を、契約の引受け、管理および保証金の支払いのために利用します。",
        "引受会社は、法令に定める場合を除き、ご本人の同意を得ずに個人情報を第三者へ提供することはありません。",
        "個人情報の開示、訂正または利用の停止をお求めになるときは、上の窓口までお申し出ください。",
    ):
        yield paragraph(f"　{text}", _TEXT)
    yield Spacer(0, 8 * mm)
    yield paragraph("この別紙の履歴", style(11, 20, "gothic"))
    yield ruled([("版", "日付", "内容"), ("1", "令和8年4月1日", "発行")], [18, 44, 100], head=True)


def contact_table() -> Table:
    return ruled(CONTACTS, [66, 42, 54], head=True)
