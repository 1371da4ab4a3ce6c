"""The URL went to the wrong company: it opens nothing any more (U8)."""

from collections.abc import Sequence

from django.db import transaction

from kakunin.flows.delivery import keys, notify
from kakunin.flows.delivery.changes import hold_certificate
from kakunin.flows.delivery.staff_in_charge import password_readers
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff


@transaction.atomic
def replace_url(
    *, certificate: Certificate, version: int, addresses: Sequence[str], by: Staff
) -> Certificate:
    """A new URL with a new password, mailed to these addresses; to holders of the old one it is unknown.

    Raises NotFound, ChangedMeanwhile.
    """
    certificate, by = hold_certificate(certificate, by, version=version)
    added, removed = certificate.set_addresses(addresses)
    key = keys.replace_key(certificate)
    AuditEvent.record(AuditEvent.Type.URL_REPLACED, by=by, about=certificate, added=added, removed=removed)
    notify.notify_contractor_and_uploaders(key=key, uploaders=password_readers(certificate, by))
    return certificate
