"""A real mail server on a loopback socket, which answers as it is told."""

import email
import email.policy
import socket
from collections import deque
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kakunin.adapters import smtp


class Answer(Enum):
    """What becomes of one mail."""

    ACCEPT = ""
    GREYLIST = "451 4.7.1 Greylisted, come back later"
    NO_SUCH_USER = "550 5.1.1 No such user here"
    REFUSE_SENDER = "530 5.7.0 Authentication required"
    REFUSE_CONTENT = "554 5.7.1 This looks like spam"
    HANG_UP = "the connection breaks in the middle of the mail"


@dataclass(frozen=True)
class Received:
    """One mail as it came over the wire."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    def part(self, subtype: str) -> str:
        """The text of the ``plain`` or ``html`` part."""
        body = self.message.get_body((subtype,))
        assert body is not None
        return str(body.get_content())


class MailServer:
    """``with MailServer() as server``; ``script``: the answers to the next mails, then all is accepted."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.script: deque[Answer] = deque()
        self.content_refusal = Answer.REFUSE_CONTENT.value
        self.connections = 0
        self._controller = _Controller(self)
        self.port: int = self._controller.port

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        smtp.hang_up()
        self._controller.stop()

    def use(self, settings: Any) -> None:
        """Let Django's mails come here; ``settings`` is the fixture."""
        use_port(settings, self.port)

    @property
    def answer(self) -> Answer:
        """For the mail in hand."""
        return self.script[0] if self.script else Answer.ACCEPT

    def settle(self) -> Answer:
        """The same, and the next mail gets the next one."""
        return self.script.popleft() if self.script else Answer.ACCEPT

    # What aiosmtpd calls, step by step of a mail.
    async def handle_EHLO(  # noqa: N802  # the library's name
        self, _server: SMTP, session: Session, _envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = host
        return answers

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer is Answer.REFUSE_SENDER:
            return self.settle().value
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer in {Answer.GREYLIST, Answer.NO_SUCH_USER}:
            return self.settle().value
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.settle() is Answer.REFUSE_CONTENT:
            return self.content_refusal
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, _class=EmailMessage, policy=email.policy.default)
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), message))
        return "250 OK"


def use_port(settings: Any, port: int) -> None:
    """Let Django's mails go to a port of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


def closed_port() -> int:
    """One at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class _Smtp(SMTP):
    """Hangs up after having asked for the mail, when told to."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.answer is not Answer.HANG_UP:
            await super().smtp_DATA(arg)
            return
        self.event_handler.settle()
        await self.push("354 Go ahead")
        assert self.transport is not None
        self.transport.close()


class _Controller(Controller):
    """At a port that the system chose, taken before anybody else can."""

    def __init__(self, server: MailServer) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(server, hostname="127.0.0.1", port=self._socket.getsockname()[1])

    def factory(self) -> SMTP:
        return _Smtp(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)
