"""The staff in charge learn of what others did to their certificate, or of what went wrong (U6)."""

from collections.abc import Collection

from kakunin.flows.delivery.staff_in_charge import staff_in_charge
from kakunin.mails.certificate_notice import tell_of
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail


def tell_staff(
    kind: OutboxMail.Kind, event: AuditEvent, certificate: Certificate, *, but: Collection[str] = ()
) -> None:
    """A mail about the event to each, but for these addresses; inside its transaction."""
    for staff in staff_in_charge(certificate):
        if staff.email not in but:
            tell_of(kind, event, to=staff.email).enqueue()
