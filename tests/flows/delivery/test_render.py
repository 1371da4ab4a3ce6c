"""Pages become pictures once each, and nothing of them rests in the clear (V2, design decision 1)."""

import os
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.core.files.storage import storages
from PIL import Image

from kakunin.adapters.pdf import sandbox
from kakunin.flows.delivery import view
from kakunin.flows.delivery.render import render_document
from kakunin.foundation.errors import Damaged
from kakunin.models.document import Document, Page
from kakunin.models.job import Job
from kakunin.worker.loop import work_once
from tests import pdfs
from tests.damage import flip_a_bit
from tests.world import make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    """Three pages with the words Page 1, Page 2 and Page 3, not drawn yet."""
    insurer = make_insurer("例示損害保険株式会社")
    made = make_certificate(
        insurer=insurer,
        agency=None,
        by=make_staff(insurer),
        documents=[(Document.Kind.CERTIFICATE, "証券.pdf", pdfs.three_pages())],
    )
    return made.certificate.documents.earliest("position")


def drawn(document: Document) -> list[int]:
    return list(Page.objects.filter(document=document).order_by("number").values_list("number", flat=True))


class Asked:
    """The real sandbox, but it notes which pages were wanted and breaks after some."""

    def __init__(self, breaks_after: int | None = None) -> None:
        self.wanted: list[list[int]] = []
        self.real, self.breaks_after = sandbox.shared(), breaks_after

    def render_pages(self, file: BinaryIO, numbers: Iterable[int]) -> Iterator[sandbox.RenderedPage]:
        self.wanted.append(list(numbers))
        for count, page in enumerate(self.real.render_pages(file, self.wanted[-1])):
            if count == self.breaks_after:
                raise ConnectionResetError
            yield page


def ask(monkeypatch: pytest.MonkeyPatch, asked: Asked) -> Asked:
    monkeypatch.setattr(sandbox, "shared", lambda: asked)
    return asked


def test_every_page_becomes_a_picture_with_its_text(document: Document) -> None:
    render_document(document.pk)
    assert drawn(document) == [1, 2, 3]
    for page in Page.objects.filter(document=document):
        with Image.open(BytesIO(b"".join(view.read_image(page)))) as image:
            assert image.size == (page.width, page.height)
            assert Image.MIME[image.format or ""] == page.image_type
        assert f"Page {page.number}" in view.read_text(page)


def test_a_page_is_drawn_once(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(monkeypatch, Asked())
    render_document(document.pk)
    before = list(Page.objects.filter(document=document).values())
    render_document(document.pk)
    assert list(Page.objects.filter(document=document).values()) == before
    assert asked.wanted == [[1, 2, 3]]


def test_after_a_failure_in_the_middle_it_goes_on_where_it_stopped(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(monkeypatch, Asked(breaks_after=2))
    with pytest.raises(ConnectionResetError):
        render_document(document.pk)
    assert drawn(document) == [1, 2]

    asked = ask(monkeypatch, Asked())
    render_document(document.pk)
    assert drawn(document) == [1, 2, 3]
    assert asked.wanted == [[3]]


def test_a_new_renderer_draws_anew_and_leaves_the_old_pictures(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_document(document.pk)
    monkeypatch.setattr(sandbox, "RENDERER", "next")
    render_document(document.pk)
    assert Page.objects.filter(document=document).count() == 6


def test_neither_pages_nor_document_rest_in_the_clear(document: Document) -> None:
    render_document(document.pk)
    stored = [
        path.read_bytes()
        for store in ("default", "pages")
        for path in Path(storages[store].path("")).rglob("*")
        if path.is_file()
    ]
    assert len(stored) >= 4
    for content in stored:
        for plain in (b"%PDF", b"\x89PNG", b"JFIF", b"IHDR", b"Page 1"):
            assert plain not in content
    rows = [bytes(page.sealed_text) for page in Page.objects.filter(document=document)]
    assert not any(b"Page" in sealed for sealed in rows)


def test_no_file_in_the_clear_is_written_on_the_way(
    document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    opened: list[str] = []
    real_open = os.open

    def watched_open(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT:
            opened.append(str(path))
        return real_open(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", watched_open)
    render_document(document.pk)
    assert opened
    assert all(path.startswith(str(storages["pages"].path(""))) for path in opened)


def test_pictures_swapped_between_pages_are_not_shown(document: Document) -> None:
    render_document(document.pk)
    first, second = Page.objects.filter(document=document).order_by("number")[:2]
    first.image_name, first.image_key = second.image_name, second.image_key
    first.sealed_text = second.sealed_text
    with pytest.raises(Damaged):
        b"".join(view.read_image(first))
    with pytest.raises(Damaged):
        view.read_text(first)


def test_a_damaged_document_is_not_drawn(document: Document) -> None:
    flip_a_bit(Path(storages["default"].path(document.sealed_name)))
    with pytest.raises(Damaged):
        render_document(document.pk)
    assert drawn(document) == []


def test_the_worker_draws_what_an_upload_made_due(document: Document) -> None:
    Job.objects.exclude(kind=Job.Kind.RENDER_DOCUMENT).delete()
    while work_once():
        pass
    assert drawn(document) == [1, 2, 3]
    assert not Job.objects.exists()


def test_a_reader_who_waits_makes_it_come_first(document: Document) -> None:
    assert Job.objects.filter(kind=Job.Kind.SEND_MAIL).exists()
    view.hurry_rendering(document)
    assert work_once()
    assert drawn(document) == [1, 2, 3]
