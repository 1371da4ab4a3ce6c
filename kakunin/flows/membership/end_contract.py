"""An insurer says until when an agency acts for it (U1)."""

from datetime import date

from django.db import transaction

from kakunin.flows.membership import contracts, organisations
from kakunin.foundation.errors import EndsBeforeItStarts, NotFound
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import AgencyContract
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_AGENCIES


@transaction.atomic
def end_contract(*, agency: int, ends_on: date, by: Staff) -> AgencyContract:
    """The last day of the contract that runs, or is to begin; yesterday ends it at once.

    After it the agency sees nothing of this insurer's. Raises NotFound, NotAllowed, EndsBeforeItStarts.
    """
    by = organisations.lock_for(by, MANAGE_AGENCIES)
    found = contracts.find_agency(agency, by)
    contract = found.contracts.not_over().filter(insurer=by.insurer).order_by("starts_on").last()
    if contract is None:
        raise NotFound
    if ends_on < contract.starts_on:
        raise EndsBeforeItStarts
    contract.ends_on = ends_on
    contract.save(update_fields=["ends_on"])
    event = contracts.record(AuditEvent.Type.CONTRACT_ENDED, contract, by, ends_on=str(ends_on))
    organisations.tell_all(
        OutboxMail.Kind.CONTRACT_ENDED,
        event,
        Staff.objects.administrators_of(found),
        Staff.objects.administrators_of(by.organisation),
    )
    return contract
