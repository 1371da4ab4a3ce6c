"""The real clamd with a signature of its own, and servers that only pretend to be one."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Address = tuple[str, int] | str

MARK = b"KAKUNIN-TEST-SIGNATURE"  # harmless, and in no other signature
SIGNATURE = "Kakunin.Test.UNOFFICIAL"  # clamd's name for one that is not its makers'

_CLAMD = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")  # not everybody's path has /usr/sbin
# It takes over the socket that we listen at, as from systemd: nobody waits until it is up.
_START = 'LISTEN_PID=$$ LISTEN_FDS=1 exec setpriv --pdeathsig KILL "$0" --config-file="$1" 3<&0 0</dev/null'


@contextmanager
def running(folder: Path, *, unix: bool = False, longest: str = "25M") -> Iterator[Address]:
    """Where it listens; ends with the block, and with the tests even if these are killed."""
    assert _CLAMD, "clamd is missing: sudo apt-get install --no-install-recommends clamav-daemon"
    (folder / "own.ndb").write_text(f"Kakunin.Test:0:*:{MARK.hex()}\n")
    config = folder / "clamd.conf"
    folders = f"DatabaseDirectory {folder}\nTemporaryDirectory {folder}\n"
    config.write_text(f"Foreground yes\n{folders}StreamMaxLength {longest}\n")
    with _listen(str(folder / "clamd.ctl") if unix else None) as door:
        address: Address = door.getsockname()
        daemon = subprocess.Popen(["sh", "-c", _START, _CLAMD, str(config)], stdin=door.fileno())
    try:
        yield address
    finally:
        daemon.kill()
        daemon.wait()


@contextmanager
def pretending(*answer: bytes, hears: bool = True, pause: float = 0) -> Iterator[Address]:
    """A server that says these parts, with a pause of seconds before each, and hangs up.

    It listens to the end of the file before, or else to its first byte only.
    """
    over = threading.Event()

    def serve() -> None:
        with suppress(OSError), door.accept()[0] as line:
            heard = line.recv(1)
            while hears and not heard.endswith(bytes(4)) and (more := line.recv(4096)):
                heard += more
            for part in answer:
                over.wait(pause)
                line.sendall(part)

    with _listen() as door:
        door.settimeout(10)
        server = threading.Thread(target=serve)
        server.start()
        try:
            yield door.getsockname()
        finally:
            over.set()
            server.join()


@contextmanager
def silent() -> Iterator[Address]:
    """Takes the call, and whatever fits into its ear, and says nothing."""
    with _listen() as door:
        yield door.getsockname()


def _listen(path: str | None = None) -> socket.socket:
    if path is None:
        return socket.create_server(("127.0.0.1", 0))
    return socket.create_server(path, family=socket.AF_UNIX)
