"""The day is that of Japan, wherever the machine stands."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from kakunin.foundation import clock


@pytest.fixture(params=["America/Los_Angeles", "Pacific/Auckland", "UTC"])
def _host_elsewhere(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("_host_elsewhere")
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 15, 0, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 12, 31, 14, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 15, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_japan(moment: datetime, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert clock.now() == moment
        assert clock.today() == day


def test_now_is_told_in_utc() -> None:
    assert clock.now().tzinfo is UTC
