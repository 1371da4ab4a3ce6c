"""The demo's children: web and worker live and die with it."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

from kakunin.demo.surroundings import ROOT

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """``manage.py`` with these arguments; ended by the kernel should we be killed."""
    return subprocess.Popen(  # noqa: S603  # our own interpreter and file
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        # A group of its own: Ctrl-C reaches us alone, and we stop the children in order.
        start_new_session=True,
        preexec_fn=_die_with_parent,  # no thread of ours holds a lock that matters here
    )


def _die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Politely, then for sure, with all that they started."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + 10
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(deadline - time.monotonic(), 0.1))
        # A web server that was killed has left its own processes behind.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def is_free(port: int) -> bool:
    """Nobody answers there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until_it_answers(url: str, children: list[subprocess.Popen[bytes]], seconds: float = 60) -> bool:
    """False when a child ended first, or nothing came in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  # our own address
                return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    return False
