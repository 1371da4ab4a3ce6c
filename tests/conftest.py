"""What every test stands on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.contrib.auth import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

from kakunin.adapters import smtp
from kakunin.adapters.pdf import sandbox
from kakunin.models.staff import Staff

_ASKS_THE_DATABASE = {"db", "transactional_db", "live_server"}
# What pages and mails show of it. On PostgreSQL test_hostile_requests.py walks through all pages.
_SHOWN = ["architecture", "bench", "demo", "mails"]
_SHOWN += [f"web/{group}" for group in ("desk", "download", "gate", "login")]
_SHOWN += [f"web/{group}" for group in ("site", "staff", "upload", "viewer")]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``database``: what one database may answer otherwise than another. The rest is run once."""
    once = [Path(__file__).parent / folder for folder in _SHOWN]
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in once):
            continue  # unless it says otherwise itself
        fixtures = _ASKS_THE_DATABASE.intersection(getattr(item, "fixturenames", ()))
        if fixtures or item.get_closest_marker("django_db"):
            item.add_marker("database")


class _StoriesToldOnce(LoadGroupScheduling):  # type: ignore[misc]  # xdist has no types for it
    """Tests that read what one long story has left behind stay with one runner."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return file if file.startswith("tests/canary/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling | None:
    """In place of its own ``xdist_group``, which does not reach the tests with this version of pytest."""
    return _StoriesToldOnce(config, log) if config.getvalue("dist") == "loadgroup" else None


# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """Each test's stored files stand in a folder of its own: ``files`` and ``pages``."""
    stores = {name: dict(store) for name, store in settings.STORAGES.items()}
    for name, folder in {"default": "files", "pages": "pages"}.items():
        stores[name]["OPTIONS"] = {"location": tmp_path / folder}
    settings.STORAGES = stores


@pytest.fixture(autouse=True)
def _own_mail_server() -> Iterator[None]:
    """The worker keeps its line to the mail server; the next test has another server."""
    yield
    smtp.hang_up()


@receiver(user_logged_in)
def _note_the_password(request: HttpRequest, user: Staff, **_: Any) -> None:
    """``force_login`` stands for a login by password, which the page would have noted."""
    if not get_authentication_records(request, user):
        record_authentication(request, user, "password")


@pytest.fixture(scope="session", autouse=True)
def _sandbox_ends_with_the_tests() -> Iterator[None]:
    yield
    sandbox.shared().close()
