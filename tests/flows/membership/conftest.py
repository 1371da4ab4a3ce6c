"""An insurer and its agency, each with two administrators and a member."""

from dataclasses import dataclass

import pytest

from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Insurer, Organisation, home_of
from kakunin.models.staff import Staff
from tests.world import make_administrator, make_agency, make_insurer, make_staff


@dataclass(frozen=True)
class House:
    """Anna and Bert administer it, Mia does not."""

    organisation: Organisation
    anna: Staff
    bert: Staff
    mia: Staff


def make_house(organisation: Organisation) -> House:
    anna, bert = (make_administrator(organisation, name) for name in ("管理 アンナ", "管理 ベルト"))
    return House(organisation, anna, bert, make_staff(organisation, "利用 ミア"))


@pytest.fixture
def insurer(db: None) -> Insurer:
    return make_insurer("甲損害保険株式会社")


@pytest.fixture
def agency(insurer: Insurer) -> Agency:
    return make_agency("乙代理店", insurers=[insurer])


@pytest.fixture
def office(insurer: Insurer) -> House:
    """The insurer's."""
    return make_house(insurer)


@pytest.fixture
def house(agency: Agency) -> House:
    """The agency's."""
    return make_house(agency)


def told(kind: str) -> list[str]:
    """Who gets a mail of this kind, in alphabetical order."""
    return sorted(OutboxMail.objects.filter(kind=kind).values_list("recipient", flat=True))


def addresses(*people: Staff) -> list[str]:
    return sorted(one.email for one in people)


def history(organisation: Organisation) -> list[str]:
    """The types of its events, oldest first."""
    return list(AuditEvent.objects.filter(**home_of(organisation)).values_list("type", flat=True))
