"""Documents are added, the password changes, the URL stays, everybody is told (U5)."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kakunin.flows.delivery import documents
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.further_upload import add_documents
from kakunin.foundation import clock
from kakunin.foundation.errors import DocumentsRefused, KeyRefused, NotFound, TooManyDocuments
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from tests import pdfs
from tests.databases import at_once, needs_postgresql
from tests.world import (
    MadeCertificate,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
    open_viewing,
    reveal,
)

pytestmark = pytest.mark.django_db
_changes = count(1)


@pytest.fixture
def alice(db: None) -> Staff:
    return make_staff(make_agency("乙代理店", insurers=[make_insurer("甲損害保険株式会社")]))


@pytest.fixture
def made(alice: Staff) -> MadeCertificate:
    return make_certificate(insurer=make_insurer("甲損害保険株式会社"), agency=alice.agency, by=alice)


def notice(content: bytes = b"") -> UploadedPdf:
    """A change notice; each time another, unless its content is given."""
    file = SimpleUploadedFile("変更.pdf", content or pdfs.plain(text=f"Change {next(_changes)}"))
    return UploadedPdf(Document.Kind.CHANGE_NOTICE, file)


def add(made: MadeCertificate, by: Staff, *more: UploadedPdf) -> MadeCertificate:
    return reveal(add_documents(certificate=made.certificate, pdfs=[notice(), *more], by=by))


def mails(state: OutboxMail.State = OutboxMail.State.WAITING) -> list[tuple[str, str]]:
    return list(OutboxMail.objects.filter(state=state).values_list("kind", "recipient"))


def test_the_documents_stand_behind_those_that_were_there(made: MadeCertificate, alice: Staff) -> None:
    add(
        made,
        alice,
        UploadedPdf(Document.Kind.ATTACHMENT, SimpleUploadedFile("別紙.pdf", pdfs.plain(text="More"))),
    )
    documents = made.certificate.documents.all()
    assert [(document.position, document.kind) for document in documents] == [
        (1, "certificate"),
        (2, "change_notice"),
        (3, "attachment"),
    ]
    assert all(Job.objects.filter(kind="render_document", reference=one.pk).exists() for one in documents)


def test_the_url_stays_and_the_password_is_new(made: MadeCertificate, alice: Staff) -> None:
    renewed = add(made, alice)
    assert renewed.locator == made.locator
    assert renewed.password != made.password
    with pytest.raises(KeyRefused):
        open_viewing(made)
    assert open_viewing(renewed).is_alive


def test_what_the_old_password_opened_is_over_at_once(made: MadeCertificate, alice: Staff) -> None:
    grant = open_viewing(made)
    add(made, alice)
    assert not ViewingGrant.objects.get(pk=grant.pk).is_alive
    assert not ViewingGrant.objects.alive().exists()


def test_both_mails_are_due_again_and_those_of_the_old_key_are_called_off(
    made: MadeCertificate, alice: Staff
) -> None:
    first = sorted(mails())
    add(made, alice)
    assert sorted(mails()) == first
    assert sorted(mails(OutboxMail.State.CANCELLED)) == first
    assert {mail.viewing_key.ended_at is None for mail in OutboxMail.objects.filter(state="waiting")} == {
        True
    }


def test_what_was_sent_stays_sent(made: MadeCertificate, alice: Staff) -> None:
    OutboxMail.objects.update(state="sent", sent_at=clock.now())
    add(made, alice)
    assert len(mails(OutboxMail.State.SENT)) == 2
    assert mails(OutboxMail.State.CANCELLED) == []


def test_a_colleague_adds_and_the_first_uploader_whose_password_died_gets_the_new_one_too(
    made: MadeCertificate, alice: Staff
) -> None:
    bob = make_staff(alice.organisation)
    add(made, bob)
    receivers = [recipient for kind, recipient in mails() if kind == "viewing_password"]
    assert sorted(receivers) == sorted([alice.email, bob.email])


def leave(alice: Staff) -> None:
    alice.is_active = False
    alice.save()


def end_the_contract(alice: Staff) -> None:
    assert alice.agency
    alice.agency.contracts.update(ends_on=clock.today() - timedelta(days=1), starts_on="2020-01-01")


@pytest.mark.parametrize("go", [leave, end_the_contract])
def test_but_not_one_who_is_no_longer_in_charge(made: MadeCertificate, alice: Staff, go: Any) -> None:
    insurers = make_staff(make_insurer("甲損害保険株式会社"))
    go(alice)
    add(made, insurers)
    receivers = [recipient for kind, recipient in mails() if kind == "viewing_password"]
    assert receivers == [insurers.email]


def strangers() -> list[Staff]:
    insurer = make_insurer("甲損害保険株式会社")
    return [make_staff(make_agency("丙", insurers=[insurer])), make_staff(make_insurer("丁損害保険株式会社"))]


def test_nobody_else_may(made: MadeCertificate) -> None:
    for charlie in strangers():
        with pytest.raises(NotFound):
            add(made, charlie)
    assert made.certificate.documents.count() == 1


def test_nothing_is_added_to_what_was_withdrawn(made: MadeCertificate, alice: Staff) -> None:
    Certificate.objects.update(withdrawn_at=clock.now())
    with pytest.raises(NotFound):
        add_documents(certificate=made.certificate, pdfs=[notice()], by=alice)


def test_a_refused_file_changes_nothing(made: MadeCertificate, alice: Staff) -> None:
    with pytest.raises(DocumentsRefused) as refusal:
        add(made, alice, notice(pdfs.needs_password()))
    assert list(refusal.value.reasons) == [1]
    assert reveal(made.certificate) == made
    assert made.certificate.documents.count() == 1


def test_the_same_file_again_is_refused_and_the_password_lives(made: MadeCertificate, alice: Staff) -> None:
    file = pdfs.plain(text="A change")
    renewed = reveal(add_documents(certificate=made.certificate, pdfs=[notice(file)], by=alice))
    with pytest.raises(DocumentsRefused) as refusal:
        add(made, alice, notice(file))
    assert [(index, one.reason) for index, one in refusal.value.reasons.items()] == [(1, "already_there")]
    assert reveal(made.certificate) == renewed


def test_the_same_file_twice_at_once_is_refused_too(made: MadeCertificate, alice: Staff) -> None:
    file = pdfs.plain(text="A change")
    with pytest.raises(DocumentsRefused) as refusal:
        add_documents(certificate=made.certificate, pdfs=[notice(file), notice(file)], by=alice)
    assert list(refusal.value.reasons) == [1]


def withdraw(certificate: Certificate) -> None:
    Certificate.objects.update(withdrawn_at=clock.now())


def fill(certificate: Certificate) -> None:
    document = certificate.documents.get()
    document.pk, document.uuid, document.position, document.sealed_name = None, uuid.uuid4(), 2, "other"
    document.save()


@pytest.mark.parametrize(("happens", "refusal"), [(withdraw, NotFound), (fill, TooManyDocuments)])
def test_what_changes_while_the_files_are_looked_at_counts(
    made: MadeCertificate,
    alice: Staff,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[Certificate], None],
    refusal: type[Exception],
) -> None:
    settings.MAX_FILES = 2
    look = documents.check_documents

    def look_slowly(files: Any, by: Staff) -> list[int]:
        happens(made.certificate)
        return look(files, by)

    monkeypatch.setattr(documents, "check_documents", look_slowly)
    with pytest.raises(refusal):
        add(made, alice)
    assert ViewingKey.objects.filter(ended_at=None).count() == ViewingKey.objects.count() == 1


def test_mails_that_are_called_off_are_on_record(made: MadeCertificate, alice: Staff) -> None:
    add(made, alice)
    events = AuditEvent.objects.filter(type="mail_failed", facts__state="cancelled")
    assert {event.facts["mail"] for event in events} == {"viewing_url", "viewing_password"}


def test_everybody_who_uploaded_before_gets_the_new_password(made: MadeCertificate, alice: Staff) -> None:
    bob, carol = make_staff(alice.organisation), make_staff(alice.organisation)
    add(made, bob)
    OutboxMail.objects.all().delete()
    add(made, carol)
    receivers = [recipient for kind, recipient in mails() if kind == "viewing_password"]
    assert sorted(receivers) == sorted([alice.email, bob.email, carol.email])


def test_there_are_never_more_documents_than_one_certificate_holds(
    made: MadeCertificate, alice: Staff, settings: Any
) -> None:
    settings.MAX_FILES = 2
    add(made, alice)
    with pytest.raises(TooManyDocuments):
        add(made, alice)
    assert made.certificate.documents.count() == 2


def test_it_is_on_record(made: MadeCertificate, alice: Staff) -> None:
    add(made, alice)
    event = AuditEvent.objects.get(type="documents_added")
    added = made.certificate.documents.get(position=2)
    assert event.actor == f"staff:{alice.pk}"
    assert event.facts["documents"] == [{"sha256": added.sha256, "kind": "change_notice"}]


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_two_who_add_at_the_same_moment_both_succeed_and_one_key_is_in_force(
    made: MadeCertificate, alice: Staff
) -> None:
    def add_one() -> Certificate:
        return add_documents(certificate=made.certificate, pdfs=[notice()], by=alice)

    at_once(add_one, add_one)
    assert [one.position for one in made.certificate.documents.all()] == [1, 2, 3]
    assert ViewingKey.objects.filter(ended_at=None).count() == 1
    assert open_viewing(reveal(made.certificate)).is_alive
