"""How often a wrong password or code was entered lately: by whom, and at which door (V3, T2-T5)."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q

from kakunin.foundation import clock
from kakunin.foundation.db import require_transaction


class WrongTriesQuerySet(models.QuerySet["WrongTries"]):
    def hold(self, whose: str, *, lasting: timedelta) -> WrongTries:
        """The count, locked until the commit; one whose time is over begins anew."""
        require_transaction()
        now = clock.now()
        row, _ = self.select_for_update().get_or_create(whose=whose, defaults={"expires_at": now + lasting})
        if row.expires_at <= now:
            row.count, row.reported, row.expires_at = 0, 0, now + lasting
        return row

    def forget_expired(self, most: int) -> None:
        """Delete what counts nothing any more; a row that somebody holds is left to him."""
        old = self.filter(expires_at__lte=clock.now()).select_for_update(skip_locked=True)
        self.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()


class WrongTries(models.Model):
    """``whose`` names what is counted by keyed hashes: no address and no locator can be read off (T22)."""

    whose = models.CharField(max_length=80, unique=True)
    count = models.PositiveIntegerField(default=0)
    # How many of them the certificate's history and its people know of.
    reported = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    objects = WrongTriesQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reported__lte=models.F("count")), name="wrong_tries_reported_were_counted"
            ),
        )

    def __str__(self) -> str:
        return f"{self.whose} {self.count}"

    def add(self) -> int:
        """One more; how many there are now."""
        self.count += 1
        self.save()
        return self.count
