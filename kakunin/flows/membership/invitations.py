"""Invitations, as every step that makes or finds one needs them."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kakunin.flows.membership import organisations
from kakunin.foundation import clock
from kakunin.foundation.db import get_or_not_found, require_transaction
from kakunin.foundation.errors import AddressInUse, AlreadyInvited, TooOften
from kakunin.foundation.mail_address import parse_mail_address
from kakunin.mails.invitation import invitation as invitation_mail
from kakunin.models.audit import AuditEvent
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Organisation, home_of
from kakunin.models.staff import Staff
from kakunin.policies.membership import check_may_invite_to

# To one organisation or by one member, who may bring any number of new ones: enough for a first day, too few
# to bomb strangers with mails of ours.
MOST_A_DAY = 200
_DAY = timedelta(days=1)
_ALREADY_HERE = _("このメールアドレスの方は、すでに利用者として登録されています。")
_TOO_MANY = _("招待が続いたため、しばらく招待できません。1日ほどおいて、もう一度お試しください。")


def make_invitation(
    *,
    organisation: Organisation,
    address: str,
    name: str,
    role: Staff.Role,
    by: Staff | None,
    again: bool = False,
) -> Invitation:
    """An invitation to the organisation, whose row is locked, and its mail.

    ``by`` None is the operator: then the administrators hear of it at once, not only when somebody joins.
    ``again`` withdraws one to the same address that waits.
    Raises AddressInUse, AlreadyInvited, TooOften.
    """
    require_transaction()
    address = str(parse_mail_address(address)).lower()
    known = Staff.objects.filter(is_active=True)
    if by:
        # Of members elsewhere only their own mailbox hears, at the link: else this were a search (ADR 14).
        known = Staff.objects.members_of(organisation) | Staff.objects.members_of(by.organisation)
    if known.filter(email=address).exists():
        raise AddressInUse(_ALREADY_HERE)
    waiting = Invitation.objects.waiting_for(organisation).filter(address=address).first()
    if waiting and not again:
        raise AlreadyInvited
    if waiting:
        withdraw(waiting, by)
    now = clock.now()
    lately = Invitation.objects.filter(
        Q(**home_of(organisation)) | Q(invited_by=by), created_at__gt=now - _DAY
    )
    if lately.count() >= MOST_A_DAY:
        raise TooOften(int(_DAY.total_seconds()), _TOO_MANY)
    invitation = Invitation.objects.create(
        address=address,
        name=name,
        role=role,
        invited_by=by,
        created_at=now,
        expires_at=now + settings.INVITATION_VALID,
        **home_of(organisation),
    )
    event = record(AuditEvent.Type.MEMBER_INVITED, invitation, by)
    if by is None:
        administrators = Staff.objects.administrators_of(organisation)
        organisations.tell_all(OutboxMail.Kind.MEMBER_INVITED, event, administrators)
    invitation_mail(invitation).enqueue(tried_for=settings.INVITATION_VALID)
    return invitation


def find_waiting(invitation: uuid.UUID, by: Staff) -> Invitation:
    """One that ``by`` may resend or withdraw; its organisation is locked. Raises NotFound, NotAllowed."""
    waiting = Invitation.objects.filter(ended_at__isnull=True)
    organisations.lock(get_or_not_found(waiting, uuid=invitation).organisation)
    # Once more: it may just have been accepted.
    found = get_or_not_found(waiting, uuid=invitation)
    check_may_invite_to(by, found.organisation)
    return found


def withdraw(invitation: Invitation, by: Staff | None) -> None:
    """Its link opens nothing from now on; a mail that waits is not sent."""
    invitation.ended_at = clock.now()
    invitation.save(update_fields=["ended_at"])
    for mail in invitation.mails.all():
        mail.call_off()
    record(AuditEvent.Type.INVITATION_WITHDRAWN, invitation, by)


def record(type_: AuditEvent.Type, invitation: Invitation, by: Staff | None) -> AuditEvent:
    """In the history of the organisation that it invites to."""
    return AuditEvent.record(
        type_,
        by=by,
        about=invitation.organisation,
        person=invitation.name,
        address=invitation.address,
        role=invitation.role,
    )
