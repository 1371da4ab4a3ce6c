"""What was uploaded by mistake is taken back, and for a day that can be taken back too (U8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from kakunin.foundation import clock

_RESTORABLE_FOR = timedelta(hours=24)


class Withdrawable(models.Model):
    """From ``withdrawn_at`` on nothing of it is shown or handed out."""

    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def restorable_until(self) -> datetime | None:
        """The end of the day in which it may be restored; None for what stands."""
        return self.withdrawn_at + _RESTORABLE_FOR if self.withdrawn_at else None

    @property
    def is_restorable(self) -> bool:
        """Withdrawn, and less than a day ago."""
        until = self.restorable_until
        return until is not None and clock.now() < until
