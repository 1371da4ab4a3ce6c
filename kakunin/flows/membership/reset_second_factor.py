"""A lost second factor is taken away under four eyes, so that its owner can set up another (U1)."""

from django.conf import settings
from django.db import transaction

from kakunin.flows.membership import organisations, second_factor
from kakunin.foundation import clock
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import AlreadyAsked, FourEyesPossible, SecondPersonNeeded
from kakunin.models.audit import AuditEvent
from kakunin.models.factor_reset import FactorReset
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_MEMBERS


@transaction.atomic
def ask_factor_reset(*, staff: int, by: Staff) -> FactorReset:
    """Nothing changes yet: another administrator has a day to confirm it.

    Raises NotFound, NotAllowed, SecondPersonNeeded, AlreadyAsked.
    """
    by = organisations.lock_for(by, MANAGE_MEMBERS)
    member = organisations.find_member(staff, by)
    others = Staff.objects.administrators_of(by.organisation).exclude(pk__in=[by.pk, member.pk])
    if member == by or not others.exists():
        raise SecondPersonNeeded
    if FactorReset.objects.open().filter(staff=member).exists():
        raise AlreadyAsked
    now = clock.now()
    FactorReset.objects.filter(staff=member, ended_at__isnull=True).update(ended_at=now)
    reset = FactorReset.objects.create(
        staff=member, asked_by=by, asked_at=now, expires_at=now + settings.FACTOR_RESET_VALID
    )
    _tell(AuditEvent.Type.FACTOR_RESET_ASKED, member, by, asked_by=by.name)
    return reset


@transaction.atomic
def confirm_factor_reset(*, staff: int, by: Staff) -> FactorReset:
    """The second pair of eyes: the factors are gone, and the next login sets up new ones.

    Raises NotFound, NotAllowed, SecondPersonNeeded.
    """
    by, reset = _find(staff, by)
    if by.pk in {reset.asked_by_id, reset.staff_id}:
        raise SecondPersonNeeded
    _take_away(reset.staff)
    reset.confirmed_by, reset.ended_at = by, clock.now()
    reset.save(update_fields=["confirmed_by", "ended_at"])
    _tell(AuditEvent.Type.FACTOR_RESET_DONE, reset.staff, by, asked_by=reset.asked_by.name)
    return reset


@transaction.atomic
def refuse_factor_reset(*, staff: int, by: Staff) -> FactorReset:
    """Any administrator may call it off. Raises NotFound, NotAllowed."""
    by, reset = _find(staff, by)
    reset.ended_at = clock.now()
    reset.save(update_fields=["ended_at"])
    AuditEvent.record(
        AuditEvent.Type.FACTOR_RESET_REFUSED,
        by=by,
        about=by.organisation,
        **organisations.facts_of(reset.staff),
    )
    return reset


def check_alone(member: Staff) -> None:
    """Raise FourEyesPossible when its organisation has two others who can do it themselves."""
    if Staff.objects.administrators_of(member.organisation).exclude(pk=member.pk).count() >= 2:
        raise FourEyesPossible


@transaction.atomic
def reset_as_operator(*, staff: int) -> Staff:
    """By the operator of the system, only where the organisation lacks two others for it (ADR 14).

    Raises NotFound, FourEyesPossible.
    """
    member = get_or_not_found(Staff.objects.all(), pk=staff)
    organisations.lock(member.organisation)
    # Once more, and as a member: it may just have left.
    member = organisations.find_member(staff, member)
    check_alone(member)
    _take_away(member)
    # What was asked for is done; confirmed later, it would take away the new factor.
    FactorReset.objects.filter(staff=member, ended_at__isnull=True).update(ended_at=clock.now())
    _tell(AuditEvent.Type.FACTOR_RESET_DONE, member, None)
    return member


def _take_away(member: Staff) -> None:
    second_factor.forget_factors(member)
    # Whoever found the lost phone may be logged in as well.
    member.sessions.all().delete()


def _find(staff: int, by: Staff) -> tuple[Staff, FactorReset]:
    by = organisations.lock_for(by, MANAGE_MEMBERS)
    member = organisations.find_member(staff, by)
    return by, get_or_not_found(FactorReset.objects.open().select_related("staff", "asked_by"), staff=member)


def _tell(type_: AuditEvent.Type, member: Staff, by: Staff | None, **facts: str) -> None:
    """The person, and whoever may confirm or has to know."""
    home = member.organisation
    event = AuditEvent.record(type_, by=by, about=home, **facts, **organisations.facts_of(member))
    administrators = Staff.objects.administrators_of(home)
    organisations.tell_all(OutboxMail.Kind(type_), event, [member], administrators)
