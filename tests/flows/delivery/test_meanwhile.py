"""People and contracts may go while the files of an upload are looked at (T7, T13)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kakunin.flows.delivery import documents
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.further_upload import add_documents
from kakunin.flows.membership.accept import accept_invitation
from kakunin.flows.membership.end_contract import end_contract
from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.move_certificates import Office, move_certificates
from kakunin.flows.membership.remove import remove_member
from kakunin.foundation import clock
from kakunin.foundation.errors import ContractOver, KakuninError, NotFound
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests import pdfs
from tests.databases import at_once, needs_postgresql
from tests.world import make_administrator, make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def insurer() -> Insurer:
    return make_insurer("甲損害保険株式会社")


@pytest.fixture
def agency(insurer: Insurer) -> Agency:
    return make_agency("乙代理店", insurers=[insurer])


@pytest.fixture
def alice(agency: Agency) -> Staff:
    return make_staff(agency, "アリス")


@pytest.fixture
def boss(agency: Agency) -> Staff:
    return make_administrator(agency)


def meanwhile(monkeypatch: pytest.MonkeyPatch, what: Callable[[], Any]) -> None:
    """``what`` happens when the files were found good and are sealed."""
    seal = documents.seal_documents

    def seal_slowly(*args: Any) -> list[Document]:
        what()
        return seal(*args)

    monkeypatch.setattr(documents, "seal_documents", seal_slowly)


def end(agency: Agency, insurer: Insurer) -> None:
    officer = make_administrator(insurer, "保険 イネス")
    end_contract(agency=agency.pk, ends_on=clock.today() - timedelta(days=1), by=officer)


def add(certificate: Certificate, by: Staff) -> None:
    notice = SimpleUploadedFile("変更.pdf", pdfs.plain(text="Change"))
    add_documents(certificate=certificate, pdfs=[UploadedPdf(Document.Kind.CHANGE_NOTICE, notice)], by=by)


def test_one_who_was_removed_uploads_nothing(
    insurer: Insurer, agency: Agency, alice: Staff, boss: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: remove_member(staff=alice.pk, by=boss))
    with pytest.raises(NotFound):
        make_certificate(insurer=insurer, agency=agency, by=alice)
    assert not Certificate.objects.exists()


def test_one_who_was_removed_adds_nothing(
    insurer: Insurer, agency: Agency, alice: Staff, boss: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_certificate(insurer=insurer, agency=agency, by=alice).certificate
    meanwhile(monkeypatch, lambda: remove_member(staff=alice.pk, by=boss))
    with pytest.raises(NotFound):
        add(made, alice)
    assert made.documents.count() == 1


def test_an_agency_whose_contract_was_ended_uploads_nothing(
    insurer: Insurer, agency: Agency, alice: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: end(agency, insurer))
    with pytest.raises(ContractOver):
        make_certificate(insurer=insurer, agency=agency, by=alice)
    assert not Certificate.objects.exists()


def test_an_agency_whose_certificates_were_moved_adds_nothing(
    insurer: Insurer, agency: Agency, alice: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_certificate(insurer=insurer, agency=agency, by=alice).certificate

    def move() -> None:
        end(agency, insurer)
        officer = Staff.objects.administrators_of(insurer)[0]
        move_certificates(agency=agency.pk, to=None, office=Office("甲", "03", "乙"), by=officer)

    meanwhile(monkeypatch, move)
    with pytest.raises(NotFound):
        add(made, alice)
    assert made.documents.count() == 1


def test_what_is_uploaded_belongs_to_the_house_of_that_moment(
    insurer: Insurer, agency: Agency, alice: Staff, boss: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_administrator(make_agency("丙代理店", insurers=[insurer]))

    def change_houses() -> None:
        remove_member(staff=alice.pk, by=boss)
        invited = invite_member(
            organisation=other.organisation, address=alice.email, name="ア", role=Staff.Role.MEMBER, by=other
        )
        accept_invitation(token=invited.token, name="ア", password="a long enough password")

    meanwhile(monkeypatch, change_houses)
    assert make_certificate(insurer=insurer, agency=agency, by=alice).certificate.agency == other.agency


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_no_password_waits_for_one_who_was_removed_at_the_same_moment(insurer: Insurer) -> None:
    for number in range(6):
        agency = make_agency(f"代理店{number}", insurers=[insurer])
        alice, boss = make_staff(agency), make_administrator(agency)

        def upload(agency: Agency = agency, alice: Staff = alice) -> str:
            try:
                make_certificate(insurer=insurer, agency=agency, by=alice)
            except KakuninError as refusal:
                return refusal.code
            return "uploaded"

        at_once(upload, partial(remove_member, staff=alice.pk, by=boss))
        waiting = OutboxMail.objects.filter(recipient=alice.email, state=OutboxMail.State.WAITING)
        assert [mail.kind for mail in waiting] == ["member_removed"]
