"""What a process may no longer do once a hostile document is in it (T9).

Linux only, x86-64 and ARM64; where the kernel refuses, nothing is parsed.
"""

import ctypes
import os
import platform
import resource
import signal
import struct

from kakunin.adapters.pdf.limits import Limits

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | 1  # refuse: EPERM

# Memory, the lines already open, the clock, its own end: all that drawing needs.
# No call that opens or looks up a file, opens a socket or makes a process; and none
# that reaches another process: tgkill would end it, prlimit starve it, fcntl signal it.
_ALLOWED = {
    "x86_64": (
        0xC000003E,
        {
            *(0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 20, 25, 28, 44, 45, 46, 47, 60),
            *(7, 24, 35, 36, 37, 38, 39, 96, 97, 98, 99, 131, 186, 201, 202, 204, 228, 229, 230, 231),
            *(271, 309, 318, 324, 334),
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            *(57, 62, 63, 64, 65, 66, 67, 68, 73, 80, 93, 94, 98, 99, 101, 102, 103, 113, 114),
            *(115, 123, 124, 132, 134, 135, 139, 153, 163, 165, 168, 169, 172, 178, 179, 206, 207),
            *(211, 212, 214, 215, 216, 222, 226, 233, 278, 283, 293),
        },
    ),
}

_libc = ctypes.CDLL(None, use_errno=True)


class LockdownError(Exception):
    """The kernel did not grant the lock: nothing may be parsed here."""


def die_with_parent(parent: int) -> None:
    """No orphan may go on; ``parent`` is the id it must still have."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def enter(limits: Limits) -> None:
    """Give up everything but computing; there is no way back in this process."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, limits.memory),
        # Also when the clock on the wall were tricked; whole seconds, per document.
        (resource.RLIMIT_CPU, int(limits.seconds_to_draw) * (limits.pages + 1) + 1),
    ):
        resource.setrlimit(what, (most, most))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _set_filter()


def _prctl(option: int, value: int, pointer: object = 0) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), pointer, 0, 0) != 0:
        raise LockdownError(os.strerror(ctypes.get_errno()))


def _set_filter() -> None:
    """A seccomp program: another architecture kills, an allowed number passes, the rest is EPERM."""
    try:
        architecture, numbers = _ALLOWED[platform.machine()]
    except KeyError:
        raise LockdownError(f"no list of system calls for {platform.machine()}") from None
    load, equal, give = 0x20, 0x15, 0x06
    program = [(load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, _KILL), (load, 0, 0, 0)]
    for number in sorted(numbers):
        program += [(equal, 0, 1, number), (give, 0, 0, _ALLOW)]
    program.append((give, 0, 0, _REFUSE))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    # struct sock_fprog: the number of lines, then (aligned) where they stand.
    head = struct.pack("=H6xQ", len(program), ctypes.addressof(code))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(head))
