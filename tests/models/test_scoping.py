"""Who sees which certificates: Alice of the agency, Bob her colleague, Charlie of another (T13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest
import time_machine

from kakunin.models.certificate import Certificate
from kakunin.models.party import AgencyContract, Insurer
from kakunin.models.staff import Staff
from tests.world import make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db

# 31 March, 23:30 in Japan; the host's day and UTC's may be another.
LAST_EVENING = datetime.fromisoformat("2026-03-31T23:30:00+09:00")
FIRST_MORNING = datetime.fromisoformat("2026-04-01T00:00:00+09:00")


@dataclass
class People:
    first: Insurer
    second: Insurer
    alice: Staff
    bob: Staff
    charlie: Staff
    ines: Staff
    otto: Staff
    hers: Certificate
    charlies: Certificate
    insurers_own: Certificate


@pytest.fixture
def people() -> Iterator[People]:
    """Two insurers (Ines, Otto); Alice's and Charlie's agencies both serve the first one only."""
    with time_machine.travel(LAST_EVENING):
        first, second = make_insurer("甲損害保険株式会社"), make_insurer("乙損害保険株式会社")
        agency, other = make_agency("丙代理店", insurers=[first]), make_agency("丁代理店", insurers=[first])
        alice, bob, charlie = make_staff(agency), make_staff(agency), make_staff(other)
        ines, otto = make_staff(first), make_staff(second)
        yield People(
            *(first, second, alice, bob, charlie, ines, otto),
            hers=make_certificate(insurer=first, agency=agency, by=alice, number="A-1").certificate,
            charlies=make_certificate(insurer=first, agency=other, by=charlie, number="C-1").certificate,
            insurers_own=make_certificate(insurer=first, agency=None, by=ines, number="I-1").certificate,
        )


def seen_by(staff: Staff) -> set[Certificate]:
    return set(Certificate.objects.visible_to(staff))


def contract(people: People, **changes: date | Insurer) -> None:
    AgencyContract.objects.filter(agency=people.alice.agency).update(**changes)


def test_colleagues_see_what_their_agency_uploaded(people: People) -> None:
    assert seen_by(people.alice) == seen_by(people.bob) == {people.hers}


def test_another_agency_of_the_same_insurer_sees_only_its_own(people: People) -> None:
    assert seen_by(people.charlie) == {people.charlies}


def test_an_insurer_sees_all_its_certificates_whoever_uploaded_them(people: People) -> None:
    assert seen_by(people.ines) == {people.hers, people.charlies, people.insurers_own}


def test_another_insurer_sees_none(people: People) -> None:
    assert seen_by(people.otto) == set()


def test_a_contract_runs_through_its_last_day_in_japan(people: People) -> None:
    contract(people, ends_on=date(2026, 3, 31))
    assert seen_by(people.alice) == {people.hers}
    with time_machine.travel(FIRST_MORNING):
        assert seen_by(people.alice) == set()
        assert seen_by(people.charlie) == {people.charlies}


def test_a_contract_begins_on_its_first_day_in_japan(people: People) -> None:
    contract(people, starts_on=date(2026, 4, 1))
    assert seen_by(people.alice) == set()
    with time_machine.travel(FIRST_MORNING):
        assert seen_by(people.alice) == {people.hers}


def test_a_contract_with_another_insurer_shows_nothing_of_the_first(people: People) -> None:
    contract(people, insurer=people.second)
    assert seen_by(people.alice) == set()


def test_a_renewed_contract_beside_the_ended_one_shows_each_certificate_once(people: People) -> None:
    contract(people, ends_on=date(2026, 3, 30))
    assert people.alice.agency
    AgencyContract.objects.create(
        agency=people.alice.agency, insurer=people.first, starts_on=date(2026, 3, 31)
    )
    assert list(Certificate.objects.visible_to(people.alice)) == [people.hers]
    assert list(Insurer.objects.served_by(people.alice)) == [people.first]


def test_an_insurers_staff_serve_their_own_insurer(people: People) -> None:
    assert list(Insurer.objects.served_by(people.ines)) == [people.first]
    assert list(Insurer.objects.served_by(people.otto)) == [people.second]


@pytest.mark.parametrize("written", ["A-1", "a-1", "Ａ－１", "A 1", "A1"])
def test_a_number_is_found_however_it_is_written(people: People, written: str) -> None:
    assert Certificate.objects.with_number(people.first, written).get() == people.hers


def test_the_same_number_of_another_insurer_is_another_certificate(people: People) -> None:
    assert not Certificate.objects.with_number(people.second, "A-1").exists()
