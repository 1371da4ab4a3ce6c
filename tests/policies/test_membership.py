"""U1, T13: which organisation's people may do what; the whole table once more, by hand."""

import pytest

from kakunin.foundation.errors import NotAllowed, NotFound
from kakunin.models.party import Organisation
from kakunin.models.staff import Staff
from kakunin.policies import membership
from kakunin.policies.membership import Act, check_may
from tests.world import make_agency, make_association, make_insurer, make_staff

pytestmark = pytest.mark.django_db

# Insurer's, agency's, association's administrator and member: y may, n may not, - has no such thing.
TABLE = {
    "HANDLE_CERTIFICATES": "yy yy --",
    "SEE_MEMBERS": "yy yy yy",
    "MANAGE_MEMBERS": "yn yn yn",
    "SEE_HISTORY": "yy yy yy",
    "SEE_AGENCIES": "yy -- --",
    "MANAGE_AGENCIES": "yn -- --",
    "SEE_INSURERS": "-- -- yy",
    "MANAGE_INSURERS": "-- -- yn",
    "SEE_FIGURES": "-- -- yy",
}


def answer(staff: Staff, act: Act) -> str:
    try:
        check_may(staff, act)
    except NotFound:
        return "-"
    except NotAllowed:
        return "n"
    return "y"


def test_every_act_has_its_line() -> None:
    assert set(TABLE) == {name for name, value in vars(membership).items() if isinstance(value, Act)}


def test_who_may_what() -> None:
    homes: list[Organisation] = [make_insurer(), make_agency(), make_association()]
    people = [[make_staff(home, role=role) for role in Staff.Role] for home in homes]
    shown = {
        name: " ".join("".join(answer(one, getattr(membership, name)) for one in pair) for pair in people)
        for name in TABLE
    }
    assert shown == TABLE
