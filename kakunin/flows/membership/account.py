"""What becomes of a member's own account: written down, and told to its owner (U1, T7)."""

from collections.abc import Collection

from django.db import transaction

from kakunin.flows.membership import organisations
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.session import Session
from kakunin.models.staff import Staff


@transaction.atomic
def note_account_event(what: AuditEvent.Type, *, staff: Staff, **facts: str | int) -> AuditEvent:
    """Into the history of the organisation; nobody is told."""
    return AuditEvent.record(
        what, by=staff, about=staff.organisation, **facts, **organisations.facts_of(staff)
    )


@transaction.atomic
def tell_of_account_change(what: AuditEvent.Type, *, staff: Staff, **facts: str | int) -> AuditEvent:
    """The same, and the owner gets the mail of that name: it may have been somebody else."""
    event = note_account_event(what, staff=staff, **facts)
    organisations.tell_all(OutboxMail.Kind(what), event, [staff])
    return event


@transaction.atomic
def end_sessions(*, names: Collection[str], by: Staff) -> int:
    """Logins of one's own: out at their next request. How many of the names there were."""
    ended, _ = Session.objects.filter(pk__in=names, staff=by).delete()
    if ended:
        note_account_event(AuditEvent.Type.SESSIONS_ENDED, staff=by, sessions=ended)
    return ended
