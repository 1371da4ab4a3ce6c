"""招待: a person is asked by mail to become a member of an organisation."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock, tokens
from kakunin.foundation.mail_address import validate_mail_address
from kakunin.foundation.text import validate_single_line
from kakunin.models.party import HOMES, OfAnOrganisation, Organisation, exactly_one, home_of
from kakunin.models.staff import Staff


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def with_token(self, token: str) -> InvitationQuerySet:
        """The one whose link has it."""
        return self.filter(token_hash=_hash(token.lower()))

    def waiting_for(self, organisation: Organisation) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; some may have expired."""
        return self.filter(ended_at__isnull=True, **home_of(organisation))


class Invitation(OfAnOrganisation):
    """Used once, or withdrawn, or left to expire.

    Its link is nowhere: it follows from ``uuid`` and the pepper, and is found by its keyed hash.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    address = models.CharField(_("メールアドレス"), max_length=254, validators=[validate_mail_address])
    name = models.CharField(_("氏名"), max_length=100, validators=[validate_single_line])
    role = models.CharField(_("役割"), max_length=20, choices=Staff.Role)
    # None: the operator of the system.
    invited_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=exactly_one(*HOMES), name="invitation_belongs_to_one_organisation"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["administrator", "member"]), name="invitation_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | Q(ended_at__isnull=False),
                name="invitation_accepted_has_ended",
            ),
            *(
                models.UniqueConstraint(
                    fields=(home, "address"),
                    condition=Q(ended_at__isnull=True),
                    name=f"invitation_once_per_{home}",
                )
                for home in HOMES
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.token_hash = _hash(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The secret part of the link: for its mail only, never to be kept or logged."""
        return tokens.derive_invitation_token(settings.PEPPER, self.uuid)

    @property
    def is_open(self) -> bool:
        """It can still be accepted."""
        return self.ended_at is None and clock.now() < self.expires_at


def _hash(token: str) -> str:
    return tokens.keyed_hash(settings.PEPPER, "invitation token", token)
