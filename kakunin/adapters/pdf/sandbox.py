"""Outside the sandbox: hand a document in, get its pages' pictures out, believe nothing (T9)."""

import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from kakunin.adapters.pdf import wire
from kakunin.adapters.pdf.limits import Limits
from kakunin.adapters.pdf.refusals import refusal
from kakunin.foundation.errors import SandboxBusy

log = logging.getLogger(__name__)

# Part of the key of each drawn page: change it whenever the pictures change.
RENDERER = "1"

_ROOT = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.insert(0, sys.argv[2]); from kakunin.adapters.pdf.zygote import main; main()"
_IMAGE_TYPES = {"image/png", "image/jpeg"}
_SLACK = 2.0  # seconds beyond the child's own clock
_START_TIME = 20.0  # seconds for the zygote to load everything
_PATIENCE = 60.0  # seconds for another document in the same process to be done


@dataclass(frozen=True)
class Inspection:
    """What an accepted document is."""

    pages: int


@dataclass(frozen=True)
class RenderedPage:
    """A page as a picture with the watermark; ``number`` from 1, sizes in dots."""

    number: int
    image: bytes
    content_type: str
    width: int
    height: int
    text: str


class Sandbox:
    """One document at a time; starts at the first one, starts anew after a fork or a death."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._zygote: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._owner = 0

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def inspect(self, file: IO[bytes]) -> Inspection:
        """Check a document and try every page. Raises DocumentRefused or SandboxBusy.

        ``file`` is read from its beginning, wherever its position is.
        """
        with self._conversation(file, {"do": "examine"}) as line:
            head, _ = self._hear(line, self.limits.seconds)
            return Inspection(pages=_whole(head, "pages", 1, self.limits.pages))

    def render_pages(self, file: IO[bytes], numbers: Iterable[int]) -> Iterator[RenderedPage]:
        """Draw the pages with these numbers, one after the other. Raises like ``inspect``."""
        wanted = list(numbers)
        with self._conversation(file, {"do": "draw", "numbers": wanted}) as line:
            for number in wanted:
                head, image = self._hear(line, self.limits.seconds_to_draw)
                yield _page(head, image, number)

    def close(self) -> None:
        """End the zygote; the next document would start another."""
        with self._lock:
            self._end()

    @contextmanager
    def _conversation(self, file: IO[bytes], asked: dict[str, Any]) -> Iterator[socket.socket]:
        """A child of its own for one document; whatever goes wrong, the next one finds a fresh start."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise SandboxBusy
        try:
            with _with_descriptor(file) as document, self._ask(document, asked) as line:
                yield line
        except TimeoutError:
            # The child's own clock should have ended it: end everything.
            self._end()
            raise refusal("too_slow") from None
        finally:
            self._lock.release()

    def _ask(self, document: int, asked: dict[str, Any]) -> socket.socket:
        """The line to a locked child that has the document; SandboxBusy when none can be had.

        Until the child's first word nothing was parsed, so what goes wrong so far
        says nothing about the document: a fresh zygote gets one more try.
        """
        request = wire.pack({**asked, "limits": asdict(self.limits)})
        for _ in range(2):
            ours, theirs = socket.socketpair()
            try:
                with theirs:
                    socket.send_fds(self._started(), [request], [document, theirs.fileno()])
                wire.receive(ours, self.limits.seconds)
            except (OSError, wire.BrokenWireError):
                ours.close()
                self._end()
            else:
                return ours
        log.error("The PDF sandbox can't lock its children; see docs/adr/0004-pdf-sandbox.md.")
        raise SandboxBusy

    def _hear(self, line: socket.socket, seconds: float) -> tuple[dict[str, Any], bytes]:
        """One answer, for which the child has so many seconds by its own clock."""
        began = time.monotonic()
        try:
            head, body = wire.receive(line, seconds + _SLACK)
        except wire.BrokenWireError:
            # The kernel ends a child whose time is over without a word.
            late = time.monotonic() - began >= seconds * 0.9
            raise refusal("too_slow" if late else "crashed") from None
        if "refused" in head:
            raise refusal(str(head["refused"]))
        return head, body

    def _started(self) -> socket.socket:
        if self._line is None or not self._alive():
            self._end()
            self._start()
        assert self._line  # noqa: S101  # set by _start; for the type checker
        return self._line

    def _alive(self) -> bool:
        return bool(self._zygote and self._owner == os.getpid() and self._zygote.poll() is None)

    def _start(self) -> None:
        """No environment, no other descriptor: there is nothing in there to steal."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._zygote = subprocess.Popen(  # noqa: S603  # our own interpreter and code
                [sys.executable, "-I", "-c", _START, str(os.getpid()), str(_ROOT)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={},
                cwd="/",
            )
        self._line, self._owner = ours, os.getpid()
        ours.settimeout(_START_TIME)
        try:
            ready = ours.recv(16) == wire.READY
        except OSError:
            ready = False
        if not ready:
            self._end()
            log.error("The PDF sandbox does not start; see docs/adr/0004-pdf-sandbox.md.")
            raise SandboxBusy

    def _end(self) -> None:
        if self._line:
            self._line.close()
        if self._zygote and self._owner == os.getpid():
            self._zygote.kill()
            self._zygote.wait()
        self._zygote = self._line = None


@contextmanager
def _with_descriptor(file: IO[bytes]) -> Iterator[int]:
    """The file's own, or that of a copy in memory: never a second copy on a disk."""
    try:
        file.flush()
        descriptor = file.fileno()
    except OSError:
        with os.fdopen(os.memfd_create("document"), "wb") as copy:
            file.seek(0)
            shutil.copyfileobj(file, copy)
            copy.flush()
            yield copy.fileno()
    else:
        yield descriptor


def _page(head: dict[str, Any], image: bytes, number: int) -> RenderedPage:
    """What the child says of a page, as far as it can be true."""
    if head.get("number") != number or head.get("type") not in _IMAGE_TYPES or not image:
        raise refusal("crashed")
    return RenderedPage(
        number=number,
        image=image,
        content_type=str(head["type"]),
        width=_whole(head, "width", 1, 100_000),
        height=_whole(head, "height", 1, 100_000),
        # A lone surrogate could be kept nowhere.
        text=str(head.get("text", "")).encode(errors="ignore").decode(),
    )


def _whole(head: dict[str, Any], name: str, least: int, most: int) -> int:
    value = head.get(name)
    if type(value) is not int or not least <= value <= most:
        raise refusal("crashed")
    return value


@cache
def shared() -> Sandbox:
    """The one of this process."""
    return Sandbox(Limits(pages=settings.MAX_PAGES))
