"""U1: who may upload for which insurer."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from kakunin.foundation import clock
from kakunin.foundation.errors import NotAllowed
from kakunin.models.party import AgencyContract, Insurer
from kakunin.models.staff import Staff
from kakunin.policies.upload import check_may_upload
from tests.world import make_agency, make_insurer, make_staff

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _early_morning_in_japan() -> Iterator[None]:
    """Still the day before in UTC."""
    with time_machine.travel(datetime.fromisoformat("2026-04-01T00:30:00+09:00"), tick=False):
        assert clock.today() == TODAY
        yield


@pytest.fixture
def insurer() -> Insurer:
    return make_insurer("甲損害保険株式会社")


def may_upload(staff: Staff, insurer: Insurer) -> bool:
    try:
        check_may_upload(staff, insurer)
    except NotAllowed:
        return False
    return True


def test_insurers_upload_for_themselves_and_nobody_else(insurer: Insurer) -> None:
    other = make_insurer("乙損害保険株式会社")
    assert may_upload(make_staff(insurer), insurer)
    assert not may_upload(make_staff(insurer), other)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "allowed"),
    [
        (TODAY - DAY, None, True),
        (TODAY, None, True),
        (TODAY - DAY, TODAY, True),
        (TODAY, TODAY, True),
        (TODAY - 2 * DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
        (TODAY + DAY, TODAY + 2 * DAY, False),
    ],
)
def test_agencies_upload_while_their_contract_runs(
    insurer: Insurer, starts_on: date, ends_on: date | None, allowed: bool
) -> None:
    agency = make_agency("丙代理店", insurers=[])
    AgencyContract.objects.create(agency=agency, insurer=insurer, starts_on=starts_on, ends_on=ends_on)
    assert may_upload(make_staff(agency), insurer) == allowed


def test_a_contract_is_with_one_insurer_and_of_one_agency(insurer: Insurer) -> None:
    other = make_insurer("乙損害保険株式会社")
    alice = make_staff(make_agency("丙代理店", insurers=[insurer]))
    charlie = make_staff(make_agency("丁代理店", insurers=[other]))
    assert may_upload(alice, insurer)
    assert not may_upload(alice, other)
    assert not may_upload(charlie, insurer)


def test_an_agency_may_serve_several_insurers(insurer: Insurer) -> None:
    other = make_insurer("乙損害保険株式会社")
    alice = make_staff(make_agency("丙代理店", insurers=[insurer, other]))
    assert may_upload(alice, insurer)
    assert may_upload(alice, other)
