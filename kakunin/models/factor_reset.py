"""認証の再設定: four eyes take a lost second factor away from its owner."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kakunin.foundation import clock
from kakunin.models.staff import Staff


class FactorResetQuerySet(models.QuerySet["FactorReset"]):
    def open(self) -> FactorResetQuerySet:
        """Those that another administrator can still confirm."""
        return self.filter(ended_at__isnull=True, expires_at__gt=clock.now())


class FactorReset(models.Model):
    """Asked for by one administrator, confirmed by another; neither is the person concerned."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="factor_resets")
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(asked_by=F("staff"))
                & (
                    Q(confirmed_by__isnull=True)
                    | (~Q(confirmed_by=F("staff")) & ~Q(confirmed_by=F("asked_by")))
                ),
                name="factor_reset_by_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(ended_at__isnull=False),
                name="factor_reset_confirmed_has_ended",
            ),
            models.UniqueConstraint(
                fields=("staff",), condition=Q(ended_at__isnull=True), name="factor_reset_one_open_per_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff_id} {self.asked_at}"
