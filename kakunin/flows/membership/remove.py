"""Somebody leaves the organisation (U1, T7)."""

from django.db import transaction

from kakunin.flows.membership import organisations, second_factor
from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.factor_reset import FactorReset
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_MEMBERS


@transaction.atomic
def remove_member(*, staff: int, by: Staff) -> Staff:
    """Out at the next request; mails to that address that still wait are called off.

    An administrator may remove itself, unless it is the last. Raises NotFound, NotAllowed, LastAdministrator.
    """
    by = organisations.lock_for(by, MANAGE_MEMBERS)
    member = organisations.find_member(staff, by)
    organisations.check_others_remain(member)
    member.is_active = False
    member.set_unusable_password()
    member.save(update_fields=["is_active", "password"])
    second_factor.forget_factors(member)
    FactorReset.objects.filter(staff=member, ended_at__isnull=True).update(ended_at=clock.now())
    for mail in OutboxMail.objects.filter(recipient=member.email, state=OutboxMail.State.WAITING):
        mail.call_off()
    event = AuditEvent.record(
        AuditEvent.Type.MEMBER_REMOVED, by=by, about=by.organisation, **organisations.facts_of(member)
    )
    organisations.tell_all(
        OutboxMail.Kind.MEMBER_REMOVED, event, [member], Staff.objects.administrators_of(by.organisation)
    )
    return member
