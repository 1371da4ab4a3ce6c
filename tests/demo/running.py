"""The demo as its own process, started as ``make demo`` starts it and ended for sure."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import psutil

ROOT = Path(__file__).resolve().parents[2]
_LAST_LINE = "make demo-reset"  # of the greeting


class Demo:
    """``with Demo(folder, port) as demo``; ``folder`` holds its data and what it printed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.data, self.port = folder / "data", port
        self._screen = folder / "screen.txt"
        self._process: subprocess.Popen[bytes] | None = None
        self._family: list[psutil.Process] = []

    def __enter__(self) -> Self:
        """Return when the greeting is on the screen; AssertionError shows what was there instead."""
        with self._screen.open("wb") as screen:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(self.port)],
                env=environment(self.data),
                stdout=screen,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 60
        while _LAST_LINE not in self.screen:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise AssertionError(self.screen)
            time.sleep(0.1)
        self._family = psutil.Process(self._process.pid).children(recursive=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.poll() is None:
            self.end(signal.SIGTERM)
        for process in self.left_behind(seconds=0):
            process.kill()

    def end(self, by: signal.Signals) -> int:
        """Its exit status."""
        assert self._process
        self._process.send_signal(by)
        return self.wait()

    def wait(self) -> int:
        """Until it has ended by itself; killed when that takes too long."""
        assert self._process
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def child(self, word: str) -> psutil.Process:
        """The one of its processes with this word in its command."""
        return next(process for process in self._family if word in process.cmdline())

    def left_behind(self, *, seconds: float = 15) -> list[psutil.Process]:
        """Which of its processes still live after this time."""
        return list(psutil.wait_procs(self._family, timeout=seconds)[1])

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def screen(self) -> str:
        """All that it said."""
        return self._screen.read_text()

    @property
    def password(self) -> str:
        """That of all accounts, as printed."""
        printed = re.search(r"one password for all:\s*(\S+)", self.screen)
        assert printed, self.screen
        return printed[1]


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command to its end, for what ends by itself."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", *arguments],
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def environment(data: Path) -> dict[str, str]:
    """Like a newcomer's: nothing of Kakunin's in it but the folder."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("KAKUNIN_", "DJANGO_"))}
    return others | {"KAKUNIN_DATA_DIR": str(data)}
