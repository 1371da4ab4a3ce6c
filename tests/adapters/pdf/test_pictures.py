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


def test_every_page_carries_the_watermark(sandbox: Sandbox) -> None:
    for content in (pdfs.plain(), pdfs.scan(), pdfs.japanese()):
        picture = picture_of(first_page(sandbox, content))
        marks = watermark(picture.size).convert("L")
        under_mark = [
            picture.getpixel((x, y))
            for x in range(0, picture.width, 7)
            for y in range(0, picture.height, 7)
            if marks.getpixel((x, y)) < 235  # type: ignore[operator]  # "L" has one number a dot
        ]
        assert len(under_mark) > 500
        tinted = sum(1 for dot in under_mark if min(dot) < 240)  # type: ignore[type-var, arg-type]
        assert tinted / len(under_mark) > 0.95


def test_text_stays_as_dark_under_the_watermark_as_beside_it() -> None:
    assert min(watermark((1190, 1684)).convert("L").getextrema()) > 200  # type: ignore[type-var]


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
