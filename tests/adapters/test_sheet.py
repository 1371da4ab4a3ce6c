"""The sheet as a spreadsheet and as PDF, locked and not (F1, F2, T17)."""

import io

import msoffcrypto
import openpyxl
import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from kakunin.adapters.sheet import lock, print_page, spreadsheet
from kakunin.adapters.sheet.content import Row, Sheet

LONG = "とても長い工事の名称" * 20
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example")',
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    "'=1",
    "00123",
]
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def sheet(*rows: Row) -> Sheet:
    return Sheet(
        title="題",
        date="2026年4月1日",
        addressee="例示市　御中",
        lead="前文",
        rows=rows or (Row("証券番号", "A-1"), Row("閲覧用URL", note="記入", blank=True)),
        steps_title="見出し",
        steps=["一つ目", "二つ目"],
        office_title="問い合わせ先",
        office=[Row("名称", "例示事務所")],
        footer="保証証券等確認システム",
        missing_letters="〓は表示できない文字です。",
    )


def opened(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def cells(page: Worksheet) -> dict[str, object]:
    """The table: labels and what stands beside them."""
    return {str(row[0].value): row[1].value for row in page.iter_rows() if row[0].value}


def words(content: bytes, password: str | None = None) -> str:
    with pypdfium2.PdfDocument(content, password=password) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


class TestSpreadsheet:
    def test_each_value_stands_beside_its_label_and_blanks_are_marked(self) -> None:
        page = opened(spreadsheet.write(sheet()))
        found = cells(page)
        assert found["証券番号"] == "A-1"
        assert found["閲覧用URL\n記入"] is None
        (blank,) = [row[1] for row in page.iter_rows() if str(row[0].value).startswith("閲覧用URL")]
        assert blank.fill.fgColor.rgb == "00FFF5CC"

    def test_it_prints_on_one_a4_page(self) -> None:
        page = opened(spreadsheet.write(sheet()))
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "portrait")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth == 1
        assert page.print_area.startswith("'1'!$A$1:$B$")
        assert page.print_options.horizontalCentered

    @pytest.mark.parametrize("text", FORMULAS)
    def test_no_text_becomes_a_formula_or_a_number(self, text: str) -> None:
        page = opened(spreadsheet.write(sheet(Row("工事名", text))))
        (cell,) = [row[1] for row in page.iter_rows() if row[0].value == "工事名"]
        assert cell.value == text
        assert (cell.data_type, cell.number_format, cell.quotePrefix) == ("s", "@", True)

    @settings(max_examples=60)
    @given(text=anything)
    def test_whatever_stands_in_it_can_be_written_and_opened_again(self, text: str) -> None:
        page = opened(spreadsheet.write(sheet(Row("工事名", text))))
        (cell,) = [row[1] for row in page.iter_rows() if row[0].value == "工事名"]
        assert cell.data_type in {"s", "n"}  # n: empty

    def test_a_name_that_looks_like_an_escape_is_one_no_more(self) -> None:
        page = opened(spreadsheet.write(sheet(Row("工事名", "_x0041_"))))
        assert cells(page)["工事名"] == "_x005F_x0041_"  # as Excel reads it: _x0041_

    def test_a_long_name_gets_the_lines_that_it_needs(self) -> None:
        heights = [
            max(
                d.height or 0
                for d in opened(spreadsheet.write(sheet(Row("名", text)))).row_dimensions.values()
            )
            for text in ("短い", LONG)
        ]
        # 400 columns of full width in 60: seven lines.
        assert heights[1] > 7 * 18 > heights[0]

    def test_it_holds_no_name_of_a_person_or_machine(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(sheet())))
        assert book.properties.creator == "保証証券等確認システム"
        assert book.properties.lastModifiedBy is None

    def test_an_address_opens_with_a_click(self) -> None:
        url = "http://localhost:8000/v/" + "0" * 30
        page = opened(spreadsheet.write(sheet(Row("閲覧用URL", url, link=True))))
        (cell,) = [row[1] for row in page.iter_rows() if row[0].value == "閲覧用URL"]
        assert cell.hyperlink.target == url

    def test_locked_it_opens_with_its_password_only(self) -> None:
        content = spreadsheet.write(sheet())
        locked = lock.lock_spreadsheet(content, "ABCD-EFGH-2345")
        assert b"A-1" not in locked
        assert opened_with(locked, "ABCD-EFGH-2345") == content
        with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
            opened_with(locked, "ABCDEFGH2345")


def opened_with(locked: bytes, password: str) -> bytes:
    file, content = msoffcrypto.OfficeFile(io.BytesIO(locked)), io.BytesIO()
    file.load_key(password=password, verify_password=True)
    file.decrypt(content)
    return content.getvalue()


class TestPdf:
    def test_all_of_it_can_be_read(self) -> None:
        text = words(print_page.write(sheet(Row("工事名", LONG), Row("受注者名", "髙﨑建設 <b>&</b>"))))
        for part in ("題", "例示市", "一つ目", "例示事務所", "髙﨑建設", "<b>&</b>"):
            assert part in text
        assert text.replace("\r\n", "").count("とても長い工事の名称") == 20

    def test_its_fonts_are_inside(self) -> None:
        with pikepdf.open(io.BytesIO(print_page.write(sheet()))) as page:
            fonts = [
                descriptor
                for each in page.objects
                if isinstance(each, pikepdf.Dictionary)
                and (descriptor := each.get("/FontDescriptor")) is not None
            ]
            assert fonts
            assert all("/FontFile2" in font for font in fonts)

    def test_a_letter_that_the_font_lacks_is_not_lost_in_silence(self) -> None:
        text = words(print_page.write(sheet(Row("受注者名", "辻\U000e0100と\U0001f600㍿"))))
        assert "辻と〓" in text
        assert "〓は表示できない文字です。" in text
        assert "〓" not in words(print_page.write(sheet(Row("受注者名", "髙﨑辻\U000e0100㍿①"))))

    @settings(max_examples=60)
    @given(text=anything)
    def test_whatever_stands_in_it_can_be_printed(self, text: str) -> None:
        assert print_page.write(sheet(Row("工事名", text))).startswith(b"%PDF")

    def test_locked_it_opens_with_its_password_only(self) -> None:
        locked = lock.lock_pdf(print_page.write(sheet()), "ABCD-EFGH-2345")
        assert "A-1" in words(locked, "ABCD-EFGH-2345")
        for wrong in (None, "", "ABCDEFGH2345"):
            with pytest.raises(pypdfium2.PdfiumError):
                words(locked, wrong)
        with pikepdf.open(io.BytesIO(locked), password="ABCD-EFGH-2345") as page:
            assert (page.encryption.R, page.encryption.bits) == (6, 256)
