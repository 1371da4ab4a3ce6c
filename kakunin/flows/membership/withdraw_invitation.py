"""An invitation went to the wrong person, or nobody needs it any more."""

import uuid

from django.db import transaction

from kakunin.flows.membership import invitations, organisations
from kakunin.models.invitation import Invitation
from kakunin.models.staff import Staff


@transaction.atomic
def withdraw_invitation(*, invitation: uuid.UUID, by: Staff) -> Invitation:
    """Its link opens nothing from now on; a mail that waits is not sent. Raises NotFound, NotAllowed."""
    found = invitations.find_waiting(invitation, organisations.lock_own(by))
    invitations.withdraw(found, by)
    return found
