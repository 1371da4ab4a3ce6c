"""Which organisation's people may do what, by their role (U1, T13)."""

from dataclasses import dataclass

from kakunin.foundation.errors import NotAllowed, NotFound
from kakunin.models.party import Agency, Association, Insurer, Organisation
from kakunin.models.staff import Staff


@dataclass(frozen=True)
class Act:
    """Something that people of these kinds of organisations may do: all of them, or their administrators."""

    kinds: tuple[type[Organisation], ...]
    roles: tuple[str, ...]


_ALL = (Staff.Role.ADMINISTRATOR, Staff.Role.MEMBER)
_ADMINISTRATORS = (Staff.Role.ADMINISTRATOR,)

HANDLE_CERTIFICATES = Act((Insurer, Agency), _ALL)
SEE_MEMBERS = Act((Insurer, Agency, Association), _ALL)
MANAGE_MEMBERS = Act((Insurer, Agency, Association), _ADMINISTRATORS)
SEE_HISTORY = Act((Insurer, Agency, Association), _ALL)
SEE_AGENCIES = Act((Insurer,), _ALL)
MANAGE_AGENCIES = Act((Insurer,), _ADMINISTRATORS)
SEE_INSURERS = Act((Association,), _ALL)
MANAGE_INSURERS = Act((Association,), _ADMINISTRATORS)
SEE_FIGURES = Act((Association,), _ALL)


def check_may(staff: Staff, act: Act) -> None:
    """Raise unless it may.

    NotFound: for its kind of organisation there is no such thing. NotAllowed: it is for administrators.
    """
    if not isinstance(staff.organisation, act.kinds):
        raise NotFound
    if staff.role not in act.roles:
        raise NotAllowed


def check_may_invite_to(staff: Staff, organisation: Organisation) -> None:
    """Raise unless it is an administrator of this organisation, or brings its first one.

    Insurers bring agencies, the association brings insurers: until somebody has joined there.
    Afterwards only its own administrators say who belongs to it: an agency's people see
    certificates of several insurers. Raises NotFound, NotAllowed.
    """
    if organisation == staff.organisation:
        check_may(staff, MANAGE_MEMBERS)
        return
    if isinstance(organisation, Insurer):
        check_may(staff, MANAGE_INSURERS)
    else:
        check_may(staff, MANAGE_AGENCIES)
        if not isinstance(organisation, Agency) or not Agency.objects.known_to(staff).contains(organisation):
            raise NotFound
    if Staff.objects.administrators_of(organisation).exists():
        raise NotFound
