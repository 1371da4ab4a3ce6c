"""Whoever changes a certificate holds it until the commit, and has seen what it is now (ADR 17)."""

from django.db.models import F

from kakunin.flows.delivery.staff_in_charge import hold_member
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import ChangedMeanwhile
from kakunin.models.certificate import Certificate, CertificateQuerySet
from kakunin.models.staff import Staff


def hold_certificate(
    certificate: Certificate, by: Staff, *, version: int | None = None, withdrawn: bool = False
) -> tuple[Certificate, Staff]:
    """Both as they are now, the certificate one version further; inside a transaction.

    ``version`` is what the acting one has seen; None for what only adds. Raises
    NotFound for what is another's, or ``withdrawn`` or not otherwise than asked (T13),
    and ChangedMeanwhile.
    """
    by = hold_member(by)
    # Two may change it at once: lock first, look afterwards.
    Certificate.objects.hold(certificate.pk)
    held = get_or_not_found(visible(by, withdrawn=withdrawn), pk=certificate.pk)
    if version is not None and version != held.version:
        raise ChangedMeanwhile
    Certificate.objects.filter(pk=held.pk).update(version=F("version") + 1)
    held.version += 1
    return held, by


def visible(staff: Staff, *, withdrawn: bool = False) -> CertificateQuerySet:
    """What this member of staff may see, of those that stand or of those withdrawn."""
    return (
        Certificate.objects.visible_to(staff)
        .filter(withdrawn_at__isnull=not withdrawn)
        .select_related("insurer", "agency")
    )
