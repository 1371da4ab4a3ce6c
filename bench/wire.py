"""The cheapest possible client: one GET again and again, so that the server's cost is what is measured."""

import math
import socket
import time
from types import TracebackType
from typing import Self

from bench.client import UnexpectedAnswerError

_END = b"\r\n\r\n"


class Wire:
    """One kept connection and one request, packed beforehand."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self._request = "\r\n".join([*lines, "", ""]).encode()
        self._scrap = bytearray(1 << 18)
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def get(self) -> bytes:
        """The body of a 200 answer."""
        length, start = self.ask()
        body = bytearray(length)
        body[: len(start)] = start
        view, got = memoryview(body), len(start)
        while got < length:
            got += self._receive(view[got:])
        return bytes(body)

    def weigh(self, speed: float = math.inf) -> int:
        """The length of a 200 answer's body, received at so many bytes a second at most and let go."""
        length, start = self.ask()
        began, got = time.perf_counter(), len(start)
        while got < length:
            got += self._receive(self._scrap)
            ahead = got / speed - (time.perf_counter() - began)
            if ahead > 0:
                time.sleep(ahead)
        return got

    def ask(self) -> tuple[int, bytes]:
        """The length of a 200 answer's body, and what of it came with the head; the rest is left unread."""
        self._socket.sendall(self._request)
        head, _, start = self._head().partition(_END)
        if not head.startswith(b"HTTP/1.1 200 "):
            raise UnexpectedAnswerError(head.split(b"\r\n")[0].decode())
        return _length(head), start

    def _receive(self, into: bytearray | memoryview) -> int:
        count = self._socket.recv_into(into)
        if not count:
            raise UnexpectedAnswerError("the body ends too early")
        return count

    def _head(self) -> bytes:
        received = b""
        while _END not in received:
            part = self._socket.recv(1 << 16)
            if not part:
                raise UnexpectedAnswerError("the connection was closed")
            received += part
        return received


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    raise UnexpectedAnswerError("an answer without a length")
