"""The demo makes for itself what an operator gives to production."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from kakunin.config import master_keys
from kakunin.demo import surroundings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """The environment is put back afterwards."""
    folder = tmp_path / "data"
    with mock.patch.dict(os.environ, {"KAKUNIN_DATA_DIR": str(folder)}):
        yield folder


def given() -> dict[str, str]:
    names = ("SECRET_KEY", "PEPPER", "MASTER_KEYS")
    return {name: os.environ[f"KAKUNIN_{name}"] for name in names}


def test_secrets_are_drawn_once_and_found_again() -> None:
    surroundings.prepare(8000)
    first = given()
    surroundings.prepare(8001)
    assert given() == first
    assert len(first["SECRET_KEY"]) >= 50
    assert len(first["PEPPER"]) >= 32
    assert list(master_keys.parse(first["MASTER_KEYS"])) == ["demo"]


def test_two_demos_have_different_secrets(folder: Path) -> None:
    surroundings.prepare(8000)
    first = given()
    os.environ["KAKUNIN_DATA_DIR"] = str(folder.with_name("other"))
    surroundings.prepare(8000)
    assert not set(given().values()) & set(first.values())


def test_folder_and_secrets_are_for_their_owner_only(folder: Path) -> None:
    surroundings.prepare(8000)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600


def test_the_address_in_mails_follows_the_port() -> None:
    surroundings.prepare(8123)
    assert os.environ["KAKUNIN_BASE_URL"] == "http://localhost:8123"
    assert os.environ["KAKUNIN_MODE"] == "demo"


def test_without_a_folder_named_it_is_the_checkouts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAKUNIN_DATA_DIR")
    assert surroundings.data_folder() == surroundings.ROOT / "data" / "demo"
