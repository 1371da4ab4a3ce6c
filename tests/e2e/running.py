"""The demo as its own process, started as ``make demo`` starts it and stopped for sure."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
_READY = "Ctrl-C"  # the greeting's last line names it


class Demo:
    """``with Demo(folder) as demo``; ``folder`` holds its data and its log, and may be used again."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.data = folder / "data"
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self._log = folder / "demo.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, *, seconds: float = 90) -> None:
        """Return when the greeting is on the screen; raise with the log when it does not come."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(self.port)],
                env=environment(self.data),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + seconds
        while _READY not in self.log:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"The demo does not start:\n{self.log}")
            time.sleep(0.1)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """How it ended; killed when it does not end by itself."""
        if self._process is None:
            return 0
        self._process.send_signal(by)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    @property
    def log(self) -> str:
        """All that stands on its screen."""
        return self._log.read_text()

    @property
    def password(self) -> str:
        """That of all accounts, as printed."""
        printed = re.search(r"one password for all:\s*(\S+)", self.log)
        assert printed, self.log
        return printed[1]

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid


def environment(data: Path) -> dict[str, str]:
    """Like a newcomer's: nothing of Kakunin's in it but the folder."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("KAKUNIN_", "DJANGO_"))}
    return others | {"KAKUNIN_DATA_DIR": str(data)}


def free_port() -> int:
    """One at which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
