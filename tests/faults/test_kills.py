"""kill -9 at any moment of an upload or of the work after it, or a line that breaks (T19, T21)."""

import subprocess
import sys

import pytest
from django.db import connection

# PostgreSQL is where durability is promised; on SQLite fewer moments are enough. All of them:
# ``python -m tests.faults.run upload 1``.
STRIDE = {
    "postgresql": {"upload": 13, "worker": 31},
    "sqlite": {"upload": 29, "worker": 61},
}
KILLS = {"postgresql": 12, "sqlite": 6}  # of the real server, over HTTP

# Its processes open the database themselves.
pytestmark = pytest.mark.database


def run_drill(name: str, argument: int, result: str = "killed") -> None:
    """In a process of its own: it forks, and its database is not the test runner's."""
    command = [sys.executable, "-m", "tests.faults.run", name, str(argument)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert result in run.stdout


@pytest.mark.parametrize("drill", ["upload", "worker"])
def test_killed_at_any_line_nothing_acknowledged_is_lost_and_nothing_is_half(drill: str) -> None:
    run_drill(drill, STRIDE[connection.vendor][drill])


def test_a_web_server_killed_at_any_moment_loses_nothing_that_it_answered() -> None:
    run_drill("web", KILLS[connection.vendor])


def test_an_upload_cut_off_at_any_byte_is_never_taken_as_whole() -> None:
    run_drill("cut", 24, "none was taken as whole")
