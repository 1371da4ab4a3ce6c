"""An obligee's login: proof that this browser reads an address of a registered domain (D3, D4)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from kakunin.foundation import clock
from kakunin.foundation.mail_address import validate_mail_address
from kakunin.models.domain import RegisteredDomain


class ObligeeLoginQuerySet(models.QuerySet["ObligeeLogin"]):
    def of_browser(self, browser: uuid.UUID) -> ObligeeLoginQuerySet:
        """The one that has not been ended, if any; perhaps over by itself."""
        return self.filter(browser=browser, ended_at__isnull=True).select_related("domain")

    def alive(self) -> ObligeeLoginQuerySet:
        """Neither ended, nor idle or old for too long, nor of a suspended domain (R4, T7)."""
        now = clock.now()
        return self.filter(
            ended_at__isnull=True,
            last_active_at__gt=now - settings.LOGIN_IDLE,
            opened_at__gt=now - settings.LOGIN_LONGEST,
            domain__suspended_at__isnull=True,
        )

    def touch(self, browser: uuid.UUID) -> None:
        """Somebody is there: the idle time of this browser's login starts anew, if it is not over (D4)."""
        self.filter(browser=browser).alive().update(last_active_at=clock.now())


class ObligeeLogin(models.Model):
    """Belongs to browser and address, and serves every certificate unlocked in that browser."""

    browser = models.UUIDField()
    address = models.CharField(max_length=254, validators=[validate_mail_address])
    domain = models.ForeignKey(RegisteredDomain, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    last_active_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ObligeeLoginQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("browser",), condition=Q(ended_at__isnull=True), name="obligee_login_one_per_browser"
            ),
        )

    def __str__(self) -> str:
        return f"{self.browser} {self.domain_id}"

    @property
    def is_alive(self) -> bool:
        return self.ended_at is None and clock.now() < self.ends_at and self.domain.suspended_at is None

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing is done until then."""
        return min(self.last_active_at + settings.LOGIN_IDLE, self.opened_at + settings.LOGIN_LONGEST)
