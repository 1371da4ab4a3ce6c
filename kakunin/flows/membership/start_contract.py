"""An insurer and an agency that is there already begin to work together, or do so again (U1)."""

from datetime import date

from django.db import transaction

from kakunin.flows.membership import contracts, organisations
from kakunin.foundation import tokens
from kakunin.foundation.errors import NoSuchAgency
from kakunin.models.party import Agency, AgencyContract
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_AGENCIES


@transaction.atomic
def start_contract(*, code: str, starts_on: date, by: Staff) -> AgencyContract:
    """With the agency that told its linking code, as typed.

    Raises NotFound, NotAllowed, NoSuchAgency, ContractRunning.
    """
    by = organisations.lock_for(by, MANAGE_AGENCIES)
    linked = Agency.objects.select_for_update(no_key=True).filter(linking_code=tokens.read_password(code))
    agency = linked.first()
    if agency is None:
        raise NoSuchAgency
    return contracts.make_contract(agency, starts_on, by)


@transaction.atomic
def renew_contract(*, agency: int, starts_on: date, by: Staff) -> AgencyContract:
    """With one whose contract has ended. Raises NotFound, NotAllowed, ContractRunning."""
    by = organisations.lock_for(by, MANAGE_AGENCIES)
    return contracts.make_contract(contracts.find_agency(agency, by), starts_on, by)
