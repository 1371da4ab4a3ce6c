"""The real programs as children: web server, worker, and the bare server beside them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import databases
from bench.client import Client
from bench.surroundings import ROOT, WEB_WORKERS, free_port

_START_SECONDS = 30
_STOP_SECONDS = 15


@dataclass(frozen=True)
class Server:
    """One running program; ``port`` is 0 for a worker."""

    pid: int
    port: int


@contextmanager
def site(database: str, **more: str) -> Iterator[Server]:
    """Kakunin's web server, as ``manage.py serve`` starts it; ``more`` goes into its environment."""
    port = free_port()
    with _running([sys.executable, "manage.py", "serve", "--port", str(port)], database, **more) as pid:
        _wait_for(port, "/")
        yield Server(pid, port)


@contextmanager
def worker(database: str) -> Iterator[Server]:
    """Kakunin's worker."""
    with _running([sys.executable, "manage.py", "worker"], database) as pid:
        yield Server(pid, 0)


@contextmanager
def bare(database: str, files: str = "") -> Iterator[Server]:
    """The same web server with as many workers and threads, around ``bench.bare``; ``files`` is a folder."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WEB_WORKERS), "--blocking-threads", "1", "bench.bare.wsgi:application"]
    with _running(command, database, DJANGO_SETTINGS_MODULE="bench.bare.settings", BENCH_FILES=files) as pid:
        _wait_for(port, "/ready")
        yield Server(pid, port)


@contextmanager
def _running(command: list[str], database: str, **more: str) -> Iterator[int]:
    environment = {**os.environ, "KAKUNIN_DATABASE_URL": databases.address(database), **more}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sys.stderr)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, path: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with Client(port) as client:
                client.get(path)
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
