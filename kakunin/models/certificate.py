"""One guarantee under one 証券番号 of one insurer, and who receives its viewing URL."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.mail_address import validate_mail_address
from kakunin.foundation.text import (
    comparable_number,
    file_name_part,
    searchable,
    validate_single_line,
)
from kakunin.models.party import Agency, Insurer
from kakunin.models.search import Holds
from kakunin.models.staff import Staff
from kakunin.models.withdrawal import Withdrawable


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, staff: Staff) -> CertificateQuerySet:
        """An insurer's own; or what the agency uploaded, where its contract still runs; else none (T13)."""
        rows = self.filter(insurer__in=Insurer.objects.served_by(staff))
        return rows if staff.insurer_id else rows.filter(agency=staff.agency_id)

    def with_number(self, insurer: Insurer, number: str) -> CertificateQuerySet:
        """The one not withdrawn that carries the number, however it is written (U5)."""
        return self.filter(
            insurer=insurer, comparable_number=comparable_number(number), withdrawn_at__isnull=True
        )

    def hold(self, pk: int) -> None:
        """Until the commit nobody else changes it or the mails with its halves; look at it afterwards."""
        self.select_for_update(no_key=True).filter(pk=pk).values("pk").first()

    def holding(self, words: Iterable[str]) -> CertificateQuerySet:
        """Those whose number or names hold every word, however it is written."""
        return self.filter(*(Q(search_text__holds=searchable(word)) for word in words))


class Certificate(Withdrawable):
    """証券等. ``agency`` is the one that uploaded it; none when the insurer did so itself."""

    class Kind(models.TextChoices):
        PERFORMANCE_INSURANCE = "performance_insurance", _("履行保証保険")
        PERFORMANCE_BOND = "performance_bond", _("公共工事履行保証証券（履行ボンド）")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    insurer = models.ForeignKey(
        Insurer, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("保険会社")
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, editable=False)
    number = models.CharField(_("証券番号"), max_length=40, validators=[validate_single_line])
    comparable_number = models.CharField(max_length=40, editable=False)
    kind = models.CharField(_("証券等の種類"), max_length=30, choices=Kind)
    contractor_name = models.CharField(_("受注者名"), max_length=200, validators=[validate_single_line])

    office_name = models.CharField(_("取扱店の名称"), max_length=200, validators=[validate_single_line])
    office_phone = models.CharField(_("取扱店の電話番号"), max_length=30, validators=[validate_single_line])
    office_contact = models.CharField(
        _("取扱店の担当者名"), max_length=100, validators=[validate_single_line]
    )

    project_name = models.CharField(
        _("工事名（件名）"), blank=True, max_length=200, validators=[validate_single_line]
    )
    obligee_name = models.CharField(
        _("発注者名"), blank=True, max_length=200, validators=[validate_single_line]
    )
    amount = models.PositiveBigIntegerField(_("保証金額（円）"), null=True, blank=True)
    period_start = models.DateField(_("保証期間の始期"), null=True, blank=True)
    period_end = models.DateField(_("保証期間の終期"), null=True, blank=True)

    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(Staff, on_delete=models.PROTECT, editable=False)
    # One more with each change: whoever changes what has changed meanwhile is told (ADR 17).
    version = models.PositiveIntegerField(default=1, editable=False)
    # At the first unlock by anybody; it stays when passwords change.
    first_viewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Somebody misses a half of the key in force: kept by ``OutboxMailQuerySet.note_failures``.
    mail_failed = models.BooleanField(default=False, editable=False)
    # What the desk's search reads, kept by ``save``.
    search_text = models.TextField(editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("insurer", "comparable_number"),
                condition=Q(withdrawn_at__isnull=True),
                name="certificate_number_once_per_insurer",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_end__gte=F("period_start")),
                name="certificate_period_ends_after_its_start",
                violation_error_message=_("保証期間の終期は、始期と同じ日か後の日を入力してください。"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["performance_insurance", "performance_bond"]),
                name="certificate_kind_is_known",
            ),
        )
        indexes = (
            # The desk's lists within one insurer or agency: newest first, some by day, some of few.
            models.Index(fields=("insurer", "-id"), name="certificate_by_insurer"),
            models.Index(fields=("agency", "insurer", "-id"), name="certificate_by_agency"),
            *(
                models.Index(fields=(home, *fields), name=f"certificate_{home}_{name}")
                for home in ("insurer", "agency")
                for name, fields in {"ending": ("period_end", "id"), "created": ("created_at",)}.items()
            ),
            *(
                models.Index(fields=(home, "-id"), condition=condition, name=f"certificate_{home}_{name}")
                for home in ("insurer", "agency")
                for name, condition in {
                    "unseen": Q(first_viewed_at__isnull=True, withdrawn_at__isnull=True),
                    "failed": Q(mail_failed=True, withdrawn_at__isnull=True),
                    "withdrawn": Q(withdrawn_at__isnull=False),
                }.items()
            ),
        )

    def __str__(self) -> str:
        return f"{self.insurer} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.comparable_number = comparable_number(self.number)
        self.search_text = self.searchable_text
        super().save(*args, **kwargs)

    @property
    def searchable_text(self) -> str:
        """What ``search_text`` has to be."""
        searched = (
            self.number,
            self.comparable_number,
            self.contractor_name,
            self.project_name,
            self.obligee_name,
        )
        return "\n".join(map(searchable, searched))

    def set_addresses(self, addresses: Sequence[str]) -> tuple[list[str], list[str]]:
        """The contractor's from now on; which were added and which removed, letter by letter."""
        before = [contractor.address for contractor in self.contractor_addresses.all()]
        added = [address for address in addresses if address not in before]
        removed = [address for address in before if address not in addresses]
        self.contractor_addresses.filter(address__in=removed).delete()
        for address in added:
            ContractorAddress.objects.create(certificate=self, address=address)
        return added, removed

    @property
    def download_name(self) -> str:
        """Insurer and number, as the names of downloaded files begin (D3).

        With what follows it stays below the 255 bytes that file systems allow,
        at the four bytes that a rare character takes.
        """
        return f"{file_name_part(self.insurer.name, 20)}_{file_name_part(self.number, 30)}"


models.TextField.register_lookup(Holds)


class ContractorAddress(models.Model):
    """A contractor's mail address; several in a joint venture or with branches (U1)."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="contractor_addresses"
    )
    address = models.CharField(max_length=254, validators=[validate_mail_address])

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("certificate", "address"), name="contractor_address_once_per_certificate"
            ),
        )

    def __str__(self) -> str:
        return self.address
