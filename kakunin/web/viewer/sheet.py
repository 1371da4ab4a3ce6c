"""One page of a document as the screen shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kakunin.flows.delivery import view
from kakunin.models.document import Document, Page


@dataclass(frozen=True)
class Zoom:
    """``word`` in the address, ``style`` of the page, ``label`` for people."""

    word: str
    style: str
    label: str | Promise

    @property
    def query(self) -> str:
        """What an address needs to keep the size; the usual size needs nothing."""
        return f"?zoom={self.word}" if self.word else ""


ZOOMS = [
    Zoom("", "", _("幅に合わせる")),
    Zoom("page", "page-sheet--fit-page", _("全体を表示")),
    Zoom("75", "page-sheet--75", "75%"),
    Zoom("100", "page-sheet--100", "100%"),
    Zoom("150", "page-sheet--150", "150%"),
    Zoom("200", "page-sheet--200", "200%"),
    Zoom("300", "page-sheet--300", "300%"),
]


def zoom_of(word: str | None) -> Zoom:
    """The size asked for; the usual one for a word that we don't know."""
    return next((zoom for zoom in ZOOMS if zoom.word == word), ZOOMS[0])


@dataclass(frozen=True)
class Sheet:
    """``drawn`` is None while the worker has not come to it yet."""

    document: Document
    number: int
    drawn: Page | None
    drawn_numbers: frozenset[int]

    @classmethod
    def of(cls, document: Document, number: int) -> Sheet:
        """In one query for all pages of the document."""
        pages = view.drawn_pages(document)
        return cls(document, number, pages.get(number), frozenset(pages))

    @property
    def text(self) -> str:
        """What a screen reader reads; empty for a scan."""
        return view.read_text(self.drawn).strip() if self.drawn else ""

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.document.page_count else None

    @property
    def numbers(self) -> list[tuple[int, bool]]:
        """Every page of the document, and whether its picture is there."""
        return [(number, number in self.drawn_numbers) for number in range(1, self.document.page_count + 1)]

    @property
    def zooms(self) -> list[Zoom]:
        return ZOOMS
