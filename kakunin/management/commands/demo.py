"""``manage.py demo``: everything on this machine, until Ctrl-C."""

import fcntl
import shutil
import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kakunin.adapters.pdf import sandbox
from kakunin.demo import mailbox, processes
from kakunin.demo.seed import PASSWORD, seed


class Command(BaseCommand):
    help = "Prepares an imaginary case and starts web, worker and mail catcher."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="empty the demo's data folder and stop")

    def handle(self, *args: Any, port: int, reset: bool, **options: Any) -> None:
        """Raises CommandError, in words, for a taken port or a demo that runs already."""
        folder = Path(settings.DATA_DIR)
        with _only_one(folder):
            if reset:
                _empty(folder)
                self.stdout.write("デモのデータを空にしました。 / The demo's data is empty now.")
                return
            if not processes.is_free(port):
                raise CommandError(f"Port {port} is taken. Take another:  PORT={port + 1} make demo")
            self._prepare()
            self._run(port)

    def _prepare(self) -> None:
        self.stdout.write("デモを準備しています… / Preparing the demo …")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        seed()
        sandbox.shared().close()

    def _run(self, port: int) -> None:
        over = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: over.set())
        catcher = mailbox.Catcher()
        catcher.start()
        mailbox.announce(catcher)
        children = [processes.start("worker"), processes.start("serve", "--port", str(port))]
        try:
            if not processes.wait_until_it_answers(f"http://127.0.0.1:{port}/", children):
                raise CommandError("The site did not start; see the lines above.")
            self.stdout.write(GREETING.format(url=settings.BASE_URL, password=PASSWORD))
            self.stdout.flush()
            while not over.wait(0.5):
                if any(child.poll() is not None for child in children):
                    raise CommandError("A part of the demo has ended; see the lines above.")
        finally:
            processes.stop(children)
            catcher.stop()
        self.stdout.write("デモを終了しました。 / The demo has stopped.")


class _only_one:  # noqa: N801  # reads like the rule it holds
    """A lock that ends with the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[str] = (folder / "lock").open("w")

    def __enter__(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError("The demo is running already. Stop it with Ctrl-C first.") from None

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != "lock":
            entry.unlink()


GREETING = """
  Kakunin  {url}

  パスワードはすべて / one password for all:  {password}
    agency@example.jp          取扱代理店 / agency
    insurer@example.jp         損害保険ジャパン / insurer
    other-insurer@example.jp   三井住友海上（他社の証券は見えません）/ another insurer: sees none of it

  試してみましょう / Try
    1  {url}/desk/            agency@example.jp でログインし、PDFをアップロード
                               log in as the agency, upload a PDF
    2  {url}/demo/mail/       届いた2通のメールを読む
                               read the two mails
    3  メールのURLを開き、もう1通のパスワードを入力 → ページが見えます
       open the URL of one mail, type the password of the other: the pages appear

  終了 / stop:  Ctrl-C      空にする / start afresh:  make demo-reset
"""
