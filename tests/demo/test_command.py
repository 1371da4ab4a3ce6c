"""``make demo`` as a process: it starts, says what it does, and leaves nothing behind."""

import signal
import socket
import stat
import urllib.request
from pathlib import Path

import pytest

from tests.demo.running import Demo, run
from tests.mail_server import closed_port

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: a demo starts on whatever the one before it left behind."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def demo(folder: Path) -> Demo:
    """Not started yet."""
    return Demo(folder, closed_port())


def test_it_prints_address_accounts_and_what_to_try(demo: Demo) -> None:
    with demo:
        for words in (demo.url, "agency@example.jp", "insurer@example.jp", "other-insurer@example.jp"):
            assert words in demo.screen
        assert len(demo.password) >= 12
        for path in ("/", "/staff/login/", "/demo/mail/", "/styleguide/", "/static/css/base.css"):
            with urllib.request.urlopen(demo.url + path, timeout=10) as answer:
                assert answer.status == 200


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_stops_all_its_processes(demo: Demo, by: signal.Signals) -> None:
    with demo:
        assert demo.end(by) == 0
        assert demo.left_behind() == []
        assert "The demo has stopped." in demo.screen


def test_killed_it_leaves_no_process_behind(demo: Demo) -> None:
    with demo:
        demo.end(signal.SIGKILL)
        assert demo.left_behind() == []


@pytest.mark.parametrize(("word", "name"), [("worker", "worker"), ("granian", "web")])
def test_a_part_that_dies_ends_it_with_words(demo: Demo, word: str, name: str) -> None:
    with demo:
        demo.child(word).kill()
        assert demo.wait() == 1
        assert f"The demo's {name} process has ended" in demo.screen
        assert demo.left_behind() == []


def test_a_second_start_finds_its_data_and_secrets_again(demo: Demo) -> None:
    with demo:
        secrets = (demo.data / "secrets.json").read_bytes()
        documents = set((demo.data / "files").rglob("*"))
    with demo:
        assert (demo.data / "secrets.json").read_bytes() == secrets
        # Nothing was seeded twice.
        assert set((demo.data / "files").rglob("*")) == documents


def test_its_folder_is_for_its_owner_only(demo: Demo) -> None:
    with demo:
        assert stat.S_IMODE(demo.data.stat().st_mode) == 0o700
        assert stat.S_IMODE((demo.data / "secrets.json").stat().st_mode) == 0o600


def test_a_taken_port_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run(tmp_path / "data", "--port", str(port))
    assert answer.returncode == 1
    assert f"Port {port} is taken." in answer.stderr
    assert f"PORT={port + 1} make demo" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_reset_empties_the_folder_but_not_under_a_running_demo(demo: Demo) -> None:
    with demo:
        refused = run(demo.data, "--reset")
        assert refused.returncode == 1
        assert "The demo is running already." in refused.stderr
        assert (demo.data / "kakunin.sqlite3").exists()
    assert run(demo.data, "--reset").returncode == 0
    assert {path.name for path in demo.data.iterdir()} <= {"lock"}
