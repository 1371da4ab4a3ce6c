"""The viewing password came into wrong hands, or nobody knows where it is: a new one (U6)."""

from django.db import transaction

from kakunin.flows.delivery import keys, notify
from kakunin.flows.delivery.changes import hold_certificate
from kakunin.flows.delivery.staff_in_charge import password_readers
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff


@transaction.atomic
def replace_password(*, certificate: Certificate, version: int, by: Staff) -> Certificate:
    """The URL stays; what was opened with the old password ends at its next request, and both mails are due.

    Raises NotFound, ChangedMeanwhile.
    """
    certificate, by = hold_certificate(certificate, by, version=version)
    key = keys.replace_password(certificate)
    AuditEvent.record(AuditEvent.Type.PASSWORD_REPLACED, by=by, about=certificate)
    notify.notify_contractor_and_uploaders(key=key, uploaders=password_readers(certificate, by))
    return certificate
