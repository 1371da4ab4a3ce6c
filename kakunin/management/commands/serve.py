"""``manage.py serve``: the web server, as production and the demo run it."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serves the site on one address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Becomes granian. One blocking thread a worker process: measured fastest on sync pages."""
        arguments = ["granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        arguments += ["--host", options["host"], "--port", str(options["port"])]
        arguments += ["--workers", str(settings.WEB_WORKERS), "--blocking-threads", "1"]
        # A process that dies is replaced; when one dies again at once, granian ends, and whoever
        # supervises it (systemd) starts it afresh.
        arguments += ["--respawn-failed-workers", "--respawn-interval", "0.5"]
        # The sandbox ends with the thread that started it, so an idle thread stays for long.
        arguments += ["--blocking-threads-idle-timeout", "600"]
        arguments += [settings.WSGI_APPLICATION.replace(".application", ":application")]
        os.execv(sys.executable, [sys.executable, "-m", *arguments])  # noqa: S606  # fixed words and numbers
