"""An insurer brings a new agency: the contract, and the invitation of its first administrator (U1)."""

from datetime import date

from django.db import transaction

from kakunin.flows.membership import contracts, invitations, organisations
from kakunin.models.audit import AuditEvent
from kakunin.models.party import Agency
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_AGENCIES


@transaction.atomic
def add_agency(*, name: str, starts_on: date, address: str, person: str, by: Staff) -> Agency:
    """``address`` and ``person``: whom to invite. Raises NotFound, NotAllowed, AddressInUse."""
    by = organisations.lock_for(by, MANAGE_AGENCIES)
    agency = Agency.objects.create(name=name)
    organisations.lock(agency)
    for about in (agency, by.organisation):
        AuditEvent.record(
            AuditEvent.Type.AGENCY_ADDED, by=by, about=about, agency=agency.pk, agency_name=name
        )
    contracts.make_contract(agency, starts_on, by)
    invitations.make_invitation(
        organisation=agency, address=address, name=person, role=Staff.Role.ADMINISTRATOR, by=by
    )
    return agency
