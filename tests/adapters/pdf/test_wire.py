"""What a child that has been taken over may say without harm (T9)."""

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakunin.adapters.pdf import wire

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_what_is_sent_arrives(ends: Ends) -> None:
    wire.send(ends[1], {"pages": 3}, b"bytes")
    assert wire.receive(ends[0], 1) == ({"pages": 3}, b"bytes")


@pytest.mark.parametrize("head", [b"no json", b"[1]", b"\xff", b"[" * 100_000], ids=len)
def test_a_head_that_is_no_dictionary_is_broken(ends: Ends, head: bytes) -> None:
    said = struct.pack("!II", len(head), 0) + head
    threading.Thread(target=ends[1].sendall, args=(said,), daemon=True).start()
    with pytest.raises(wire.BrokenWireError):
        wire.receive(ends[0], 1)


@given(st.binary(max_size=200) | st.text('[]{}:,"0e.-nulltruefalse\\ud8', max_size=200).map(str.encode))
def test_any_head_is_a_dictionary_or_broken(head: bytes) -> None:
    try:
        parsed = wire.parse(head)
    except wire.BrokenWireError:
        return
    assert isinstance(parsed, dict)


def test_a_size_beyond_the_limit_is_broken_before_it_is_read(ends: Ends) -> None:
    ends[1].sendall(struct.pack("!II", 2, wire.MAX_BODY + 1))
    with pytest.raises(wire.BrokenWireError):
        wire.receive(ends[0], 1)


def test_a_byte_now_and_then_does_not_hold_the_listener(ends: Ends) -> None:
    def drip() -> None:
        for byte in struct.pack("!II", 100, 0) + b"{" * 20:
            ends[1].send(bytes([byte]))
            time.sleep(0.1)

    dripping = threading.Thread(target=drip)
    dripping.start()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        wire.receive(ends[0], 0.5)
    assert time.monotonic() - began < 1
    dripping.join()
