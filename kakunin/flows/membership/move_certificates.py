"""移管: what an agency uploaded passes to the insurer or to another agency (U1)."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from kakunin.flows.membership import contracts, organisations
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import ContractRunning, NothingToMove
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Organisation
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_AGENCIES

_BATCH = 1000  # certificates a statement


@dataclass(frozen=True)
class Office:
    """Whom contractor and obligee call from now on, instead of the agency that has left."""

    office_name: str
    office_phone: str
    office_contact: str


@transaction.atomic
def move_certificates(*, agency: int, to: int | None, office: Office, by: Staff) -> int:
    """All that the agency uploaded for this insurer, once no contract is in force; how many they were.

    ``to`` is another agency whose contract runs; None: the insurer takes them over itself.
    URLs and passwords stay. Raises NotFound, NotAllowed, ContractRunning, NothingToMove.
    """
    by = organisations.lock_for(by, MANAGE_AGENCIES)
    insurer, old = contracts.insurer_of(by), contracts.find_agency(agency, by)
    new = get_or_not_found(Agency.objects.serving(insurer), pk=to) if to is not None else None
    if old.contracts.not_over().filter(insurer=insurer).exists():
        raise ContractRunning
    theirs = Certificate.objects.select_for_update(no_key=True).filter(insurer=insurer, agency=old)
    # An agency of many years has tens of thousands: their ids suffice.
    moved = list(theirs.order_by("pk").values_list("pk", flat=True))
    if not moved:
        raise NothingToMove
    AuditEvent.record_all(
        AuditEvent.Type.CERTIFICATE_MOVED,
        by=by,
        certificates=moved,
        from_agency=old.pk,
        **({"to_agency": new.pk} if new else {}),
    )
    for start in range(0, len(moved), _BATCH):
        batch = Certificate.objects.filter(pk__in=moved[start : start + _BATCH])
        batch.update(agency=new, version=F("version") + 1, **asdict(office))
        # Whether the former people got the password is nobody's concern any more.
        passwords = OutboxMail.objects.filter(kind=OutboxMail.Kind.VIEWING_PASSWORD)
        passwords.filter(key__certificate__in=moved[start : start + _BATCH]).update(is_current=False)
        OutboxMail.objects.note_failures(moved[start : start + _BATCH])
    _tell(old, new, len(moved), by)
    return len(moved)


def _tell(old: Agency, new: Agency | None, count: int, by: Staff) -> None:
    """Each of the three in words of its own: the old agency does not learn who the new one is."""
    insurer = contracts.insurer_of(by)
    told: list[tuple[Organisation, dict[str, str]]] = [
        (insurer, {"from_name": old.name, "to_name": new.name if new else insurer.name}),
        (old, {"from_name": old.name}),
        *([(new, {"to_name": new.name})] if new else []),
    ]
    for organisation, names in told:
        event = AuditEvent.record(
            AuditEvent.Type.CERTIFICATES_MOVED,
            by=by,
            about=organisation,
            insurer_name=insurer.name,
            count=count,
            **names,
        )
        administrators = Staff.objects.administrators_of(organisation)
        organisations.tell_all(OutboxMail.Kind.CERTIFICATES_MOVED, event, administrators)
