"""Who reads a certificate's viewing password on the desk."""

from kakunin.foundation.errors import PasswordNotYours
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff


def may_see_password(staff: Staff, certificate: Certificate) -> bool:
    """The organisation that uploaded it, or added to it, or took it over (移管)."""
    if staff.agency_id is not None:
        return certificate.agency_id == staff.agency_id
    if certificate.insurer_id != staff.insurer_id:  # nor has the association one
        return False
    return (
        certificate.agency_id is None
        or certificate.documents.filter(added_by__insurer=staff.insurer_id).exists()
    )


def check_may_see_password(staff: Staff, certificate: Certificate) -> None:
    """Raise PasswordNotYours unless it may."""
    if not may_see_password(staff, certificate):
        raise PasswordNotYours
