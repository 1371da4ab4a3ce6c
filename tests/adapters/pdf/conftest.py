"""Closes what the tests opened."""

from collections.abc import Iterator

import pytest

from tests.adapters.pdf import opened


@pytest.fixture(autouse=True)
def _files_are_closed() -> Iterator[None]:
    yield
    while opened:
        opened.pop().close()
