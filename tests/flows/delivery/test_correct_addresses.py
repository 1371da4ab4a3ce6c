"""The contractor's address was wrong (U6)."""

import pytest

from kakunin.flows.delivery.correct_addresses import correct_addresses
from kakunin.flows.mailing.send import send_mail
from kakunin.foundation.errors import ChangedMeanwhile, NotFound, NothingChanged
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.databases import at_once, needs_postgresql
from tests.world import MadeCertificate, open_viewing

pytestmark = pytest.mark.django_db
URL, State = OutboxMail.Kind.VIEWING_URL, OutboxMail.State
RIGHT, WRONG, NEW = "right@example.co.jp", "wrong@example.co.jp", "new@example.co.jp"


def mails(made: MadeCertificate) -> list[tuple[str, str]]:
    rows = OutboxMail.objects.filter(key__certificate=made.certificate, kind=URL)
    return [(mail.recipient, mail.state) for mail in rows]


def correct(made: MadeCertificate, by: Staff, *addresses: str, version: int = 1) -> list[str]:
    return correct_addresses(
        certificate=made.certificate, version=version, addresses=addresses or [RIGHT, NEW], by=by
    )


def test_the_url_goes_to_what_is_new_and_waits_no_more_for_what_was_wrong(
    made: MadeCertificate, bob: Staff
) -> None:
    assert correct(made, bob) == [NEW]
    assert mails(made) == [(RIGHT, State.WAITING), (WRONG, State.CANCELLED), (NEW, State.WAITING)]
    assert [str(address) for address in made.certificate.contractor_addresses.all()] == [RIGHT, NEW]


def test_what_was_sent_stays_sent_and_the_key_opens(made: MadeCertificate, alice: Staff) -> None:
    OutboxMail.objects.filter(kind=URL).update(state=State.SENT, sent_at=made.certificate.created_at)
    correct(made, alice)
    assert mails(made) == [(RIGHT, State.SENT), (WRONG, State.SENT), (NEW, State.WAITING)]
    assert open_viewing(made).is_alive


def test_it_is_on_record(made: MadeCertificate, alice: Staff) -> None:
    correct(made, alice)
    event = made.certificate.events.get(type=AuditEvent.Type.ADDRESSES_CORRECTED)
    assert (event.facts["added"], event.facts["removed"]) == ([NEW], [WRONG])
    assert event.staff_id == alice.pk


def test_the_same_again_is_told_and_mails_nobody(made: MadeCertificate, alice: Staff) -> None:
    with pytest.raises(NothingChanged):
        correct(made, alice, WRONG, RIGHT)
    assert [state for _, state in mails(made)] == [State.WAITING] * 2
    made.certificate.refresh_from_db()
    assert made.certificate.version == 1


def test_who_is_second_is_told_and_overwrites_nothing(
    made: MadeCertificate, alice: Staff, bob: Staff
) -> None:
    correct(made, alice, version=1)
    with pytest.raises(ChangedMeanwhile):
        correct(made, bob, "bobs@example.co.jp", version=1)
    assert [str(address) for address in made.certificate.contractor_addresses.all()] == [RIGHT, NEW]
    assert correct(made, bob, "bobs@example.co.jp", version=2) == ["bobs@example.co.jp"]


def test_to_strangers_there_is_no_such_certificate(made: MadeCertificate, charlie: Staff) -> None:
    with pytest.raises(NotFound):
        correct(made, charlie)
    assert len(mails(made)) == 2


def test_the_insurer_may_do_it_for_its_agency(made: MadeCertificate, ida: Staff) -> None:
    assert correct(made, ida) == [NEW]


def test_a_mail_called_off_is_not_sent_by_a_worker_that_has_it_in_hand(
    made: MadeCertificate, alice: Staff
) -> None:
    in_hand = OutboxMail.objects.get(recipient=WRONG)
    correct(made, alice)
    send_mail(in_hand.pk)
    in_hand.refresh_from_db()
    assert in_hand.state == State.CANCELLED


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(made: MadeCertificate, alice: Staff, bob: Staff) -> None:
    def attempt(by: Staff, address: str) -> str:
        try:
            return correct(made, by, address)[0]
        except ChangedMeanwhile:
            return "told"

    ended = at_once(lambda: attempt(alice, "a@example.co.jp"), lambda: attempt(bob, "b@example.co.jp"))
    (winner,) = set(ended) - {"told"}
    assert sorted(ended) == sorted([winner, "told"])
    assert [str(address) for address in made.certificate.contractor_addresses.all()] == [winner]
