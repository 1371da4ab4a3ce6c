"""Staff add an attachment or a change notice to a certificate that is out already (U5)."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kakunin.flows.delivery import documents, keys, notify
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.staff_in_charge import hold_member, uploaders_of
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import DocumentRefused, DocumentsRefused, TooManyDocuments
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.staff import Staff

_ALREADY_THERE = _("この証券等に、同じ内容のPDFがすでに登録されています。")


def add_documents(*, certificate: Certificate, pdfs: Sequence[UploadedPdf], by: Staff) -> Certificate:
    """Add them behind those that are there, and change the viewing password; durable on return.

    The URL stays. What was opened with the old password ends at its next
    request, and both mails are due again. Order as in ``upload_certificate``
    (T19). Raises NotFound, TooManyDocuments, DocumentsRefused, Unavailable.
    """
    _check_room(_find(certificate, by), len(pdfs))
    return _record(certificate, documents.seal_documents(pdfs, documents.check_documents(pdfs, by), by), by)


@transaction.atomic
def _record(certificate: Certificate, sealed: Sequence[Document], by: Staff) -> Certificate:
    by = hold_member(by)
    # Two may add at once: lock first, look afterwards.
    Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    certificate = _find(certificate, by)
    _check_room(certificate, len(sealed))
    _check_are_new(certificate, sealed)
    last = certificate.documents.latest("position").position
    documents.save_documents(sealed, certificate, after=last)
    key = keys.replace_password(certificate)
    AuditEvent.record(
        AuditEvent.Type.DOCUMENTS_ADDED, by=by, about=certificate, documents=documents.facts_of(sealed)
    )
    notify.notify_contractor_and_uploaders(
        key=key, uploaders=[by, *(staff for staff in uploaders_of(certificate) if staff != by)]
    )
    return certificate


def _find(certificate: Certificate, by: Staff) -> Certificate:
    """Only what this member of staff may see, and what still stands."""
    standing = Certificate.objects.visible_to(by).filter(withdrawn_at__isnull=True)
    return get_or_not_found(standing.select_related("insurer"), pk=certificate.pk)


def _check_room(certificate: Certificate, more: int) -> None:
    if certificate.documents.count() + more > settings.MAX_FILES:
        raise TooManyDocuments


def _check_are_new(certificate: Certificate, sealed: Sequence[Document]) -> None:
    """A button pressed twice, or yesterday's file again, must not kill the password for nothing."""
    there = list(certificate.documents.values_list("sha256", flat=True))
    hashes = there + [document.sha256 for document in sealed]
    again = [index for index in range(len(sealed)) if sealed[index].sha256 in hashes[: len(there) + index]]
    if again:
        raise DocumentsRefused({index: DocumentRefused("already_there", _ALREADY_THERE) for index in again})
