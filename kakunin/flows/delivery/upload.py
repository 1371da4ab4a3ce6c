"""An agency or insurer brings the PDFs of a certificate (U1, U2)."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from kakunin.flows.delivery import documents, keys, notify
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.staff_in_charge import hold_member
from kakunin.foundation import clock
from kakunin.foundation.errors import NumberTaken
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.staff import Staff
from kakunin.policies.upload import check_may_upload


def upload_certificate(
    *, certificate: Certificate, addresses: Sequence[str], pdfs: Sequence[UploadedPdf], by: Staff
) -> Certificate:
    """Take a new certificate in; when this returns, it is durable and both mails are due.

    Order (T19): check in the sandbox, write the sealed files, then one
    transaction for everything else. ``certificate`` is unsaved, its fields
    validated. Raises NotFound, NotAllowed, NumberTaken, DocumentsRefused, Unavailable.
    """
    check_may_upload(by, certificate.insurer)
    _check_number_is_free(certificate)
    sealed = documents.seal_documents(pdfs, documents.check_documents(pdfs, by), by)
    try:
        return _record(certificate, addresses, sealed, by)
    except IntegrityError:
        # Somebody else was quicker with the same number; anything else is a bug.
        _check_number_is_free(certificate)
        raise


@transaction.atomic
def _record(
    certificate: Certificate, addresses: Sequence[str], sealed: Sequence[Document], by: Staff
) -> Certificate:
    # Once more: the member, its organisation or the contract may have gone while the files were looked at.
    by = hold_member(by)
    check_may_upload(by, certificate.insurer)
    certificate.created_at, certificate.created_by, certificate.agency = clock.now(), by, by.agency
    certificate.save()
    certificate.set_addresses(addresses)
    documents.save_documents(sealed, certificate)
    key = keys.make_key(certificate)
    AuditEvent.record(
        AuditEvent.Type.CERTIFICATE_UPLOADED,
        by=by,
        about=certificate,
        documents=documents.facts_of(sealed),
    )
    notify.notify_contractor_and_uploaders(key=key, uploaders=[by])
    return certificate


def _check_number_is_free(certificate: Certificate) -> None:
    if Certificate.objects.with_number(certificate.insurer, certificate.number).exists():
        raise NumberTaken
