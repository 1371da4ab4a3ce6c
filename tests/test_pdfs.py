"""The builders are what they say. Anything hostile is opened in a child process with limits only."""

import io
import subprocess
import sys
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest

from tests import pdfs
from tests.pdf_syntax import MEGABYTE

# Reports what PDFium, or qpdf before it, makes of a file within 1 GiB and three seconds.
_LIMITED_READER = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
import pikepdf, pypdfium2
data = sys.stdin.buffer.read()
if sys.argv[1] == "qpdf":
    print(len(pikepdf.open(io.BytesIO(data)).pages))
else:
    print(pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().size)
"""


def _read_with_limits(data: bytes, reader: str = "pdfium") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", _LIMITED_READER, reader],
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )


def _open(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def _ink(data: bytes) -> int:
    """How dark the first page's darkest point is: 0 for a blank page, 255 for black."""
    with pypdfium2.PdfDocument(data) as document:
        darkest, _ = document[0].render().to_pil().convert("L").getextrema()
    return 255 - int(darkest)


@pytest.mark.parametrize(
    ("build", "pages"),
    [
        (pdfs.plain, 1),
        (pdfs.three_pages, 3),
        (pdfs.japanese, 1),
        (pdfs.scan, 1),
        (pdfs.permission_flags_only, 1),
        (pdfs.wrong_startxref, 3),
        (pdfs.many_pages, 300),
        (lambda: pdfs.many_pages(101), 101),
        (lambda: pdfs.big_file(1), 1),
    ],
)
def test_both_parsers_count_the_same_pages_in_a_sound_document(
    build: Callable[[], bytes], pages: int
) -> None:
    data = build()
    with _open(data) as document, pypdfium2.PdfDocument(data) as rendered:
        assert len(document.pages) == len(rendered) == pages


@pytest.mark.parametrize("build", [pdfs.plain, pdfs.three_pages, pdfs.japanese, pdfs.not_embedded_font])
def test_a_sound_document_is_not_blank_and_needs_no_repair(build: Callable[[], bytes]) -> None:
    with _open(build()) as document:
        assert document.get_warnings() == []
    assert _ink(build()) > 200


def test_each_of_the_three_pages_says_which_one_it_is() -> None:
    with pypdfium2.PdfDocument(pdfs.three_pages()) as document:
        assert [page.get_textpage().get_text_range() for page in document] == ["Page 1", "Page 2", "Page 3"]


def test_a_scan_has_ink_but_no_text() -> None:
    with pypdfium2.PdfDocument(pdfs.scan()) as document:
        assert document[0].get_textpage().get_text_range() == ""
    assert _ink(pdfs.scan()) > 200


def test_a_big_file_has_its_size() -> None:
    assert len(pdfs.big_file(3)) // MEGABYTE == 3


def test_permission_flags_forbid_copying_but_ask_for_no_password() -> None:
    with _open(pdfs.permission_flags_only()) as document:
        assert not document.allow.extract


def test_a_file_with_a_password_opens_with_it_only() -> None:
    with pytest.raises(pikepdf.PasswordError):
        _open(pdfs.needs_password())
    with pikepdf.open(io.BytesIO(pdfs.needs_password()), password="open sesame") as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize("build", [pdfs.empty, pdfs.not_a_pdf, pdfs.html_named_pdf, pdfs.truncated])
def test_what_is_no_whole_pdf_cannot_be_read(build: Callable[[], bytes]) -> None:
    with pytest.raises(pikepdf.PdfError):
        _open(build())


def test_a_late_header_is_there_but_not_at_the_start() -> None:
    assert pdfs.header_not_at_zero().index(b"%PDF-") > 0
    with _open(pdfs.header_not_at_zero()) as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize(
    "build",
    [pdfs.javascript_hidden_in_object_stream, pdfs.javascript_with_escaped_name],
    ids=lambda b: b.__name__,
)
def test_a_hidden_script_is_not_found_by_searching_the_bytes(build: Callable[[], bytes]) -> None:
    assert b"JavaScript" not in build()
    with _open(build()) as document:
        assert document.Root.OpenAction.S == "/JavaScript"


def test_a_document_without_pages_has_none() -> None:
    with _open(pdfs.no_pages()) as document:
        assert len(document.pages) == 0


def test_the_two_parsers_disagree_on_the_page_count() -> None:
    data = pdfs.page_counts_disagree()
    with _open(data) as document, pypdfium2.PdfDocument(data) as rendered:
        assert (len(document.pages), len(rendered)) == (2, 3)


@pytest.mark.parametrize(
    ("encoding", "font_name"),
    [
        ("90ms-RKSJ-H", "MS-Mincho"),
        ("90ms-RKSJ-V", "MS-Mincho"),
        ("H", "Ryumin-Light"),
        ("V", "Ryumin-Light"),
        ("EUC-H", "GothicBBB-Medium"),
        ("UniJIS-UCS2-H", "MS-PGothic"),
        ("UniJIS-UCS2-V", "MS-PGothic"),
        ("UniJIS-UTF16-H", "MS-Gothic"),
    ],
)
def test_text_in_a_font_not_embedded_is_readable_as_text(encoding: str, font_name: str) -> None:
    with pypdfium2.PdfDocument(pdfs.not_embedded_font(encoding, font_name, "履行保証、見本")) as document:
        assert document[0].get_textpage().get_text_range() == "履行保証、見本"


def test_letters_nobody_knows_come_out_blank() -> None:
    assert _ink(pdfs.font_without_known_letters()) == 0


@pytest.mark.parametrize(
    "build",
    [pdfs.xref_loop, pdfs.cyclic_form, pdfs.cyclic_page_tree, pdfs.deeply_nested, pdfs.page_without_area],
    ids=lambda b: b.__name__,
)
def test_twisted_structures_leave_pdfium_standing(build: Callable[[], bytes]) -> None:
    assert _read_with_limits(build()).returncode == 0


@pytest.mark.parametrize(
    "build",
    [pdfs.image_bomb, pdfs.deflate_bomb, pdfs.endless_content, pdfs.doubling_forms, pdfs.huge_page],
    ids=lambda b: b.__name__,
)
def test_a_bomb_is_small_and_kills_a_reader_with_limits(build: Callable[[], bytes]) -> None:
    data = build()
    assert len(data) < 11_000
    assert _read_with_limits(data).returncode != 0


def test_an_object_stream_bomb_stops_qpdf_at_opening_and_is_sound_without_its_blanks() -> None:
    assert _read_with_limits(pdfs.object_stream_bomb(), "qpdf").returncode != 0
    assert _read_with_limits(pdfs.object_stream_bomb(gigabytes=0), "qpdf").stdout == b"1\n"


def test_each_reason_has_a_file_of_its_own() -> None:
    built = [build() for build in pdfs.BAD.values()]
    assert len(set(built)) == len(built)
