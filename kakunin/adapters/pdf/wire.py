"""The few words between the sandbox and the outside: a JSON head, then bytes.

Both sides check the sizes before they believe them; nothing is ever unpickled.
"""

import json
import socket
import struct
import time
from typing import Any

_SIZES = struct.Struct("!II")
READY = b"ready"  # the zygote's first word
MAX_HEAD = 8 * 1024 * 1024  # a page's text stands in the head
MAX_BODY = 64 * 1024 * 1024


class BrokenWireError(Exception):
    """The other side is gone, or says what it may not say."""


def send(line: socket.socket, head: dict[str, Any], body: bytes = b"") -> None:
    """One message, whole."""
    packed = pack(head)
    line.sendall(_SIZES.pack(len(packed), len(body)) + packed + body)


def receive(line: socket.socket, seconds: float) -> tuple[dict[str, Any], bytes]:
    """One message; BrokenWireError on a closed line, wrong sizes or anything but JSON.

    TimeoutError when it is not whole in time: one byte now and then does not hold us.
    """
    end = time.monotonic() + seconds
    head_size, body_size = _SIZES.unpack(_read(line, _SIZES.size, end))
    if head_size > MAX_HEAD or body_size > MAX_BODY:
        raise BrokenWireError
    return parse(_read(line, head_size, end)), _read(line, body_size, end)


def pack(head: dict[str, Any]) -> bytes:
    """The head as it travels."""
    return json.dumps(head).encode()


def parse(head: bytes) -> dict[str, Any]:
    """The head as a dictionary, or BrokenWireError."""
    try:
        parsed = json.loads(head)
    except (ValueError, RecursionError):
        raise BrokenWireError from None
    if not isinstance(parsed, dict):
        raise BrokenWireError
    return parsed


def _read(line: socket.socket, size: int, end: float) -> bytes:
    data = bytearray(size)
    view, got = memoryview(data), 0
    while got < size:
        if (left := end - time.monotonic()) <= 0:
            raise TimeoutError
        line.settimeout(left)
        count = line.recv_into(view[got:])
        if not count:
            raise BrokenWireError
        got += count
    return bytes(data)
