"""Run a piece of work in a child that kills itself at its n-th line of code."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connections

from kakunin import apps
from kakunin.adapters.pdf import sandbox

OURS = str(Path(apps.__file__).parent)
# The lines around a commit are where it matters most.
COMMIT = os.path.join("django", "db", "backends", "base", "base.py")


def survives(work: Callable[[], None], *, kill_at: int) -> bool:
    """Fork, do ``work``, kill -9 before its ``kill_at``-th line (from 1). True: it came to its end first."""
    # Neither process may use the other's connection.
    connections.close_all()
    child = os.fork()
    if child == 0:
        _work_and_die(work, kill_at)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, f"died of signal {os.WTERMSIG(status)}"
        return False
    assert os.WEXITSTATUS(status) == 0, "the work itself failed"
    return True


def _borrow_sandbox() -> None:
    """Use the zygote of the drill: to start one takes longer than all the rest."""
    shared = sandbox.shared()
    if shared._line:
        shared._owner = os.getpid()
        shared._alive = lambda: True  # type: ignore[method-assign]  # it is, but not our child


def _work_and_die(work: Callable[[], None], kill_at: int) -> None:
    seen = 0

    def on_line(_frame: FrameType, event: str, _argument: Any) -> Callable[..., Any]:
        nonlocal seen
        if event == "line":
            seen += 1
            if seen == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, _event: str, _argument: Any) -> Callable[..., Any] | None:
        file = frame.f_code.co_filename
        return on_line if file.startswith(OURS) or file.endswith(COMMIT) else None

    _borrow_sandbox()
    try:
        sys.settrace(on_call)
        work()
        sys.settrace(None)
        os._exit(0)
    except BaseException:
        sys.settrace(None)
        sys.excepthook(*sys.exc_info())
        os._exit(1)
