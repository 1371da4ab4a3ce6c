"""The key to one certificate, and the browsers that it opened."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from kakunin.foundation import clock
from kakunin.models.certificate import Certificate


class ViewingKey(models.Model):
    """閲覧用URL and 閲覧用パスワード, as given out together.

    A new password or a new URL is a new row, and the old row ends: grants and
    mails point at the row, so they end with it and nothing has to be counted.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="viewing_keys")
    locator_hash = models.CharField(max_length=64)
    sealed_locator = models.BinaryField()
    password_hash = models.CharField(max_length=64)
    sealed_password = models.BinaryField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("certificate",), condition=Q(ended_at__isnull=True), name="viewing_key_one_in_force"
            ),
            models.UniqueConstraint(
                fields=("locator_hash",), condition=Q(ended_at__isnull=True), name="viewing_key_locator_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def locator_context(self) -> str:
        return f"locator:{self.uuid}"

    @property
    def password_context(self) -> str:
        return f"password:{self.uuid}"


class ViewingGrantQuerySet(models.QuerySet["ViewingGrant"]):
    def of_browser(self, browser: uuid.UUID) -> ViewingGrantQuerySet:
        """All that this browser ever unlocked, newest key first."""
        return self.filter(browser=browser).select_related("key__certificate__insurer").order_by("-key_id")

    def alive(self) -> ViewingGrantQuerySet:
        """Neither ended nor idle or open too long (V4), under the password in force, of what stands."""
        now = clock.now()
        return self.filter(
            ended_at__isnull=True,
            last_active_at__gt=now - settings.VIEWING_IDLE,
            opened_at__gt=now - settings.VIEWING_LONGEST,
            key__ended_at__isnull=True,
            key__certificate__withdrawn_at__isnull=True,
        )


class ViewingGrant(models.Model):
    """This browser has shown URL and password of this key.

    ``browser`` is a random id kept in the session; it survives the rotation of
    the session's own key at each login (design decision 4).
    """

    browser = models.UUIDField()
    key = models.ForeignKey(ViewingKey, on_delete=models.CASCADE, related_name="grants")
    opened_at = models.DateTimeField()
    last_active_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ViewingGrantQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("browser", "key"), name="viewing_grant_once_per_browser"),
        )

    def __str__(self) -> str:
        return f"{self.browser} {self.key_id}"

    @property
    def is_alive(self) -> bool:
        """False when the password is asked for again."""
        return self.ended_at is None and self.key.ended_at is None and clock.now() < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing is done until then."""
        return min(self.last_active_at + settings.VIEWING_IDLE, self.opened_at + settings.VIEWING_LONGEST)
