"""Which database the tests run on, and several who use it at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

R = TypeVar("R")

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="On SQLite one writer waits for the other, so there is no race; `make test` runs on both.",
)

_ONCE = "It takes a while, and was run on the other database already, or will be."
on_sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason=_ONCE)
# PostgreSQL is stricter with lengths, NUL and ranges.
on_postgresql_only = pytest.mark.skipif(connection.vendor != "postgresql", reason=_ONCE)


def on_own_connection(do: Callable[[], R]) -> R:
    """For a thread: its connection to the database ends with it."""
    try:
        return do()
    finally:
        connection.close()


def at_once(*moves: Callable[[], R]) -> list[R]:
    """Make all the moves at the same moment, each in a thread with a connection of its own."""
    start = threading.Barrier(len(moves))

    def make(move: Callable[[], R]) -> R:
        connection.ensure_connection()
        start.wait(timeout=10)
        return on_own_connection(move)

    with ThreadPoolExecutor(len(moves)) as threads:
        return list(threads.map(make, moves))
