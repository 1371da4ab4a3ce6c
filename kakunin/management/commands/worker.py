"""``manage.py worker``: does the queued work until it is told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from kakunin.worker.loop import work_until


class Command(BaseCommand):
    help = "Sends mails and draws pages; any number may run beside each other."

    def handle(self, *args: Any, **options: Any) -> None:
        """Finish the job in hand on SIGTERM or Ctrl-C, then end."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        work_until(stop)
