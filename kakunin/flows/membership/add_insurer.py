"""The association lets another insurer take part (S2)."""

from django.db import IntegrityError, transaction

from kakunin.flows.membership import invitations, organisations
from kakunin.foundation.errors import NameTaken
from kakunin.models.audit import AuditEvent
from kakunin.models.party import Insurer
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_INSURERS


@transaction.atomic
def add_insurer(*, name: str, address: str, person: str, by: Staff) -> Insurer:
    """``address`` and ``person``: whom to invite as its first administrator.

    Raises NotFound, NotAllowed, NameTaken, AddressInUse.
    """
    by = organisations.lock_for(by, MANAGE_INSURERS)
    try:
        with transaction.atomic():
            insurer = Insurer.objects.create(name=name)
    except IntegrityError:
        raise NameTaken from None
    for about in (insurer, by.organisation):
        AuditEvent.record(
            AuditEvent.Type.INSURER_ADDED, by=by, about=about, insurer=insurer.pk, insurer_name=name
        )
    invitations.make_invitation(
        organisation=insurer, address=address, name=person, role=Staff.Role.ADMINISTRATOR, by=by
    )
    return insurer
