"""What opens a door or is a certificate's text is in nothing that the running system writes down (T1, T22).

Except where it must be: in mails, in answers, and sealed.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.canary.search import Secrets, find, forms
from tests.databases import on_postgresql_only

pytestmark = [
    pytest.mark.database,  # its processes open it themselves
    on_postgresql_only,
]

# Where we look, and what shows that the story has really left its marks there.
SOURCES = {
    "captured/web.log": (
        "Forbidden: /v/…",
        "Gone: /staff/invitation/…",
        "Gone: /staff/password/new/…",
        "Internal Server Error: /v/…",
        "most recent call last",
    ),
    "captured/worker.log": ("failed with SMTPDataError", "Damaged", "render_document"),
    "captured/operator.log": (
        "The worker mails the invitation",
        "is invited already",
        "most recent call last",
    ),
    "captured/reports": ("most recent call last", "unlock_certificate", "log_in_obligee"),
    "captured/dump-upload.sql": ("CANARY-NUMBER-1", "send_mail", "viewing_password", "render_document"),
    "captured/dump-refused.sql": ("451 5.7.1 Looks like spam", "SMTPDataError"),
    "captured/dump-forgotten.sql": ("offer_password_reset", "invitation"),
    "captured/dump-half-way.sql": ("password_reset_asked", "kakunin_session"),
    "captured/dump-code.sql": ("CANARY-NUMBER-1", "send_mail", "one_time_password", "554 5.7.1 Looks like"),
    "captured/dump-further.sql": (
        "documents_added",
        "password_shown",
        "form_taken",
        "form_completed",
        "login_refused",
        "send_mail",
    ),
    "captured/dump-open.sql": ("kakunin_session", "certificate_unlocked", "allauth"),
    "captured/dump-end.sql": ("logged_out", "mail_failed", "kakunin_wrongtries"),
    "captured/heads-of-answers": ("location: /view/", "content-security-policy: ", "cache-control: "),
    "captured/heads-of-mails": ("Message-ID: <", "Subject: 【保証証券等確認システム】ワンタイムパスワード"),
    "captured/commands": ("manage.py worker", "granian"),
    "captured/database.log": ("does not exist", "STATEMENT: "),
    "data/files": ("KKNFILE1",),
    "data/pages": ("KKNFILE1",),
}


@dataclass(frozen=True)
class Told:
    """The folder that the story has left."""

    folder: Path

    @property
    def secrets(self) -> Secrets:
        written: dict[str, list[str]] = json.loads((self.folder / "secrets.json").read_text())
        return {name: [bytes.fromhex(value) for value in values] for name, values in written.items()}

    def read(self, source: str) -> bytes:
        """A file, or all files below a folder."""
        start = self.folder / source
        files = sorted(start.rglob("*")) if start.is_dir() else sorted(start.parent.glob(f"{start.name}*"))
        return b"\n".join(path.read_bytes() for path in files if path.is_file())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("canary")
    # In a process of its own: its settings are production's, its database is not the test runner's.
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KAKUNIN_", "DJANGO_")) or name == "KAKUNIN_DATABASE_URL"
    }
    command = [sys.executable, "-m", "tests.canary.run", str(folder)]
    ended = subprocess.run(command, env=bare, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return Told(folder)


@pytest.mark.parametrize("source", SOURCES)
def test_no_secret_is_written_down(told: Told, source: str) -> None:
    assert find(told.read(source), told.secrets) == []


@pytest.mark.parametrize("source", SOURCES)
def test_there_was_something_to_be_searched(told: Told, source: str) -> None:
    content = told.read(source)
    assert [mark for mark in SOURCES[source] if mark.encode() not in content] == []


@pytest.mark.parametrize("source", SOURCES)
def test_any_secret_in_any_form_would_have_been_found_there(told: Told, source: str) -> None:
    content = told.read(source)
    middle = len(content) // 2
    for name, values in told.secrets.items():
        planted = b" ".join(form for value in values for form in forms(value).values())
        hidden = find(content[:middle] + b" " + planted + b" " + content[middle:], {name: values})
        assert len(hidden) == len({form for value in values for form in forms(value)}), name


def test_nothing_that_was_uploaded_is_left_in_the_folder_for_temporary_files(told: Told) -> None:
    assert list((told.folder / "temporary").rglob("*")) == []


def test_no_place_was_left_out(told: Told) -> None:
    """What the story wrote elsewhere: the style sheets and scripts that everybody may have."""
    top = {
        path.relative_to(told.folder)
        for part in ("captured", "data")
        for path in (told.folder / part).iterdir()
    }
    left_out = {str(path) for path in top if not any(str(path).startswith(source) for source in SOURCES)}
    assert left_out == {"data/static"}


def test_the_story_knew_all_secrets_that_there_are(told: Told) -> None:
    assert {name: len(values) for name, values in told.secrets.items()} == {
        "staff password": 6,
        "secret of an app": 2,
        "recovery code": 2,
        "invitation": 2 * 4,
        "link of a forgotten password": 4,
        "text of a PDF": 3,
        "bytes of a PDF": 3,
        "picture of a page": 1,
        "viewing URL": 1,
        "locator": 3,
        "viewing password": 2 * 4,  # of both keys, in groups and not, in capitals and not
        "file password": 2 * 2,
        "wrong password": 2,
        "one-time password": 2,
        "wrong code": 2,
        "session cookie": 13,
        "protection of forms": 7,
        "master key": 2,
        "pepper": 1,
        "key of signatures": 1,
    }
