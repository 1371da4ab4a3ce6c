"""The link with which somebody becomes a member of an organisation (U1)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kakunin.mails.letter import Letter
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail


def invitation(invited: Invitation) -> OutboxMail:
    """Unsaved; ``enqueue`` makes it due."""
    return OutboxMail(kind=OutboxMail.Kind.INVITATION, invitation=invited, recipient=invited.address)


def write(mail: OutboxMail) -> Letter:
    """Holds the link, which is made here and stored nowhere."""
    invited = mail.invitation
    assert invited is not None  # noqa: S101  # for the type checker; the database holds it
    path = reverse("members:accept", kwargs={"token": invited.token})
    return Letter(
        subject=_("【保証証券等確認システム】ご利用のご招待（%(organisation)s）")
        % {"organisation": invited.organisation.name},
        template="invitation",
        context={"invitation": invited, "url": f"{settings.BASE_URL}{path}"},
    )
