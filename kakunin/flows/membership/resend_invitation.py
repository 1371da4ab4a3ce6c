"""The mail did not arrive, or the invitation has expired."""

import uuid

from django.conf import settings
from django.db import transaction

from kakunin.flows.membership import invitations, organisations
from kakunin.foundation import clock
from kakunin.foundation.errors import TooOften
from kakunin.mails.invitation import invitation as invitation_mail
from kakunin.models.audit import AuditEvent
from kakunin.models.invitation import Invitation
from kakunin.models.staff import Staff


@transaction.atomic
def resend_invitation(*, invitation: uuid.UUID, by: Staff) -> Invitation:
    """The same link once more, good for seven days from now. Raises NotFound, NotAllowed, TooOften."""
    found, now = invitations.find_waiting(invitation, organisations.lock_own(by)), clock.now()
    last = found.mails.latest("created_at").created_at
    if now < last + settings.INVITATION_PAUSE:
        raise TooOften(int((last + settings.INVITATION_PAUSE - now).total_seconds()) + 1)
    found.expires_at = now + settings.INVITATION_VALID
    found.save(update_fields=["expires_at"])
    for mail in found.mails.all():
        mail.call_off()
    invitations.record(AuditEvent.Type.INVITATION_RESENT, found, by)
    invitation_mail(found).enqueue(tried_for=settings.INVITATION_VALID)
    return found
