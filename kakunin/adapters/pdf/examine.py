"""Inside the sandbox: may this document be accepted? (U2, T10, T10b)

Each check refuses with one word of ``refusals.REASONS``.
"""

import io
from collections.abc import Iterator
from typing import Any, NoReturn

import pikepdf
import pypdfium2

from kakunin.adapters.pdf import glyphs
from kakunin.adapters.pdf.limits import SCALE, Limits

# What a certificate never needs and a reader's program might obey. Plain links are harmless.
_ACTIONS = {
    **dict.fromkeys(["/JavaScript"], "javascript"),
    **dict.fromkeys(["/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE"], "launch_action"),
    **dict.fromkeys(["/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/Thread"], "launch_action"),
}
_KEYS = {
    "/JS": "javascript",
    "/EmbeddedFiles": "embedded_files",
    "/EF": "embedded_files",
    "/RichMediaContent": "embedded_files",
    "/3DD": "embedded_files",
    "/OnInstantiate": "javascript",
    "/XFA": "xfa",
}
_END = 2048  # bytes in which the last line must stand; mail programs append a little
_MOST_VALUES = 5_000_000
_LONGEST_SIDE = 14_400  # the largest sheet that PDF 1.7 knows; JPEG ends at 32,767 of our units


class RefusedError(Exception):
    """Carries the reason's word."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def examine(content: bytes, limits: Limits) -> int:
    """The number of pages of a document that can be kept and shown; RefusedError otherwise."""
    if not content.startswith(b"%PDF-"):
        raise RefusedError("not_pdf")
    # Both parsers would mend a file whose end is missing; what was cut off can't be mended.
    if b"%%EOF" not in content[-_END:]:
        raise RefusedError("unreadable")
    pages = _examine_structure(content, limits)
    document = open_document(content)
    if len(document) != pages:
        raise RefusedError("parsers_disagree")
    for number in range(pages):
        _try_page(document, number, limits)
    return pages


def open_document(content: bytes) -> pypdfium2.PdfDocument:
    """As PDFium reads it, with its form fields, so that stamped signatures are drawn."""
    try:
        document = pypdfium2.PdfDocument(content)
        if document.get_formtype():
            document.init_forms()
    except pypdfium2.PdfiumError as failure:
        _refuse_unreadable(str(failure))
    return document


def check_size(page: pypdfium2.PdfPage, limits: Limits) -> None:
    """Refuse what would be drawn larger than the limit of pixels, or is no area at all."""
    width, height = page.get_size()
    fits = 1 <= width <= _LONGEST_SIDE and 1 <= height <= _LONGEST_SIDE
    if not (fits and width * height * SCALE**2 <= limits.pixels):
        raise RefusedError("page_too_large")


def paint(page: pypdfium2.PdfPage) -> pypdfium2.PdfBitmap:
    """The page as it will be shown, still without the watermark."""
    return page.render(scale=SCALE, rev_byteorder=True, may_draw_forms=True)


def _refuse_unreadable(words: str) -> NoReturn:
    raise RefusedError("needs_password" if "assword" in words else "unreadable")


def _examine_structure(content: bytes, limits: Limits) -> int:
    """By the second parser, which knows every object, also those that no page shows."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            if pages > limits.pages:
                raise RefusedError("too_many_pages")
            if pages == 0:
                raise RefusedError("no_pages")
            _refuse_active_content(pdf)
    except pikepdf.PasswordError:
        raise RefusedError("needs_password") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        raise RefusedError("unreadable") from None
    return pages


def _refuse_active_content(pdf: pikepdf.Pdf) -> None:
    for count, (key, value) in enumerate(_entries(pdf)):
        if count > _MOST_VALUES:
            raise RefusedError("too_slow")
        reason = _KEYS.get(key)
        if key == "/S" and isinstance(value, pikepdf.Name):
            reason = _ACTIONS.get(str(value))
        if reason:
            raise RefusedError(reason)


def _entries(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Every key and value of every dictionary in the file, in object streams too."""
    waiting: list[Any] = list(pdf.objects)
    waiting.append(pdf.trailer)
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, pikepdf.Array):
            children = list(holder)
        elif isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
            items = list(holder.items())
            yield from items
            children = [value for _, value in items]
        else:
            continue
        # What stands elsewhere in the file is in ``pdf.objects`` by itself.
        waiting += [
            child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect
        ]


def _try_page(document: pypdfium2.PdfDocument, number: int, limits: Limits) -> None:
    """Draw it as it will be drawn: whatever would go wrong later goes wrong now."""
    try:
        page = document[number]
        check_size(page, limits)
        glyphs.check_all_text_has_glyphs(page)
        paint(page).close()
    except pypdfium2.PdfiumError:
        raise RefusedError("unreadable") from None
    except glyphs.GlyphMissingError:
        raise RefusedError("missing_fonts") from None
    except MemoryError:
        raise RefusedError("too_much_memory") from None
    page.close()
