"""Whom the system tells of a certificate, when people come and go (U3, V3, T13)."""

import pytest

from kakunin.flows.delivery.staff_in_charge import staff_in_charge, uploaders_of
from kakunin.models.certificate import Certificate
from kakunin.models.party import Agency
from kakunin.models.staff import Staff
from tests.world import make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency("乙代理店", insurers=[make_insurer()])


@pytest.fixture
def alice(agency: Agency) -> Staff:
    return make_staff(agency, "アリス")


@pytest.fixture
def bob(agency: Agency) -> Staff:
    return make_staff(agency, "ボブ")


@pytest.fixture
def at_the_insurer() -> Staff:
    return make_staff(make_insurer())


@pytest.fixture
def charlie() -> Staff:
    """Of another insurer."""
    return make_staff(make_insurer("丙損害保険株式会社"))


@pytest.fixture
def certificate(
    agency: Agency, alice: Staff, bob: Staff, at_the_insurer: Staff, charlie: Staff
) -> Certificate:
    return make_certificate(insurer=make_insurer(), agency=agency, by=alice).certificate


def leave(staff: Staff) -> None:
    Staff.objects.filter(pk=staff.pk).update(is_active=False)


def test_it_is_whoever_uploaded(certificate: Certificate, alice: Staff) -> None:
    assert staff_in_charge(certificate) == uploaders_of(certificate) == [alice]


def test_when_they_have_left_it_is_their_organisation(
    certificate: Certificate, alice: Staff, bob: Staff
) -> None:
    leave(alice)
    assert uploaders_of(certificate) == []
    assert staff_in_charge(certificate) == [bob]


def test_when_nobody_of_the_agency_is_left_it_is_the_insurer(
    certificate: Certificate, alice: Staff, bob: Staff, at_the_insurer: Staff
) -> None:
    leave(alice)
    leave(bob)
    assert staff_in_charge(certificate) == [at_the_insurer]


def test_an_agency_whose_contract_has_ended_learns_nothing(
    certificate: Certificate, agency: Agency, at_the_insurer: Staff
) -> None:
    agency.contracts.update(starts_on="2020-04-01", ends_on="2021-03-31")
    assert staff_in_charge(certificate) == [at_the_insurer]


def test_whoever_moved_to_another_insurer_learns_nothing(
    certificate: Certificate, alice: Staff, bob: Staff, charlie: Staff
) -> None:
    Staff.objects.filter(pk=alice.pk).update(agency=None, insurer=charlie.insurer)
    assert staff_in_charge(certificate) == [bob]


def test_what_the_insurer_uploaded_concerns_no_agency(at_the_insurer: Staff, alice: Staff) -> None:
    certificate = make_certificate(insurer=make_insurer(), agency=None, by=at_the_insurer).certificate
    other = make_staff(make_insurer())
    leave(at_the_insurer)
    assert staff_in_charge(certificate) == [other]
