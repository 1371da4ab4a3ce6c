"""Mails of the demo travel over real SMTP into a folder."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from kakunin.demo import mailbox
from tests.mail_server import use_port


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "mail"


@pytest.fixture
def catcher(settings: Any, folder: Path) -> Iterator[mailbox.Catcher]:
    running = mailbox.Catcher()
    running.start()
    use_port(settings, running.port)
    yield running
    running.stop()


def send(subject: str) -> None:
    mail = EmailMultiAlternatives(subject, "本文です。", "from@example.jp", ["to@example.co.jp"])
    mail.attach_alternative("<p>本文です。</p>", "text/html")
    mail.send()


@pytest.mark.usefixtures("catcher")
def test_what_was_sent_is_read_newest_first() -> None:
    send("【一】保険会社名：●●")
    send("【二】" + "長い件名" * 30)
    newest, oldest = mailbox.read_all()
    assert str(newest.message["Subject"]).strip() == "【二】" + "長い件名" * 30
    assert oldest.text.strip() == "本文です。"
    assert oldest.html.strip() == "<p>本文です。</p>"
    assert ("To", "to@example.co.jp") in oldest.headers
    assert mailbox.read(newest.name) is not None


def test_an_empty_folder_has_no_mails(folder: Path) -> None:
    assert mailbox.read_all() == []
    assert mailbox.read("anything") is None


@pytest.mark.usefixtures("catcher")
def test_the_mails_are_for_their_owner_only(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_name_never_leaves_the_folder(folder: Path) -> None:
    folder.mkdir()
    (folder.parent / "secret.eml").write_text("Subject: secret\n\nnot for the mailbox")
    for name in ("../secret", f"{folder.parent}/secret", "..", "", "*"):
        assert mailbox.read(name) is None
