"""What was uploaded by mistake, and taking that back (U8)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kakunin.adapters.pdf import sandbox
from kakunin.flows.delivery.correct_addresses import correct_addresses
from kakunin.flows.delivery.download import download_archive, download_document
from kakunin.flows.delivery.further_upload import add_documents
from kakunin.flows.delivery.render import render_document
from kakunin.flows.delivery.restore import restore_certificate, restore_document
from kakunin.flows.delivery.view import find_page
from kakunin.flows.delivery.withdraw import withdraw_certificate, withdraw_document
from kakunin.flows.mailing.send import send_mail
from kakunin.foundation import clock
from kakunin.foundation.errors import (
    ChangedMeanwhile,
    LastDocument,
    NotFound,
    NumberTaken,
    SameDocumentThere,
    TooLateToRestore,
    TooManyDocuments,
    Withdrawn,
)
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests import pdfs
from tests.flows.delivery.test_further_upload import notice
from tests.world import MadeCertificate, log_in, make_certificate, open_viewing, reveal

pytestmark = pytest.mark.django_db
State = OutboxMail.State
SECOND = pdfs.plain(text="The second document")


@pytest.fixture
def two(made: MadeCertificate, alice: Staff) -> MadeCertificate:
    """With a second document, drawn."""
    add_documents(certificate=made.certificate, pdfs=[notice(SECOND)], by=alice)
    for document in made.certificate.documents.all():
        render_document(document.pk)
    return MadeCertificate(made.certificate, made.locator, reveal(made.certificate).password)


def now_of(made: MadeCertificate) -> Certificate:
    return Certificate.objects.get(pk=made.certificate.pk)


def withdraw(made: MadeCertificate, by: Staff) -> Certificate:
    version = now_of(made).version
    return withdraw_certificate(certificate=made.certificate, version=version, reason="取り違え", by=by)


def restore(made: MadeCertificate, by: Staff) -> Certificate:
    return restore_certificate(certificate=made.certificate, version=now_of(made).version, by=by)


def withdraw_second(made: MadeCertificate, by: Staff) -> Document:
    return withdraw_document(
        certificate=made.certificate, position=2, version=now_of(made).version, reason="取り違え", by=by
    )


def restore_second(made: MadeCertificate, by: Staff) -> Document:
    return restore_document(certificate=made.certificate, position=2, version=now_of(made).version, by=by)


def told(kind: OutboxMail.Kind) -> list[str]:
    return [mail.recipient for mail in OutboxMail.objects.filter(kind=kind)]


class TestCertificate:
    def test_nothing_of_it_is_handed_out_any_more(self, two: MadeCertificate, alice: Staff) -> None:
        grant = open_viewing(two)
        login = log_in(grant)
        withdraw(two, alice)
        with pytest.raises(Withdrawn):
            download_document(grant=open_viewing(two), login=login, position=1)
        with pytest.raises(NotFound):
            find_page(browser=grant.browser, certificate=two.certificate.uuid, position=1, number=1)

    def test_mails_that_wait_are_not_sent(self, made: MadeCertificate, alice: Staff) -> None:
        mails = list(OutboxMail.objects.all())
        withdraw(made, alice)
        for mail in mails:
            send_mail(mail.pk)
        assert {mail.state for mail in OutboxMail.objects.filter(key__isnull=False)} == {State.CANCELLED}

    def test_its_number_is_free_again(self, made: MadeCertificate, alice: Staff) -> None:
        withdraw(made, alice)
        again = make_certificate(
            insurer=made.certificate.insurer, agency=alice.agency, by=alice, number=made.certificate.number
        )
        assert again.certificate.pk != made.certificate.pk

    def test_the_reason_is_on_record_and_the_others_in_charge_are_told(
        self, made: MadeCertificate, alice: Staff, ida: Staff
    ) -> None:
        withdraw(made, ida)
        event = made.certificate.events.get(type=AuditEvent.Type.CERTIFICATE_WITHDRAWN)
        assert event.facts["reason"] == "取り違え"
        assert told(OutboxMail.Kind.CERTIFICATE_WITHDRAWN) == [alice.email]

    def test_whoever_does_it_needs_no_mail_about_it(self, made: MadeCertificate, alice: Staff) -> None:
        withdraw(made, alice)
        assert told(OutboxMail.Kind.CERTIFICATE_WITHDRAWN) == []

    def test_a_second_time_there_is_nothing_to_withdraw(
        self, made: MadeCertificate, alice: Staff, bob: Staff
    ) -> None:
        withdraw(made, alice)
        with pytest.raises(NotFound):
            withdraw(made, bob)

    def test_who_has_seen_an_older_one_is_told(self, two: MadeCertificate, bob: Staff) -> None:
        with pytest.raises(ChangedMeanwhile):
            withdraw_certificate(certificate=two.certificate, version=1, reason="-", by=bob)
        assert now_of(two).withdrawn_at is None

    def test_strangers_can_do_neither(self, made: MadeCertificate, alice: Staff, charlie: Staff) -> None:
        with pytest.raises(NotFound):
            withdraw(made, charlie)
        withdraw(made, alice)
        with pytest.raises(NotFound):
            restore(made, charlie)


class TestRestoredCertificate:
    def test_url_and_password_open_it_again(self, made: MadeCertificate, alice: Staff, bob: Staff) -> None:
        grant = open_viewing(made)
        withdraw(made, alice)
        restore(made, bob)
        grant.refresh_from_db()
        assert grant.is_alive
        assert open_viewing(made).is_alive
        assert told(OutboxMail.Kind.CERTIFICATE_RESTORED) == [alice.email]

    def test_what_was_held_back_is_due_again_and_what_was_sent_is_not(
        self, made: MadeCertificate, alice: Staff
    ) -> None:
        first, second = OutboxMail.objects.filter(kind=OutboxMail.Kind.VIEWING_URL)
        OutboxMail.objects.filter(pk=first.pk).update(state=State.SENT, sent_at=clock.now())
        withdraw(made, alice)
        for mail in OutboxMail.objects.filter(state=State.WAITING):
            send_mail(mail.pk)
        restore(made, alice)
        due = OutboxMail.objects.filter(state=State.WAITING).values_list("kind", "recipient")
        assert sorted(due) == [("viewing_password", alice.email), ("viewing_url", second.recipient)]

    def test_what_a_former_address_did_not_get_stays_called_off(
        self, made: MadeCertificate, alice: Staff
    ) -> None:
        correct_addresses(
            certificate=made.certificate,
            version=now_of(made).version,
            addresses=["right@example.co.jp"],
            by=alice,
        )
        withdraw(made, alice)
        restore(made, alice)
        due = OutboxMail.objects.filter(state=State.WAITING, kind=OutboxMail.Kind.VIEWING_URL)
        assert [mail.recipient for mail in due] == ["right@example.co.jp"]

    def test_what_no_worker_met_meanwhile_is_not_doubled(self, made: MadeCertificate, alice: Staff) -> None:
        before = OutboxMail.objects.count()
        withdraw(made, alice)
        restore(made, alice)
        assert OutboxMail.objects.count() == before

    def test_after_a_day_it_is_too_late(self, made: MadeCertificate, alice: Staff) -> None:
        withdrawn_at = withdraw(made, alice).withdrawn_at
        assert withdrawn_at is not None
        day = timedelta(hours=24)
        with time_machine.travel(withdrawn_at + day, tick=False), pytest.raises(TooLateToRestore):
            restore(made, alice)
        with time_machine.travel(withdrawn_at + day - timedelta(seconds=1), tick=False):
            assert restore(made, alice).withdrawn_at is None

    def test_its_number_must_not_have_been_taken_meanwhile(self, made: MadeCertificate, alice: Staff) -> None:
        withdraw(made, alice)
        make_certificate(
            insurer=made.certificate.insurer, agency=alice.agency, by=alice, number=made.certificate.number
        )
        with pytest.raises(NumberTaken):
            restore(made, alice)
        assert now_of(made).withdrawn_at is not None

    def test_what_stands_is_not_restored(self, made: MadeCertificate, alice: Staff) -> None:
        with pytest.raises(NotFound):
            restore(made, alice)


class TestDocument:
    def test_it_is_neither_shown_nor_downloaded_and_the_other_is(
        self, two: MadeCertificate, alice: Staff
    ) -> None:
        grant = open_viewing(two)
        login = log_in(grant)
        withdraw_second(two, alice)
        place: dict[str, Any] = {"browser": grant.browser, "certificate": two.certificate.uuid, "number": 1}
        assert find_page(position=1, **place).renderer == sandbox.RENDERER
        with pytest.raises(NotFound):
            find_page(position=2, **place)
        with pytest.raises(NotFound):
            download_document(grant=grant, login=login, position=2)
        assert SECOND not in download_archive(grant=grant, login=login, part=1).content
        assert grant.is_alive

    def test_the_last_one_is_not_withdrawn_alone(self, made: MadeCertificate, alice: Staff) -> None:
        with pytest.raises(LastDocument):
            withdraw_document(certificate=made.certificate, position=1, version=1, reason="-", by=alice)

    def test_reason_and_document_are_on_record_and_others_told(
        self, two: MadeCertificate, alice: Staff, bob: Staff
    ) -> None:
        withdraw_second(two, bob)
        facts = two.certificate.events.get(type=AuditEvent.Type.DOCUMENT_WITHDRAWN).facts
        assert (facts["position"], facts["document"], facts["reason"]) == (2, "change_notice", "取り違え")
        assert told(OutboxMail.Kind.DOCUMENT_WITHDRAWN) == [alice.email]

    def test_the_same_pdf_may_be_added_again(self, two: MadeCertificate, alice: Staff) -> None:
        withdraw_second(two, alice)
        add_documents(certificate=two.certificate, pdfs=[notice(SECOND)], by=alice)
        standing = two.certificate.documents.standing()
        assert [document.position for document in standing] == [1, 3]

    def test_restored_it_stands_at_its_place(self, two: MadeCertificate, alice: Staff) -> None:
        grant = open_viewing(two)
        withdraw_second(two, alice)
        restore_second(two, alice)
        assert find_page(
            browser=grant.browser, certificate=two.certificate.uuid, position=2, number=1
        ).renderer

    def test_not_beside_its_equal(self, two: MadeCertificate, alice: Staff) -> None:
        withdraw_second(two, alice)
        add_documents(certificate=two.certificate, pdfs=[notice(SECOND)], by=alice)
        with pytest.raises(SameDocumentThere):
            restore_second(two, alice)

    def test_not_when_there_is_no_room(self, two: MadeCertificate, alice: Staff, settings: object) -> None:
        withdraw_second(two, alice)
        settings.MAX_FILES = 1  # type: ignore[attr-defined]
        with pytest.raises(TooManyDocuments):
            restore_second(two, alice)

    def test_not_after_a_day(self, two: MadeCertificate, alice: Staff) -> None:
        withdraw_second(two, alice)
        late = clock.now() + timedelta(hours=24, seconds=1)
        with time_machine.travel(late, tick=False), pytest.raises(TooLateToRestore):
            restore_second(two, alice)

    def test_who_is_second_is_told(self, two: MadeCertificate, alice: Staff, bob: Staff) -> None:
        seen = now_of(two).version
        add_documents(certificate=two.certificate, pdfs=[notice()], by=alice)
        with pytest.raises(ChangedMeanwhile):
            withdraw_document(certificate=two.certificate, position=2, version=seen, reason="-", by=bob)

    def test_strangers_can_do_neither(self, two: MadeCertificate, charlie: Staff) -> None:
        with pytest.raises(NotFound):
            withdraw_second(two, charlie)
        with pytest.raises(NotFound):
            restore_second(two, charlie)
