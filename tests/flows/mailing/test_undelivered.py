"""Whoever can do something about a mail that never arrived is told of it (U6)."""

from collections.abc import Iterator
from typing import Any

import pytest

from kakunin.flows.mailing.send import give_up_mail, send_mail
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.mail_server import Answer, MailServer
from tests.world import (
    MadeCertificate,
    log_in,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
    open_viewing,
)

pytestmark = pytest.mark.django_db
Kind, State = OutboxMail.Kind, OutboxMail.State


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        server.use(settings)
        yield server


@pytest.fixture
def alice(db: None) -> Staff:
    return make_staff(make_agency(insurers=[make_insurer()]))


@pytest.fixture
def made(alice: Staff) -> MadeCertificate:
    return make_certificate(insurer=make_insurer(), agency=alice.agency, by=alice)


def told() -> list[tuple[str, str]]:
    mails = OutboxMail.objects.filter(kind=Kind.UNDELIVERED)
    return [(mail.recipient, mail.event.facts["mail"]) for mail in mails if mail.event]


def fail(kind: OutboxMail.Kind, server: MailServer) -> None:
    server.script.append(Answer.NO_SUCH_USER)
    send_mail(OutboxMail.objects.get(kind=kind).pk)


def test_the_uploader_learns_that_the_url_was_refused(
    server: MailServer, made: MadeCertificate, alice: Staff
) -> None:
    fail(Kind.VIEWING_URL, server)
    assert told() == [(alice.email, "viewing_url")]
    send_mail(OutboxMail.objects.get(kind=Kind.UNDELIVERED).pk)
    (received,) = server.received
    assert received.recipients == [alice.email]
    assert "届けられませんでした" in received.part("plain")


def test_and_that_it_was_given_up(made: MadeCertificate, alice: Staff) -> None:
    give_up_mail(OutboxMail.objects.get(kind=Kind.VIEWING_URL).pk)
    assert told() == [(alice.email, "viewing_url")]


def test_not_by_a_mail_to_the_mailbox_that_takes_none(server: MailServer, made: MadeCertificate) -> None:
    fail(Kind.VIEWING_PASSWORD, server)
    assert told() == []


def test_a_notice_that_fails_brings_no_other(server: MailServer, made: MadeCertificate) -> None:
    fail(Kind.VIEWING_URL, server)
    fail(Kind.UNDELIVERED, server)
    assert len(told()) == 1


def test_a_mail_that_was_called_off_is_no_failure(made: MadeCertificate) -> None:
    made.certificate.viewing_keys.update(ended_at=made.certificate.created_at)
    send_mail(OutboxMail.objects.get(kind=Kind.VIEWING_URL).pk)
    assert told() == []


def test_an_obligees_mailbox_is_not_the_agencys_business(server: MailServer, made: MadeCertificate) -> None:
    log_in(open_viewing(made))
    give_up_mail(OutboxMail.objects.get(kind=Kind.ONE_TIME_PASSWORD).pk)
    assert told() == []


def test_whoever_left_meanwhile_gets_no_notice(
    server: MailServer, made: MadeCertificate, alice: Staff
) -> None:
    fail(Kind.VIEWING_URL, server)
    Staff.objects.filter(pk=alice.pk).update(is_active=False)
    send_mail(OutboxMail.objects.get(kind=Kind.UNDELIVERED).pk)
    assert not server.received
    assert OutboxMail.objects.get(kind=Kind.UNDELIVERED).state == State.CANCELLED
