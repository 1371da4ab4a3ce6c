"""An administrator invites somebody by mail (U1)."""

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
