"""What was uploaded by mistake is not shown any more (U8)."""

from django.db import transaction

from kakunin.flows.delivery.changes import hold_certificate
from kakunin.flows.delivery.notices import tell_staff
from kakunin.foundation import clock
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import LastDocument
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff


@transaction.atomic
def withdraw_certificate(*, certificate: Certificate, version: int, reason: str, by: Staff) -> Certificate:
    """From now on URL and password tell that it was withdrawn, and mails that wait are not sent.

    ``reason`` is for the history: contractor and obligee don't read it. Raises NotFound, ChangedMeanwhile.
    """
    certificate, by = hold_certificate(certificate, by, version=version)
    certificate.withdrawn_at = clock.now()
    certificate.save(update_fields=["withdrawn_at"])
    event = AuditEvent.record(AuditEvent.Type.CERTIFICATE_WITHDRAWN, by=by, about=certificate, reason=reason)
    tell_staff(OutboxMail.Kind.CERTIFICATE_WITHDRAWN, event, certificate, but=[by.email])
    return certificate


@transaction.atomic
def withdraw_document(
    *, certificate: Certificate, position: int, version: int, reason: str, by: Staff
) -> Document:
    """URL and password stay; the others are shown as before.

    Raises NotFound, ChangedMeanwhile, and LastDocument: then the certificate is to be withdrawn.
    """
    certificate, by = hold_certificate(certificate, by, version=version)
    standing = certificate.documents.standing()
    document = get_or_not_found(standing, position=position)
    if standing.count() == 1:
        raise LastDocument
    document.withdrawn_at = clock.now()
    document.save(update_fields=["withdrawn_at"])
    event = AuditEvent.record(
        AuditEvent.Type.DOCUMENT_WITHDRAWN,
        by=by,
        about=certificate,
        position=position,
        document=document.kind,
        sha256=document.sha256,
        reason=reason,
    )
    tell_staff(OutboxMail.Kind.DOCUMENT_WITHDRAWN, event, certificate, but=[by.email])
    return document
