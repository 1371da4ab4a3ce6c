"""Many certificates' data leave the system at once: their organisation shall see that."""

from django.db import transaction

from kakunin.models.audit import AuditEvent
from kakunin.models.staff import Staff


@transaction.atomic
def note_export(*, count: int, by: Staff) -> None:
    """In the organisation's history, with how many they were."""
    AuditEvent.record(AuditEvent.Type.CERTIFICATES_EXPORTED, by=by, about=by.organisation, count=count)
