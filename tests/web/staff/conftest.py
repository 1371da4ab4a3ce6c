"""One member of staff, and clean limits."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from kakunin.foundation import clock
from kakunin.models.staff import Staff
from tests.world import make_insurer, make_staff


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Failed logins are counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def now() -> Iterator[Any]:
    """Time stands still until the test shifts it."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice(db: None) -> Staff:
    """Logs in with ``PASSWORD``; has no second factor yet."""
    return make_staff(make_insurer())
