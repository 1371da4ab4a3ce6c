"""Staff add an attachment or a change notice to a certificate that is out already (U5)."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from kakunin.flows.delivery import documents, keys, notify
from kakunin.flows.delivery.changes import hold_certificate, visible
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.staff_in_charge import password_readers
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import (
    DocumentRefused,
    DocumentsRefused,
    SameDocumentThere,
    TooManyDocuments,
)
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.staff import Staff


def add_documents(*, certificate: Certificate, pdfs: Sequence[UploadedPdf], by: Staff) -> Certificate:
    """Add them behind those that are there, and change the viewing password; durable on return.

    The URL stays. What was opened with the old password ends at its next
    request, and both mails are due again. Order as in ``upload_certificate``
    (T19). Raises NotFound, TooManyDocuments, DocumentsRefused, Unavailable.
    """
    _check_room(get_or_not_found(visible(by), pk=certificate.pk), len(pdfs))
    return _record(certificate, documents.seal_documents(pdfs, documents.check_documents(pdfs, by), by), by)


@transaction.atomic
def _record(certificate: Certificate, sealed: Sequence[Document], by: Staff) -> Certificate:
    certificate, by = hold_certificate(certificate, by)
    _check_room(certificate, len(sealed))
    _check_are_new(certificate, sealed)
    last = certificate.documents.latest("position").position
    documents.save_documents(sealed, certificate, after=last)
    key = keys.replace_password(certificate)
    AuditEvent.record(
        AuditEvent.Type.DOCUMENTS_ADDED, by=by, about=certificate, documents=documents.facts_of(sealed)
    )
    notify.notify_contractor_and_uploaders(key=key, uploaders=password_readers(certificate, by))
    return certificate


def _check_room(certificate: Certificate, more: int) -> None:
    if certificate.documents.standing().count() + more > settings.MAX_FILES:
        raise TooManyDocuments


def _check_are_new(certificate: Certificate, sealed: Sequence[Document]) -> None:
    """A button pressed twice, or yesterday's file again, must not kill the password for nothing."""
    there = list(certificate.documents.standing().values_list("sha256", flat=True))
    hashes = there + [document.sha256 for document in sealed]
    again = [index for index in range(len(sealed)) if sealed[index].sha256 in hashes[: len(there) + index]]
    if again:
        raise DocumentsRefused(
            {index: DocumentRefused("already_there", SameDocumentThere.message) for index in again}
        )
