"""The withdrawal was the mistake: for a day it can be taken back (U8)."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kakunin.flows.delivery.changes import hold_certificate
from kakunin.flows.delivery.keys import key_in_force
from kakunin.flows.delivery.notices import tell_staff
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import NumberTaken, SameDocumentThere, TooLateToRestore, TooManyDocuments
from kakunin.mails.viewing_password import viewing_password
from kakunin.mails.viewing_url import viewing_url
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff

_NUMBER_TAKEN = _(
    "同じ証券番号の証券等が、取り下げのあとにアップロードされています。そちらを取り下げると、この取り下げを取り消せます。"
)
_AGAIN = {OutboxMail.Kind.VIEWING_URL: viewing_url, OutboxMail.Kind.VIEWING_PASSWORD: viewing_password}


@transaction.atomic
def restore_certificate(*, certificate: Certificate, version: int, by: Staff) -> Certificate:
    """URL and password open it again; what was not sent because of the withdrawal is due again.

    Raises NotFound, ChangedMeanwhile, TooLateToRestore, and NumberTaken when the number was
    uploaded again meanwhile.
    """
    certificate, by = hold_certificate(certificate, by, version=version, withdrawn=True)
    if not certificate.is_restorable:
        raise TooLateToRestore
    if Certificate.objects.with_number(certificate.insurer, certificate.number).exists():
        raise NumberTaken(_NUMBER_TAKEN)
    certificate.withdrawn_at = None
    certificate.save(update_fields=["withdrawn_at"])
    event = AuditEvent.record(AuditEvent.Type.CERTIFICATE_RESTORED, by=by, about=certificate)
    tell_staff(OutboxMail.Kind.CERTIFICATE_RESTORED, event, certificate, but=[by.email])
    _send_what_was_held_back(certificate)
    return certificate


@transaction.atomic
def restore_document(*, certificate: Certificate, position: int, version: int, by: Staff) -> Document:
    """It is shown at its place again.

    Raises NotFound, ChangedMeanwhile, TooLateToRestore, TooManyDocuments, SameDocumentThere.
    """
    certificate, by = hold_certificate(certificate, by, version=version)
    withdrawn = certificate.documents.filter(withdrawn_at__isnull=False)
    document = get_or_not_found(withdrawn, position=position)
    if not document.is_restorable:
        raise TooLateToRestore
    standing = certificate.documents.standing()
    if standing.count() >= settings.MAX_FILES:
        raise TooManyDocuments
    if standing.filter(sha256=document.sha256).exists():
        raise SameDocumentThere
    document.withdrawn_at = None
    document.save(update_fields=["withdrawn_at"])
    event = AuditEvent.record(
        AuditEvent.Type.DOCUMENT_RESTORED,
        by=by,
        about=certificate,
        position=position,
        document=document.kind,
        sha256=document.sha256,
    )
    tell_staff(OutboxMail.Kind.DOCUMENT_RESTORED, event, certificate, but=[by.email])
    return document


def _send_what_was_held_back(certificate: Certificate) -> None:
    """While it was withdrawn the worker called off what it met."""
    key = key_in_force(certificate)
    for mail in key.mails.current().filter(state=OutboxMail.State.CANCELLED):
        _AGAIN[OutboxMail.Kind(mail.kind)](key, to=mail.recipient).enqueue()
