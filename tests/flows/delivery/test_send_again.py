"""Notices that were lost (U6)."""

from datetime import timedelta

import pytest
import time_machine

from kakunin.flows.delivery.send_again import send_password_again, send_url_again
from kakunin.foundation import clock
from kakunin.foundation.errors import NotFound, PasswordNotYours, StillWaiting, TooOften
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.world import MadeCertificate

pytestmark = pytest.mark.django_db
URL, PASS = OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD
State = OutboxMail.State


def settle(state: OutboxMail.State, **which: str) -> None:
    sent_at = clock.now() if state == State.SENT else None
    OutboxMail.objects.filter(state=State.WAITING, **which).update(state=state, sent_at=sent_at)


def waiting(kind: OutboxMail.Kind) -> list[str]:
    return [mail.recipient for mail in OutboxMail.objects.filter(kind=kind, state=State.WAITING)]


def test_the_url_goes_to_all_addresses_with_the_same_key(made: MadeCertificate, bob: Staff) -> None:
    settle(State.REFUSED)
    assert send_url_again(certificate=made.certificate, by=bob) == waiting(URL)
    assert waiting(URL) == ["right@example.co.jp", "wrong@example.co.jp"]
    assert len(set(OutboxMail.objects.values_list("key", flat=True))) == 1
    assert waiting(PASS) == []


def test_what_is_still_waiting_is_not_doubled(made: MadeCertificate, alice: Staff) -> None:
    settle(State.GIVEN_UP, recipient="wrong@example.co.jp")
    assert send_url_again(certificate=made.certificate, by=alice) == ["wrong@example.co.jp"]
    with pytest.raises(StillWaiting):
        send_url_again(certificate=made.certificate, by=alice)
    assert sorted(waiting(URL)) == ["right@example.co.jp", "wrong@example.co.jp"]


def test_a_button_pressed_twice_fills_nobodys_mailbox(made: MadeCertificate, alice: Staff) -> None:
    settle(State.SENT)
    with pytest.raises(TooOften) as refused:
        send_url_again(certificate=made.certificate, by=alice)
    assert 1 <= refused.value.seconds <= 61
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        assert len(send_url_again(certificate=made.certificate, by=alice)) == 2


def test_the_password_goes_to_the_one_who_asks(made: MadeCertificate, bob: Staff) -> None:
    settle(State.SENT)
    send_password_again(certificate=made.certificate, by=bob)
    assert waiting(PASS) == [bob.email]
    assert waiting(URL) == []


def test_the_password_is_not_for_the_insurer_whose_agency_uploaded(made: MadeCertificate, ida: Staff) -> None:
    with pytest.raises(PasswordNotYours):
        send_password_again(certificate=made.certificate, by=ida)
    settle(State.REFUSED)
    assert len(send_url_again(certificate=made.certificate, by=ida)) == 2


def test_each_is_on_record_with_whom_it_went_to(made: MadeCertificate, alice: Staff) -> None:
    settle(State.REFUSED)
    send_url_again(certificate=made.certificate, by=alice)
    send_password_again(certificate=made.certificate, by=alice)
    facts = {
        event.type: event.facts["addresses"]
        for event in made.certificate.events.filter(
            type__in=[AuditEvent.Type.URL_SENT_AGAIN, AuditEvent.Type.PASSWORD_SENT_AGAIN]
        )
    }
    assert facts == {
        "url_sent_again": ["right@example.co.jp", "wrong@example.co.jp"],
        "password_sent_again": [alice.email],
    }


def test_strangers_and_what_is_withdrawn_get_nothing(
    made: MadeCertificate, alice: Staff, charlie: Staff
) -> None:
    settle(State.REFUSED)
    for send in (send_url_again, send_password_again):
        with pytest.raises(NotFound):
            send(certificate=made.certificate, by=charlie)
    made.certificate.withdrawn_at = clock.now()
    made.certificate.save()
    for send in (send_url_again, send_password_again):
        with pytest.raises(NotFound):
            send(certificate=made.certificate, by=alice)
    assert waiting(URL) == waiting(PASS) == []
