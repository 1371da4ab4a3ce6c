"""ワンタイムパスワード: mailed to an obligee for one login (D2, T5)."""

from __future__ import annotations

import math
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from kakunin.foundation import clock, tokens
from kakunin.foundation.mail_address import validate_mail_address
from kakunin.models.domain import RegisteredDomain
from kakunin.models.viewing_key import ViewingGrant

MOST_TRIES = 5


class OneTimePasswordQuerySet(models.QuerySet["OneTimePassword"]):
    def open(self) -> OneTimePasswordQuerySet:
        """Those that a right entry can still make a login of.

        Its own columns only: with a join, PostgreSQL would not look again at a
        row that another transaction has just used, and both would win (T5).
        """
        return self.filter(ended_at__isnull=True, expires_at__gt=clock.now(), wrong_tries__lt=MOST_TRIES)


class OneTimePassword(models.Model):
    """Bound to the browser that asked and to the address it goes to; used, replaced or left to expire.

    The digits themselves are nowhere: they follow from ``uuid`` and the pepper.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    browser = models.UUIDField()
    address = models.CharField(max_length=254, validators=[validate_mail_address])
    domain = models.ForeignKey(RegisteredDomain, on_delete=models.PROTECT)
    # Behind which certificate's gate it was asked for; a right entry revives that viewing.
    grant = models.ForeignKey(ViewingGrant, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OneTimePasswordQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("browser",),
                condition=Q(ended_at__isnull=True),
                name="one_time_password_one_per_browser",
            ),
            models.CheckConstraint(
                condition=Q(wrong_tries__lte=MOST_TRIES), name="one_time_password_tries_are_counted"
            ),
        )
        indexes = (
            # The caps on mails count the last hour by each of these.
            models.Index(fields=("browser", "created_at"), name="one_time_by_browser"),
            models.Index(fields=("address", "created_at"), name="one_time_by_address"),
            models.Index(fields=("domain", "created_at"), name="one_time_by_domain"),
            models.Index(fields=("created_at",), name="one_time_by_time"),
        )

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def digits(self) -> str:
        """The one-time password itself: for its mail and for comparison, never to be kept or logged."""
        return tokens.derive_one_time_password(settings.PEPPER, self.uuid)

    @property
    def reference(self) -> str:
        """受付番号: which mail belongs to which screen, where colleagues share a mailbox."""
        return tokens.derive_reference(self.uuid)

    @property
    def is_open(self) -> bool:
        """The same of this row, and its domain may still log in (R4)."""
        return (
            self.ended_at is None
            and clock.now() < self.expires_at
            and self.wrong_tries < MOST_TRIES
            and self.domain.suspended_at is None
        )

    @property
    def asked_at(self) -> datetime:
        """When the viewing was alive and it was asked for, whichever mail of several this is."""
        return self.expires_at - settings.ONE_TIME_PASSWORD_VALID

    @property
    def wait(self) -> int:
        """Seconds until another may be asked for; none after its pause."""
        pause = self.created_at + settings.ONE_TIME_PASSWORD_PAUSE - clock.now()
        return max(math.ceil(pause.total_seconds()), 0)
