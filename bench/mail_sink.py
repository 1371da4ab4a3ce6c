"""A mail server on loopback that takes every mail and forgets it."""

import socket
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP


class MailSink:
    """``with MailSink() as sink``: it listens at ``sink.port``."""

    def __init__(self) -> None:
        self._controller = _AnyPort(Sink())
        self.port = self._controller.taken

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()


class _AnyPort(Controller):
    """At a port that the system chose, taken before anybody else can."""

    def __init__(self, handler: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.taken = int(self._socket.getsockname()[1])
        super().__init__(handler, hostname="127.0.0.1", port=self.taken)

    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)
