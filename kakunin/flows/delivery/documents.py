"""The PDFs of an upload: scanned, looked at in the sandbox, then sealed (U2, T19)."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile

from kakunin.adapters import malware
from kakunin.adapters.pdf import refusals, sandbox
from kakunin.adapters.vault import files
from kakunin.foundation import clock, text
from kakunin.foundation.errors import DocumentRefused, DocumentsRefused
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document, document_context
from kakunin.models.job import Job
from kakunin.models.staff import Staff

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class UploadedPdf:
    """One file as it came, and what it is."""

    kind: Document.Kind
    file: UploadedFile


def check_documents(pdfs: Sequence[UploadedPdf], by: Staff) -> list[int]:
    """The page count of each; DocumentsRefused after all were looked at, so that all reasons come at once.

    Unavailable at once, when the scanner or the sandbox gives no answer: no file is taken unseen.
    """
    reasons: dict[int, DocumentRefused] = {}
    counts = []
    for index, pdf in enumerate(pdfs):
        try:
            counts.append(_check_document(pdf.file, by))
        except DocumentRefused as refusal:
            reasons[index] = refusal
    if reasons:
        raise DocumentsRefused(reasons)
    return counts


def seal_documents(pdfs: Sequence[UploadedPdf], page_counts: Sequence[int], by: Staff) -> list[Document]:
    """Each file written for good, its row still unsaved; before the transaction that refers to them (T19)."""
    return [_seal(pdf, pages, by) for pdf, pages in zip(pdfs, page_counts, strict=True)]


def save_documents(documents: Sequence[Document], certificate: Certificate, *, after: int = 0) -> None:
    """The rows, in order behind the position ``after``; the worker draws their pages."""
    for position, document in enumerate(documents, start=after + 1):
        document.certificate, document.position = certificate, position
        # Not earlier: mails tell what was added since the key before.
        document.added_at = clock.now()
        document.save()
        Job.objects.enqueue(Job.Kind.RENDER_DOCUMENT, document.pk)


def facts_of(documents: Sequence[Document]) -> list[dict[str, str]]:
    """What the audit keeps of them."""
    return [{"sha256": document.sha256, "kind": document.kind} for document in documents]


def _check_document(file: UploadedFile, by: Staff) -> int:
    """The page count. Scanned before it is parsed: what is known to be bad shall not reach our parsers."""
    if not (file.name or "").endswith((".pdf", ".PDF")):
        raise refusals.refusal("not_named_pdf")
    if (file.size or 0) > settings.MAX_FILE_BYTES:
        raise refusals.refusal("too_large")
    if file.file is None or not file.size:
        raise refusals.refusal("empty")
    if signature := malware.find_malware(file.file):
        # Never the file's name or content.
        log.warning("Malware in an upload of staff %d: %s", by.pk, signature)
        raise refusals.refusal("malware")
    file.file.seek(0)
    return sandbox.shared().inspect(file.file).pages


def _seal(pdf: UploadedPdf, page_count: int, by: Staff) -> Document:
    identity = uuid.uuid4()
    pdf.file.seek(0)
    sealed = files.store(storages["default"], pdf.file.chunks(), context=document_context(identity))
    return Document(
        uuid=identity,
        kind=pdf.kind,
        file_name=text.shown_file_name(pdf.file.name or ""),
        sealed_name=sealed.name,
        sealed_key=sealed.key,
        size=sealed.size,
        sha256=sealed.sha256,
        page_count=page_count,
        added_by=by,
    )
