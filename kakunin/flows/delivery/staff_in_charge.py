"""Which staff act on a certificate, and are told of what happens to it."""

from collections.abc import Iterable

from kakunin.foundation.db import get_or_not_found, require_transaction
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.policies.viewing_password import may_see_password

_MOST = 20  # of an organisation: a mail to all of a large insurer helps nobody


def hold_member(by: Staff) -> Staff:
    """The acting one as it is now; until the commit nobody removes it or changes its role.

    Looking at files takes a while. Raises NotFound for one who was removed meanwhile (T7).
    """
    require_transaction()
    members = Staff.objects.select_for_update(no_key=True).filter(is_active=True)
    return get_or_not_found(members, pk=by.pk)


def uploaders_of(certificate: Certificate) -> list[Staff]:
    """Those who uploaded its documents, as far as they are still in charge."""
    staff = Staff.objects.filter(pk__in=certificate.documents.values("added_by"))
    return _still_in_charge(certificate, staff.filter(is_active=True).order_by("pk"))


def password_readers(certificate: Certificate, by: Staff) -> list[Staff]:
    """Who gets a new viewing password: the one who changed it, if it may read it, and the uploaders.

    When all of them have left, their organisation, which has to hand it on.
    """
    readers = [by] if may_see_password(by, certificate) else []
    readers += [staff for staff in uploaders_of(certificate) if staff != by]
    return readers or staff_in_charge(certificate)


def staff_in_charge(certificate: Certificate) -> list[Staff]:
    """The uploaders; when all have left, their organisation; at the last the insurer."""
    active = Staff.objects.filter(is_active=True).order_by("pk")
    of_the_agency = active.filter(agency__isnull=False, agency=certificate.agency_id)
    return (
        uploaders_of(certificate)
        or _still_in_charge(certificate, of_the_agency[:_MOST])
        or list(active.filter(insurer=certificate.insurer)[:_MOST])
    )


def _still_in_charge(certificate: Certificate, staff: Iterable[Staff]) -> list[Staff]:
    """Whoever moved to another organisation, or whose contract ended, learns nothing more (T13)."""
    return [one for one in staff if Certificate.objects.visible_to(one).filter(pk=certificate.pk).exists()]
