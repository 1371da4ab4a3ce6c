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
from kakunin.demo import mailbox, processes, words
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
                self.stdout.write(words.EMPTIED)
                return
            if not processes.is_free(port):
                raise CommandError(f"Port {port} is taken. Take another:  PORT={port + 1} make demo")
            try:
                self._prepare()
            except KeyboardInterrupt:
                raise CommandError("Stopped before it was ready.") from None
            self._run(port)

    def _prepare(self) -> None:
        self.stdout.write(words.PREPARING)
        call_command("migrate", verbosity=0)
        seed()
        sandbox.shared().close()

    def _run(self, port: int) -> None:
        over = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: over.set())
        catcher = mailbox.Catcher()
        catcher.start()
        mailbox.announce(catcher)
        parts = {"worker": processes.start("worker"), "web": processes.start("serve", "--port", str(port))}
        children = list(parts.values())
        try:
            if not processes.wait_until_it_answers(f"http://127.0.0.1:{port}/", children):
                raise CommandError("The site did not start; see the lines above.")
            self.stdout.write(words.GREETING.format(url=settings.BASE_URL, password=PASSWORD))
            self.stdout.flush()
            while not over.wait(0.5):
                ended = [name for name, child in parts.items() if child.poll() is not None]
                if ended:
                    raise CommandError(f"The demo's {ended[0]} process has ended; see the lines above.")
        finally:
            processes.stop(children)
            catcher.stop()
        self.stdout.write(words.STOPPED)


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
