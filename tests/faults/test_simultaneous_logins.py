"""Two hundred right entries of one code at the same moment (T5)."""

import subprocess
import sys

import pytest

from tests.databases import needs_postgresql


# In processes of its own, whose database is the one that the web servers see.
@pytest.mark.database
@needs_postgresql
def test_of_200_simultaneous_right_entries_over_http_exactly_one_logs_in() -> None:
    command = [sys.executable, "-m", "tests.faults.run", "login", "200"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "one login" in run.stdout
