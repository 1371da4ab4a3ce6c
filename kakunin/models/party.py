"""The organisations: insurers issue, agencies upload by contract, the association runs the platform."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock, tokens
from kakunin.foundation.text import validate_single_line

if TYPE_CHECKING:
    from kakunin.models.staff import Staff

HOMES = ("insurer", "agency", "association")


class InsurerQuerySet(models.QuerySet["Insurer"]):
    def served_by(self, staff: Staff) -> InsurerQuerySet:
        """Its own insurer, or those with which its agency's contract runs today; the association's none."""
        if staff.association_id:
            return self.none()
        if staff.insurer_id:
            return self.filter(pk=staff.insurer_id)
        running = AgencyContract.objects.running().filter(agency=staff.agency_id)
        return self.filter(pk__in=running.values("insurer"))


class Insurer(models.Model):
    """損害保険会社: eight at the start (S2)."""

    name = models.CharField(_("名称"), max_length=100, unique=True, validators=[validate_single_line])

    objects = InsurerQuerySet.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet["Agency"]):
    def known_to(self, staff: Staff) -> AgencyQuerySet:
        """Those with which its insurer has, had or will have a contract; to others there are none."""
        return self.filter(pk__in=AgencyContract.objects.filter(insurer=staff.insurer_id).values("agency"))

    def serving(self, insurer: Insurer) -> AgencyQuerySet:
        """Those whose contract with the insurer runs today."""
        return self.filter(pk__in=AgencyContract.objects.running().filter(insurer=insurer).values("agency"))


class Agency(models.Model):
    """取扱代理店: uploads for the insurers it has a contract with.

    ``linking_code`` is what it tells an insurer that wants a contract with it: nobody can
    look agencies up. It opens nothing.
    """

    name = models.CharField(_("名称"), max_length=100, validators=[validate_single_line])
    linking_code = models.CharField(max_length=12, unique=True, default=tokens.new_password, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def shown_code(self) -> str:
        """The linking code in groups of four."""
        return tokens.group_password(self.linking_code)


class Association(models.Model):
    """日本損害保険協会: one row, there from the start."""

    name = models.CharField(_("名称"), max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


Organisation: TypeAlias = Insurer | Agency | Association


class OfAnOrganisation(models.Model):
    """What belongs to an insurer, an agency or the association: one of the three is set.

    Each model brings the partial indexes that it needs.
    """

    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )

    class Meta:
        abstract = True

    @property
    def organisation(self) -> Organisation:
        """The one that is set; the constraint says that there is one."""
        organisation = self.insurer or self.agency or self.association
        assert organisation is not None  # noqa: S101  # for the type checker; the database holds it
        return organisation


def home_of(organisation: Organisation) -> dict[str, Organisation]:
    """The organisation under the name of the column that refers to it."""
    return {organisation._meta.model_name or "": organisation}


def exactly_one(*names: str) -> Q:
    """For a constraint: of these columns one is set and the others are not."""
    return reduce(or_, (Q(**{f"{name}__isnull": name != one for name in names}) for one in names))


class AgencyContractQuerySet(models.QuerySet["AgencyContract"]):
    def not_over(self) -> AgencyContractQuerySet:
        """Running today, or later on."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()))

    def running(self) -> AgencyContractQuerySet:
        """In force today."""
        return self.not_over().filter(starts_on__lte=clock.today())


class AgencyContract(models.Model):
    """An agency may act for an insurer, from a day until a day (both included, Japan time)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contracts")
    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, related_name="contracts")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = AgencyContractQuerySet.as_manager()

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

    @property
    def is_over(self) -> bool:
        """Its last day is behind us."""
        return self.ends_on is not None and self.ends_on < clock.today()

    @property
    def is_running(self) -> bool:
        """In force today."""
        return self.starts_on <= clock.today() and not self.is_over
