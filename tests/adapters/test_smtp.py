"""The way out for mail: one connection while there is work, and a fresh one after trouble."""

import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage

from kakunin.adapters import smtp
from tests.mail_server import Answer, MailServer, closed_port, use_port


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        server.use(settings)
        yield server


def mail(subject: str = "件名") -> EmailMessage:
    return EmailMessage(subject, "本文", "info@example.jp", ["taro@example.co.jp"])


def test_many_mails_go_through_one_connection(server: MailServer) -> None:
    for number in range(5):
        smtp.deliver(mail(f"件名{number}"))
    assert [one.subject for one in server.received] == [f"件名{number}" for number in range(5)]
    assert server.connections == 1


def test_after_hanging_up_the_next_mail_opens_another(server: MailServer) -> None:
    smtp.deliver(mail())
    smtp.hang_up()
    smtp.deliver(mail())
    assert server.connections == 2


def test_hanging_up_without_a_connection_is_nothing() -> None:
    smtp.hang_up()
    smtp.hang_up()


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer.GREYLIST, smtplib.SMTPRecipientsRefused),
        (Answer.NO_SUCH_USER, smtplib.SMTPRecipientsRefused),
        (Answer.REFUSE_SENDER, smtplib.SMTPSenderRefused),
        (Answer.REFUSE_CONTENT, smtplib.SMTPDataError),
        (Answer.HANG_UP, smtplib.SMTPServerDisconnected),
    ],
)
def test_a_refusal_is_raised_and_the_next_mail_starts_afresh(
    server: MailServer, answer: Answer, failure: type[Exception]
) -> None:
    server.script.append(answer)
    with pytest.raises(failure):
        smtp.deliver(mail("first"))
    smtp.deliver(mail("second"))
    assert [one.subject for one in server.received] == ["second"]
    assert server.connections == 2


def test_a_server_that_is_away_is_an_os_error(settings: Any) -> None:
    use_port(settings, closed_port())
    with pytest.raises(ConnectionRefusedError):
        smtp.deliver(mail())


def test_a_failed_login_leaves_no_socket_behind(server: MailServer, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "kakunin", "password"
    # The server offers no login. An unclosed socket would be a ResourceWarning, and so an error.
    with pytest.raises(smtplib.SMTPNotSupportedError):
        smtp.deliver(mail())
    settings.EMAIL_HOST_USER = ""
    smtp.deliver(mail())
    assert server.connections == 2


@pytest.mark.parametrize("local", ["taro.", "ta..ro", "o'hara", "taro+koji", "!#$%&*/=?^_`{|}~-"])
def test_unusual_local_parts_arrive_as_they_are(server: MailServer, local: str) -> None:
    message = mail()
    message.to = [f"{local}@docomo.example.jp"]
    smtp.deliver(message)
    assert server.received[0].recipients == [f"{local}@docomo.example.jp"]
