"""Where the malware scanner listens: understood exactly, or refused at the start (U2)."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kakunin.config import environment
from tests.config.test_settings import COMPLETE, start

NAME = "KAKUNIN_CLAMD_URL"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("tcp://127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("tcp://clamd:1", ("clamd", 1)),
        ("tcp://scan-1.example.jp:65535", ("scan-1.example.jp", 65535)),
        ("tcp://[::1]:3310", ("::1", 3310)),
        ("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
    ],
)
def test_the_scanner_is_where_the_url_says(
    monkeypatch: pytest.MonkeyPatch, url: str, address: tuple[str, int] | str
) -> None:
    monkeypatch.setenv(NAME, url)
    assert environment.clamd() == address


def test_unset_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert environment.clamd() is None


def test_the_url_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAME, raising=False)
    (tmp_path / "url").write_text("tcp://127.0.0.1:3310\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "url"))
    assert environment.clamd() == ("127.0.0.1", 3310)


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "127.0.0.1:3310",
        "tcp://127.0.0.1",
        "tcp://:3310",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:65536",
        "tcp://127.0.0.1:３３１０",
        "tcp://127.0.0.1:3310/",
        "tcp://user@127.0.0.1:3310",
        "tcp://::1:3310",
        "http://127.0.0.1:3310",
        "unix://run/clamav/clamd.ctl",
        "unix:/run/clamav/clamd.ctl",
        "unix:///",
        "/run/clamav/clamd.ctl",
    ],
)
def test_what_is_no_address_is_refused_with_those_that_are(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(NAME, url)
    with pytest.raises(ImproperlyConfigured, match=r"KAKUNIN_CLAMD_URL must be tcp://host:port or unix:///"):
        environment.clamd()


def test_production_scans_where_it_is_told_to() -> None:
    given = {**COMPLETE, NAME: "tcp://127.0.0.1:3310"}
    assert start(given, "s.CLAMD") == ("('127.0.0.1', 3310)", "")
    assert start(COMPLETE, "s.CLAMD") == ("None", "")


def test_production_does_not_start_with_an_empty_address() -> None:
    shown, complaint = start({**COMPLETE, NAME: ""})
    assert shown == ""
    assert complaint.startswith("django.core.exceptions.ImproperlyConfigured")
    assert NAME in complaint
