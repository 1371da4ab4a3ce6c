"""Whoever was invited chooses a password and belongs to the organisation (U1)."""

from django.db import IntegrityError, transaction

from kakunin.flows.membership import organisations, second_factor
from kakunin.foundation import clock
from kakunin.foundation.errors import AddressInUse, InvitationEnded
from kakunin.models.audit import AuditEvent
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import home_of
from kakunin.models.staff import Staff


def find_invitation(token: str) -> Invitation:
    """The one that this link opens. Raises InvitationEnded: never given out, used, withdrawn or expired."""
    found = Invitation.objects.with_token(token).first()
    if found is None or not found.is_open:
        raise InvitationEnded
    return found


def accept_invitation(*, token: str, name: str, password: str) -> Staff:
    """A new member with the invited address and role, whatever else was sent (T15).

    Of several who use the link at once, one joins. The invited address and the administrators
    are told: a link that was passed on does not stay unnoticed. Raises InvitationEnded, AddressInUse.
    """
    try:
        return _accept(token, name, password)
    except IntegrityError:
        # Two invitations to one address, accepted at the same moment; anything else is a bug.
        if Staff.objects.filter(email=find_invitation(token).address, is_active=True).exists():
            raise AddressInUse from None
        raise


@transaction.atomic
def _accept(token: str, name: str, password: str) -> Staff:
    organisations.lock(find_invitation(token).organisation)
    # Once more: whoever was quicker has used it up.
    invitation = find_invitation(token)
    staff = _enrol(invitation, name, password)
    invitation.ended_at, invitation.accepted_by = clock.now(), staff
    invitation.save(update_fields=["ended_at", "accepted_by"])
    event = AuditEvent.record(
        AuditEvent.Type.MEMBER_JOINED,
        by=staff,
        about=staff.organisation,
        address=staff.email,
        **organisations.facts_of(staff),
    )
    organisations.tell_all(
        OutboxMail.Kind.MEMBER_JOINED,
        event,
        [staff],
        Staff.objects.filter(pk=invitation.invited_by_id or 0, is_active=True),
        Staff.objects.administrators_of(staff.organisation),
    )
    return staff


def _enrol(invitation: Invitation, name: str, password: str) -> Staff:
    """A new row; or that of somebody who left, who comes back with nothing of before but the row."""
    staff = Staff.objects.select_for_update().filter(email=invitation.address).first()
    if staff is None:
        staff = Staff(email=invitation.address)
    elif staff.is_active:
        raise AddressInUse
    else:
        second_factor.forget_factors(staff)
    staff.insurer, staff.agency, staff.association = None, None, None
    for home, organisation in home_of(invitation.organisation).items():
        setattr(staff, home, organisation)
    staff.name, staff.role, staff.is_active = name, invitation.role, True
    staff.set_password(password)
    staff.full_clean(validate_unique=False, validate_constraints=False)
    staff.save()
    return staff
