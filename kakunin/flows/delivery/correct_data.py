"""A slip of the pen in what was typed beside the PDFs; number, insurer and kind stay what they are."""

from typing import Any

from django.db import transaction

from kakunin.flows.delivery.changes import hold_certificate
from kakunin.foundation.errors import NothingChanged
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff

CORRECTABLE = (
    "contractor_name",
    "project_name",
    "obligee_name",
    "amount",
    "period_start",
    "period_end",
    "office_name",
    "office_phone",
    "office_contact",
)


@transaction.atomic
def correct_data(*, certificate: Certificate, version: int, values: dict[str, Any], by: Staff) -> Certificate:
    """``values`` are validated, by the names in ``CORRECTABLE``; what was there before stays in the audit.

    Raises NotFound, ChangedMeanwhile, NothingChanged.
    """
    certificate, by = hold_certificate(certificate, by, version=version)
    before = {
        name: getattr(certificate, name)
        for name in CORRECTABLE
        if name in values and values[name] != getattr(certificate, name)
    }
    if not before:
        raise NothingChanged
    for name in before:
        setattr(certificate, name, values[name])
    certificate.save()
    AuditEvent.record(
        AuditEvent.Type.DATA_CORRECTED,
        by=by,
        about=certificate,
        fields=list(before),
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(values[name]) for name in before},
    )
    return certificate


def _plain(value: Any) -> Any:
    """As JSON holds it: days as 2026-04-01."""
    return value.isoformat() if hasattr(value, "isoformat") else value
