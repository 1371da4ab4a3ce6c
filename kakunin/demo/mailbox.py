"""Where the demo's mails end up: a folder, filled over real SMTP."""

import email
import email.policy
import itertools
import os
import socket
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings

_ORDER = itertools.count()


def folder() -> Path:
    """In the demo's data folder."""
    return Path(settings.DATA_DIR) / "mail"


@dataclass(frozen=True)
class CaughtMail:
    """``name`` is the file's, without its ending; names sort by arrival."""

    name: str
    message: EmailMessage

    @property
    def headers(self) -> list[tuple[str, str]]:
        """As they came; a template can't ask a message for its items."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body else ""


def read_all() -> list[CaughtMail]:
    """Newest first."""
    return [_read(path) for path in sorted(folder().glob("*.eml"), reverse=True)]


def read(name: str) -> CaughtMail | None:
    """The one with this name; compared with what is there, so that no path can be smuggled in."""
    return next((_read(path) for path in folder().glob("*.eml") if path.stem == name), None)


def _read(path: Path) -> CaughtMail:
    content = path.read_bytes()
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    return CaughtMail(path.stem, message)


class _Keeper:
    """What the SMTP server does with a mail."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # its name
        name = f"{time.time_ns() // 1000:017d}-{next(_ORDER):04d}"
        aside = folder() / f".{name}"
        aside.write_bytes(envelope.content)
        aside.rename(folder() / f"{name}.eml")
        return "250 OK"


class Catcher(Controller):
    """A mail server on loopback, in a thread, at a port that the system chose."""

    def __init__(self) -> None:
        folder().mkdir(mode=0o700, exist_ok=True)
        # Taken before anybody else can.
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(_Keeper(), hostname="127.0.0.1", port=self._socket.getsockname()[1])

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


def announce(catcher: Catcher) -> None:
    """Tell the processes started from here where mails go."""
    os.environ["KAKUNIN_SMTP_URL"] = f"smtp://127.0.0.1:{catcher.port}"
