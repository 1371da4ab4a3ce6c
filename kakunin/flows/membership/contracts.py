"""Contracts between an agency and an insurer, as the steps make and tell of them."""

from datetime import date

from kakunin.foundation.db import get_or_not_found, require_transaction
from kakunin.foundation.errors import ContractRunning
from kakunin.models.audit import AuditEvent
from kakunin.models.party import Agency, AgencyContract, Insurer
from kakunin.models.staff import Staff


def insurer_of(by: Staff) -> Insurer:
    """The insurer whose administrator acts; the policy was asked before."""
    assert by.insurer is not None  # noqa: S101  # for the type checker; the policy holds it
    return by.insurer


def find_agency(agency: int, by: Staff) -> Agency:
    """One that the insurer has or had a contract with, held until the commit. Raises NotFound (T13)."""
    require_transaction()
    known = Agency.objects.known_to(by).select_for_update(no_key=True)
    return get_or_not_found(known, pk=agency)


def make_contract(agency: Agency, starts_on: date, by: Staff) -> AgencyContract:
    """Between the agency, whose row is locked, and the insurer. Raises ContractRunning."""
    insurer = insurer_of(by)
    if agency.contracts.not_over().filter(insurer=insurer).exists():
        raise ContractRunning
    contract = AgencyContract.objects.create(agency=agency, insurer=insurer, starts_on=starts_on)
    record(AuditEvent.Type.CONTRACT_STARTED, contract, by, starts_on=str(starts_on))
    return contract


def record(type_: AuditEvent.Type, contract: AgencyContract, by: Staff, **facts: str) -> AuditEvent:
    """In the histories of both; the event of the agency's is returned."""
    AuditEvent.record(
        type_,
        by=by,
        about=contract.insurer,
        agency=contract.agency_id,
        agency_name=contract.agency.name,
        **facts,
    )
    return AuditEvent.record(
        type_,
        by=by,
        about=contract.agency,
        insurer=contract.insurer_id,
        insurer_name=contract.insurer.name,
        **facts,
    )
