"""What the reader sees: legible, marked, the same everywhere (V2, T10b)."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from kakunin.adapters.pdf.draw import watermark
from kakunin.adapters.pdf.sandbox import RenderedPage, Sandbox
from kakunin.foundation.errors import DocumentRefused
from tests import pdfs
from tests.adapters.pdf import memory_file
from tests.pdf_syntax import document

JAPANESE = "保証金額一億円"
FONTS = [
    ("90ms-RKSJ-H", "MS-Mincho"),
    ("90ms-RKSJ-H", "MS-PGothic"),
    ("H", "Ryumin-Light"),
    ("UniJIS-UCS2-H", "HeiseiMin-W3"),
    ("UniJIS-UTF16-H", "GothicBBB-Medium"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def first_page(sandbox: Sandbox, content: bytes) -> RenderedPage:
    return next(iter(list(sandbox.render_pages(memory_file(content), [1]))))


def picture_of(page: RenderedPage) -> Image.Image:
    return Image.open(io.BytesIO(page.image)).convert("RGB")


def dark_dots(picture: Image.Image) -> int:
    """Dots darker than any watermark."""
    return sum(picture.convert("L").histogram()[:128])


@pytest.mark.parametrize(("encoding", "name"), FONTS)
def test_a_font_that_is_not_in_the_file_is_drawn_all_the_same(
    sandbox: Sandbox, encoding: str, name: str
) -> None:
    content = pdfs.not_embedded_font(encoding, name, JAPANESE)
    assert sandbox.inspect(memory_file(content)).pages == 1
    page = first_page(sandbox, content)
    # Seven letters of ink, not seven blanks or seven empty boxes.
    assert dark_dots(picture_of(page)) > 7 * 100
    assert JAPANESE in page.text


def test_mincho_and_gothic_are_told_apart(sandbox: Sandbox) -> None:
    mincho = first_page(sandbox, pdfs.not_embedded_font("90ms-RKSJ-H", "MS-Mincho", JAPANESE))
    gothic = first_page(sandbox, pdfs.not_embedded_font("90ms-RKSJ-H", "MS-Gothic", JAPANESE))
    assert mincho.image != gothic.image


def test_vertical_text_is_drawn_and_read(sandbox: Sandbox) -> None:
    page = first_page(sandbox, pdfs.vertical_text())
    assert dark_dots(picture_of(page)) > 500
    assert page.text.strip()


def test_a_letter_that_no_font_of_ours_has_is_refused_before_it_is_acknowledged(sandbox: Sandbox) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        sandbox.inspect(memory_file(pdfs.not_embedded_font("UniKS-UCS2-H", "HYSMyeongJo-Medium", "보증")))
    assert refusal.value.reason == "missing_fonts"


@pytest.mark.parametrize("letter", ["한", "𠮷", "\ue000"], ids=["hangul", "rare kanji", "gaiji"])
def test_one_letter_missing_among_others_is_refused(sandbox: Sandbox, letter: str) -> None:
    content = pdfs.not_embedded_font("UniJIS-UTF16-H", "MS-Mincho", f"株式会社{letter}建設")
    with pytest.raises(DocumentRefused) as refusal:
        sandbox.inspect(memory_file(content))
    assert refusal.value.reason == "missing_fonts"


def test_dashes_and_bars_are_not_taken_for_missing(sandbox: Sandbox) -> None:
    content = pdfs.not_embedded_font("UniJIS-UTF16-H", "MS-Mincho", "一―ー‐|、・")
    assert sandbox.inspect(memory_file(content)).pages == 1


def test_glyphs_of_an_unknown_font_are_refused(sandbox: Sandbox) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        sandbox.inspect(memory_file(pdfs.font_without_known_letters()))
    assert refusal.value.reason == "missing_fonts"


@pytest.mark.parametrize("box", ["0 0 1000 9000", "0 0 9000 300", "0 0 2384 3370"])
def test_whatever_shape_was_accepted_can_be_shown(sandbox: Sandbox, box: str) -> None:
    content = document(box=box)
    assert sandbox.inspect(memory_file(content)).pages == 1
    assert first_page(sandbox, content).image


def test_every_page_carries_the_watermark(sandbox: Sandbox) -> None:
    for content in (pdfs.plain(), pdfs.scan(), pdfs.japanese()):
        picture = picture_of(first_page(sandbox, content)).convert("L")
        mark = watermark(picture.size).convert("L").point(lambda level: 255 if level < 235 else 0)
        white_under_mark = picture.copy()
        white_under_mark.paste(0, mask=mark.point(lambda level: 255 - level))
        under_mark = sum(mark.histogram()[200:])
        assert under_mark > 5000
        # What should be tinted is hardly ever white.
        assert sum(white_under_mark.histogram()[245:]) / under_mark < 0.05


def test_text_stays_legible_under_the_watermark() -> None:
    darkest = next(
        level for level, dots in enumerate(watermark((1190, 1684)).convert("L").histogram()) if dots
    )
    assert darkest > 200


def test_text_pages_are_png_and_scans_are_jpeg(sandbox: Sandbox) -> None:
    assert first_page(sandbox, pdfs.plain()).content_type == "image/png"
    assert first_page(sandbox, pdfs.scan()).content_type == "image/jpeg"


def test_the_same_bytes_give_the_same_picture(sandbox: Sandbox) -> None:
    with Sandbox() as another:
        assert first_page(sandbox, pdfs.japanese()) == first_page(another, pdfs.japanese())


def test_pages_come_in_the_order_asked_for(sandbox: Sandbox) -> None:
    pages = list(sandbox.render_pages(memory_file(pdfs.three_pages()), [3, 1]))
    assert [(page.number, page.text.strip()) for page in pages] == [(3, "Page 3"), (1, "Page 1")]


def test_a_reader_who_stops_early_disturbs_nobody(sandbox: Sandbox) -> None:
    pages = sandbox.render_pages(memory_file(pdfs.three_pages()), [1, 2, 3])
    next(pages)
    pages.close()  # type: ignore[attr-defined]  # a generator
    assert sandbox.inspect(memory_file(pdfs.plain())).pages == 1
