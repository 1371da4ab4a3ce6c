"""An administrator invites somebody by mail; where none can, the operator invites one (U1)."""

from django.db import transaction

from kakunin.flows.membership import invitations, organisations
from kakunin.models.invitation import Invitation
from kakunin.models.party import Organisation
from kakunin.models.staff import Staff
from kakunin.policies.membership import check_may_invite_to


@transaction.atomic
def invite_member(
    *, organisation: Organisation, address: str, name: str, role: Staff.Role, by: Staff
) -> Invitation:
    """To one's own organisation, or as the first administrator of one that ``by`` brings.

    Raises NotFound, NotAllowed, AddressInUse, AlreadyInvited, TooOften.
    """
    by = organisations.lock_own(by)
    organisations.lock(organisation)
    check_may_invite_to(by, organisation)
    if organisation != by.organisation:
        role = Staff.Role.ADMINISTRATOR
    return invitations.make_invitation(
        organisation=organisation, address=address, name=name, role=role, by=by
    )


@transaction.atomic
def invite_administrator(
    *, organisation: Organisation, address: str, name: str, again: bool = False
) -> Invitation:
    """By the operator of the system, whatever administrators there are; they are told at once (ADR 14).

    ``again``: one to the same address that waits is withdrawn first; perhaps nobody else could do so.
    Raises ValidationError, AddressInUse, AlreadyInvited, TooOften.
    """
    organisations.lock(organisation)
    return invitations.make_invitation(
        organisation=organisation,
        address=address,
        name=name,
        role=Staff.Role.ADMINISTRATOR,
        by=None,
        again=again,
    )
