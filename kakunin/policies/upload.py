"""May this member of staff upload for this insurer?"""

from kakunin.foundation.errors import ContractOver, NotAllowed
from kakunin.models.party import Insurer
from kakunin.models.staff import Staff


def check_may_upload(staff: Staff, insurer: Insurer) -> None:
    """Raise NotAllowed or ContractOver unless it is its own insurer or its agency's contract runs (U1)."""
    if not Insurer.objects.served_by(staff).filter(pk=insurer.pk).exists():
        raise ContractOver if staff.agency_id else NotAllowed
