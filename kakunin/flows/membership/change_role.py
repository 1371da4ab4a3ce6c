"""A member becomes an administrator, or an administrator a member (U1)."""

from django.db import transaction

from kakunin.flows.membership import organisations
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_MEMBERS


@transaction.atomic
def change_role(*, staff: int, role: Staff.Role, by: Staff) -> Staff:
    """From the next request on. Raises NotFound, NotAllowed, LastAdministrator."""
    by = organisations.lock_for(by, MANAGE_MEMBERS)
    member = organisations.find_member(staff, by)
    if member.role == role:
        return member
    organisations.check_others_remain(member)
    member.role = role
    member.save(update_fields=["role"])
    event = AuditEvent.record(
        AuditEvent.Type.ROLE_CHANGED, by=by, about=by.organisation, **organisations.facts_of(member)
    )
    organisations.tell_all(
        OutboxMail.Kind.ROLE_CHANGED, event, [member], Staff.objects.administrators_of(by.organisation)
    )
    return member
