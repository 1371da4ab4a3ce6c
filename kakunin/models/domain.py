"""Obligees and the mail domains from which they may download."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.host import parse_host


def validate_host(text: str) -> None:
    """An exact host name in small letters, as ``parse_host`` gives it (R3)."""
    if parse_host(text) != text:
        raise ValidationError(_("ドメインは半角の小文字で入力してください。例：city.example.lg.jp"))


class Obligee(models.Model):
    """発注者: a city, a ministry, a public body."""

    name = models.CharField(_("名称"), max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class RegisteredDomainQuerySet(models.QuerySet["RegisteredDomain"]):
    def in_force(self) -> RegisteredDomainQuerySet:
        """From which one may log in and download at this moment."""
        return self.filter(suspended_at__isnull=True)


class RegisteredDomain(models.Model):
    """登録済みドメイン: the part after @ of an obligee's addresses, approved beforehand."""

    obligee = models.ForeignKey(Obligee, on_delete=models.PROTECT, related_name="domains")
    host = models.CharField(max_length=253, unique=True, validators=[validate_host])
    registered_at = models.DateTimeField()
    # While it stands, codes and logins under the domain are void (R4).
    suspended_at = models.DateTimeField(null=True, blank=True)

    objects = RegisteredDomainQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(host=Lower("host")), name="registered_domain_in_small_letters"
            ),
        )

    def __str__(self) -> str:
        return self.host
