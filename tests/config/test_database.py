"""The options that make the databases durable (design decision 9)."""

import pytest
from django.db import connection

from kakunin.config import environment


@pytest.fixture(autouse=True)
def _no_database_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAKUNIN_DATABASE_URL", raising=False)


def test_sqlite_writes_through_and_lets_writers_wait() -> None:
    options = environment.database("sqlite:////tmp/kakunin.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_keeps_its_connections_and_checks_them() -> None:
    options = environment.database("postgresql://kakunin:pw@db.example.jp/kakunin")
    assert (options["CONN_MAX_AGE"], options["CONN_HEALTH_CHECKS"]) == (None, True)


@pytest.mark.django_db
def test_the_database_in_use_is_as_the_settings_say() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)  # FULL
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
