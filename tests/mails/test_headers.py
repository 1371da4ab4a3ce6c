"""Whatever stands in the database, a mail has our headers and no others, and the next one goes out (T16)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from kakunin.foundation.text import is_single_line
from kakunin.models.certificate import Certificate
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Insurer
from kakunin.worker.loop import work_once
from tests.mail_server import MailServer, Received
from tests.world import MadeCertificate, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db

State, Kind = OutboxMail.State, OutboxMail.Kind

HEADERS = ["Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"]
EVIL = "Bcc: x@evil.example"
# What a mail program, a mail server or Python takes for the end of a line, or of the text.
BREAKS = {
    "line feed": "\n",
    "carriage return": "\r",
    "end of the headers": "\r\n\r\n",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "form feed": "\f",
    "end of the mail": "\r\n.\r\nQUIT\r\n",
}
if connection.vendor == "sqlite":
    BREAKS["NUL"] = "\0"  # PostgreSQL holds none


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        server.use(settings)
        yield server


@pytest.fixture
def poisoned() -> MadeCertificate:
    """Its two mails are due before those of another certificate."""
    made, _next = (make_one(f"A-{place}") for place in range(2))
    Job.objects.filter(kind=Job.Kind.RENDER_DOCUMENT).delete()
    return made


def make_one(number: str) -> MadeCertificate:
    insurer = make_insurer(f"{number}損保")
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer), number=number)


def send_all() -> None:
    while work_once():
        pass


Poison = Callable[[MadeCertificate, str], object]


def row(made: MadeCertificate) -> Any:
    return Certificate.objects.filter(pk=made.certificate.pk)


PLACES: dict[str, Poison] = {
    "number": lambda made, text: row(made).update(number=text),
    "insurer": lambda made, text: Insurer.objects.filter(pk=made.certificate.insurer_id).update(name=text),
    "everything else": lambda made, text: row(made).update(
        contractor_name=text, project_name=text, obligee_name=text, office_name=text, office_contact=text
    ),
}


def check(mail: Received) -> None:
    """Our headers, each once, one line; two texts; to the one receiver."""
    message = mail.message
    assert sorted(message.keys()) == sorted(HEADERS)
    assert is_single_line(mail.subject)
    assert mail.recipients == [message["To"]]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert not message.defects


@pytest.mark.parametrize("breaking", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_broken_line_makes_no_header_and_holds_up_no_mail(
    server: MailServer, poisoned: MadeCertificate, place: Poison, breaking: str
) -> None:
    place(poisoned, f"A{breaking}{EVIL}")
    send_all()
    assert len(server.received) == 4
    for mail in server.received:
        check(mail)
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {State.SENT}
    assert not Job.objects.exists()


@pytest.mark.parametrize("kind", [Kind.WRONG_PASSWORDS, Kind.WRONG_CODES])
def test_nor_in_an_alarm(server: MailServer, poisoned: MadeCertificate, kind: OutboxMail.Kind) -> None:
    uploader = poisoned.certificate.created_by.email
    OutboxMail.objects.filter(key__certificate=poisoned.certificate).update(kind=kind, recipient=uploader)
    row(poisoned).update(number=f"A\r\n{EVIL}")
    send_all()
    assert len(server.received) == 4
    for mail in server.received:
        check(mail)


@pytest.mark.parametrize("recipient", [f"a@example.jp\r\n{EVIL}", "a@example.jp\nb@example.jp", "", "nobody"])
def test_a_receiver_that_is_none_gets_nothing_and_staff_see_it(
    server: MailServer, poisoned: MadeCertificate, recipient: str
) -> None:
    mail = OutboxMail.objects.filter(kind=Kind.VIEWING_URL).earliest("pk")
    OutboxMail.objects.filter(pk=mail.pk).update(recipient=recipient)
    send_all()
    assert len(server.received) == 4  # one of them tells the uploader of it
    for received in server.received:
        check(received)
    mail.refresh_from_db()
    assert mail.state == State.GIVEN_UP
    assert not Job.objects.exists()
