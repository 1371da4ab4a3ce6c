"""What a document that has taken over the child still can't do (T9)."""

import ctypes
import fcntl
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from kakunin.adapters.pdf import lockdown
from kakunin.adapters.pdf.limits import Limits
from kakunin.adapters.pdf.sandbox import Sandbox
from kakunin.foundation.errors import DocumentRefused
from tests import pdfs
from tests.adapters.pdf import memory_file


def inside(attempt: Callable[[], object]) -> str:
    """Lock a child down as for a document, try something, and tell what came of it."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            lockdown.enter(Limits(memory=8 * 1024**3))
            attempt()
            os.write(write, b"done")
        except BaseException as failure:
            os.write(write, type(failure).__name__.encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        return answer.read().decode()


LIBC = ctypes.CDLL(None, use_errno=True)
TGKILL = {"x86_64": 234, "aarch64": 131}[platform.machine()]
PARENT = os.getpid()


def end_by_thread() -> None:
    """As os.kill, by the call that knows threads; signal 0 only asks whether it may."""
    if LIBC.syscall(TGKILL, PARENT, PARENT, 0):
        raise OSError(ctypes.get_errno(), "tgkill")


ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "write a file": lambda: os.open("/tmp/kakunin-escape", os.O_CREAT | os.O_WRONLY),  # noqa: S108
    "list a folder": lambda: os.listdir("/"),
    "open a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "open a local socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "start a program": lambda: os.execv("/bin/true", ["/bin/true"]),
    "fork": lambda: os.fork() or os._exit(0),
    "kill its parent": lambda: os.kill(os.getppid(), signal.SIGTERM),
    "kill a thread of its parent": end_by_thread,
    "have its parent signalled": lambda: fcntl.fcntl(0, fcntl.F_SETOWN, PARENT),
    "starve its parent": lambda: resource.prlimit(PARENT, resource.RLIMIT_CORE, (0, 0)),
    "look a file up": lambda: os.stat("/etc/passwd"),
    "remove a file": lambda: os.unlink("/tmp/kakunin-escape"),  # noqa: S108
    "make a pipe in the file system": lambda: os.mkfifo("/tmp/kakunin-escape"),  # noqa: S108
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_it_is_not_permitted(attempt: Callable[[], object]) -> None:
    assert inside(attempt) == "PermissionError"


def test_computing_goes_on() -> None:
    assert inside(lambda: sum(bytearray(10_000_000))) == "done"


def test_memory_ends_at_the_limit() -> None:
    assert inside(lambda: bytearray(9 * 1024**3)) == "MemoryError"


def zygote_of(sandbox: Sandbox) -> psutil.Process:
    assert sandbox._zygote
    return psutil.Process(sandbox._zygote.pid)


def test_the_zygote_has_no_environment_and_no_foreign_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "x")
    with Sandbox() as sandbox, open(__file__):
        sandbox.inspect(memory_file(pdfs.plain()))
        zygote = zygote_of(sandbox)
        assert "A_SECRET" not in zygote.environ()
        opened = {os.readlink(path) for path in Path(f"/proc/{zygote.pid}/fd").iterdir()}
        assert not any(name.endswith((".py", ".sqlite3", ".log")) for name in opened)


def test_the_zygote_outlives_the_thread_that_started_it() -> None:
    with Sandbox() as sandbox:
        starter = threading.Thread(target=lambda: sandbox.inspect(memory_file(pdfs.plain())))
        starter.start()
        starter.join()
        zygote = zygote_of(sandbox)
        time.sleep(0.2)
        sandbox.inspect(memory_file(pdfs.plain()))
        assert zygote_of(sandbox).pid == zygote.pid


def test_a_killed_zygote_is_replaced() -> None:
    with Sandbox() as sandbox:
        sandbox.inspect(memory_file(pdfs.plain()))
        zygote_of(sandbox).kill()
        assert sandbox.inspect(memory_file(pdfs.plain())).pages == 1


def test_a_child_killed_in_its_work_is_a_refusal() -> None:
    with Sandbox(Limits(seconds=20)) as sandbox:
        sandbox.inspect(memory_file(pdfs.plain()))
        zygote = zygote_of(sandbox)
        killer = subprocess.Popen([sys.executable, "-c", KILLER, str(zygote.pid)])
        with pytest.raises(DocumentRefused) as refusal:
            sandbox.inspect(memory_file(pdfs.endless_content()))
        assert refusal.value.reason == "crashed"
        assert killer.wait() == 0
        assert sandbox.inspect(memory_file(pdfs.plain())).pages == 1


KILLER = """
import psutil, sys, time
for _ in range(500):
    children = psutil.Process(int(sys.argv[1])).children()
    if children:
        time.sleep(0.3)
        children[0].kill()
        break
    time.sleep(0.01)
"""

ORPHAN_MAKER = """
import os, sys
from kakunin.adapters.pdf.sandbox import Sandbox
from tests import pdfs
from tests.adapters.pdf import memory_file
sandbox = Sandbox()
sandbox.inspect(memory_file(pdfs.plain()))
print(sandbox._zygote.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_nothing_is_left_when_the_parent_is_killed() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    dying = subprocess.run(
        [sys.executable, "-c", ORPHAN_MAKER], capture_output=True, text=True, env=environment, check=False
    )
    assert dying.returncode == -signal.SIGKILL
    zygote = int(dying.stdout)
    for _ in range(50):
        if not psutil.pid_exists(zygote) or psutil.Process(zygote).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    pytest.fail("the zygote outlived its parent")


def test_children_leave_no_zombies() -> None:
    with Sandbox() as sandbox:
        for _ in range(3):
            sandbox.inspect(memory_file(pdfs.plain()))
        time.sleep(0.2)
        assert not zygote_of(sandbox).children()


def test_a_forked_process_gets_a_zygote_of_its_own() -> None:
    with Sandbox() as sandbox:
        sandbox.inspect(memory_file(pdfs.plain()))
        child = os.fork()
        if child == 0:
            pages = sandbox.inspect(memory_file(pdfs.three_pages())).pages
            os._exit(pages)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 3
        assert sandbox.inspect(memory_file(pdfs.plain())).pages == 1
