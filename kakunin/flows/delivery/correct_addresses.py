"""The contractor's address was wrong: the URL goes to the right one (U6)."""

from collections.abc import Sequence

from django.db import transaction

from kakunin.flows.delivery.changes import hold_certificate
from kakunin.flows.delivery.keys import key_in_force
from kakunin.foundation.errors import NothingChanged
from kakunin.mails.viewing_url import viewing_url
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff


@transaction.atomic
def correct_addresses(
    *, certificate: Certificate, version: int, addresses: Sequence[str], by: Staff
) -> list[str]:
    """These addresses instead; the URL mail goes to those that are new, which are returned.

    What still waits for a former address is called off; what arrived there keeps
    opening the certificate with its password (that is for ``replace_url``).
    Raises NotFound, ChangedMeanwhile, NothingChanged.
    """
    certificate, by = hold_certificate(certificate, by, version=version)
    added, removed = certificate.set_addresses(addresses)
    if not added and not removed:
        raise NothingChanged
    key = key_in_force(certificate)
    theirs = key.mails.filter(kind=OutboxMail.Kind.VIEWING_URL, recipient__in=removed)
    for mail in theirs.filter(state=OutboxMail.State.WAITING):
        mail.call_off()
    theirs.update(is_current=False)  # whether they arrived is nobody's concern any more
    OutboxMail.objects.note_failures([certificate.pk])
    AuditEvent.record(
        AuditEvent.Type.ADDRESSES_CORRECTED, by=by, about=certificate, added=added, removed=removed
    )
    for address in added:
        viewing_url(key, to=address).enqueue()
    return added
