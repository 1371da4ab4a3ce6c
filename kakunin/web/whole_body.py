"""A request whose line broke is not taken for a shorter one (T19)."""

from collections.abc import Callable, Iterable
from io import RawIOBase
from typing import Any, Protocol

Environment = dict[str, Any]
Application = Callable[[Environment, Any], Iterable[bytes]]


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _WholeBody(RawIOBase):
    """Of a broken line the server just says "end", and Django keeps the files that came before it."""

    def __init__(self, stream: _Readable, length: int) -> None:
        self._stream = stream
        self._missing = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        """OSError when less arrives than was promised: Django's word for a visitor who is gone."""
        wanted = min(len(buffer), self._missing)
        data = self._stream.read(wanted)
        if len(data) < wanted:
            raise OSError("the line broke in the middle of the request")
        self._missing -= wanted
        buffer[:wanted] = data
        return wanted


def only_whole_bodies(application: Application) -> Application:
    """Around Django, which looks neither at the length nor at a form's last boundary."""

    def serve(environment: Environment, start_response: Any) -> Iterable[bytes]:
        try:
            length = int(environment.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # turned away inside
        if "*" in environment.get("CONTENT_TYPE", ""):
            # RFC 2231, which no browser uses here: Django breaks at it before any page of ours could answer.
            environment["CONTENT_TYPE"] = ""
        environment["wsgi.input"] = _WholeBody(environment["wsgi.input"], length)
        return application(environment, start_response)

    return serve
