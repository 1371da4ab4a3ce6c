"""Who issues and who uploads: insurers, agencies, and the contracts between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock

if TYPE_CHECKING:
    from kakunin.models.staff import Staff


class InsurerQuerySet(models.QuerySet["Insurer"]):
    def served_by(self, staff: Staff) -> InsurerQuerySet:
        """Its own insurer, or those with which its agency's contract runs today."""
        if staff.insurer_id:
            return self.filter(pk=staff.insurer_id)
        today = clock.today()
        running = AgencyContract.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today), agency=staff.agency_id, starts_on__lte=today
        )
        return self.filter(pk__in=running.values("insurer"))


class Insurer(models.Model):
    """損害保険会社: eight at the start (S2)."""

    name = models.CharField(_("名称"), max_length=100, unique=True)

    objects = InsurerQuerySet.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """取扱代理店: uploads for the insurers it has a contract with."""

    name = models.CharField(_("名称"), max_length=100)

    def __str__(self) -> str:
        return self.name


class AgencyContract(models.Model):
    """An agency may act for an insurer, from a day until a day (both included, Japan time)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contracts")
    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, related_name="contracts")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agency_contract_ends_after_its_start",
            ),
            models.UniqueConstraint(
                fields=("agency", "insurer"),
                condition=Q(ends_on__isnull=True),
                name="agency_contract_one_open_per_insurer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} / {self.insurer}"
