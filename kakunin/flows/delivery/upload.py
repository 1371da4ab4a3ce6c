"""An agency or insurer brings the PDFs of a certificate (U1, U2)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from kakunin.adapters.pdf import refusals, sandbox
from kakunin.adapters.vault import files
from kakunin.flows.delivery import keys, notify
from kakunin.foundation import clock, text
from kakunin.foundation.errors import DocumentRefused, DocumentsRefused, NumberTaken
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate, ContractorAddress
from kakunin.models.document import Document, document_context
from kakunin.models.job import Job
from kakunin.models.staff import Staff
from kakunin.policies.upload import check_may_upload


@dataclass(frozen=True)
class UploadedPdf:
    """One file as it came, and what it is."""

    kind: Document.Kind
    file: UploadedFile


def upload_certificate(
    *, certificate: Certificate, addresses: Sequence[str], pdfs: Sequence[UploadedPdf], by: Staff
) -> Certificate:
    """Take a new certificate in; when this returns, it is durable and both mails are due.

    Order (T19): check in the sandbox, write the sealed files, then one
    transaction for everything else. ``certificate`` is unsaved, its fields
    validated. Raises NotAllowed, NumberTaken, DocumentsRefused, Unavailable.
    """
    check_may_upload(by, certificate.insurer)
    _check_number_is_free(certificate)
    page_counts = _check_documents(pdfs)
    documents = [
        _seal(pdf, position, page_count, by)
        for position, (pdf, page_count) in enumerate(zip(pdfs, page_counts, strict=True), start=1)
    ]
    try:
        return _record(certificate, addresses, documents, by)
    except IntegrityError:
        # Somebody else was quicker with the same number; anything else is a bug.
        _check_number_is_free(certificate)
        raise


@transaction.atomic
def _record(
    certificate: Certificate, addresses: Sequence[str], documents: Sequence[Document], by: Staff
) -> Certificate:
    certificate.created_at, certificate.created_by, certificate.agency = clock.now(), by, by.agency
    certificate.save()
    for address in addresses:
        ContractorAddress.objects.create(certificate=certificate, address=address)
    for document in documents:
        document.certificate = certificate
        document.save()
        Job.objects.enqueue(Job.Kind.RENDER_DOCUMENT, document.pk)
    key = keys.make_key(certificate)
    AuditEvent.record(
        AuditEvent.Type.CERTIFICATE_UPLOADED,
        by=by,
        about=certificate,
        documents=[{"sha256": document.sha256, "kind": document.kind} for document in documents],
    )
    notify.notify_contractor_and_uploader(key=key, uploader=by)
    return certificate


def _check_number_is_free(certificate: Certificate) -> None:
    if Certificate.objects.with_number(certificate.insurer, certificate.number).exists():
        raise NumberTaken


def _check_documents(pdfs: Sequence[UploadedPdf]) -> list[int]:
    """The page count of each; all files are looked at, so that all reasons come at once."""
    reasons: dict[int, DocumentRefused] = {}
    counts = []
    for index, pdf in enumerate(pdfs):
        try:
            counts.append(_check_document(pdf.file))
        except DocumentRefused as refusal:
            reasons[index] = refusal
    if reasons:
        raise DocumentsRefused(reasons)
    return counts


def _check_document(file: UploadedFile) -> int:
    if not (file.name or "").endswith((".pdf", ".PDF")):
        raise refusals.refusal("not_named_pdf")
    if (file.size or 0) > settings.MAX_FILE_BYTES:
        raise refusals.refusal("too_large")
    if file.file is None or not file.size:
        raise refusals.refusal("empty")
    file.file.seek(0)
    return sandbox.shared().inspect(file.file).pages


def _seal(pdf: UploadedPdf, position: int, page_count: int, by: Staff) -> Document:
    """The file written for good, and its row still unsaved."""
    identity = uuid.uuid4()
    pdf.file.seek(0)
    sealed = files.store(storages["default"], pdf.file.chunks(), context=document_context(identity))
    return Document(
        uuid=identity,
        position=position,
        kind=pdf.kind,
        file_name=text.shown_file_name(pdf.file.name or ""),
        sealed_name=sealed.name,
        sealed_key=sealed.key,
        size=sealed.size,
        sha256=sealed.sha256,
        page_count=page_count,
        added_at=clock.now(),
        added_by=by,
    )
