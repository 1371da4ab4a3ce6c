"""Taking a certificate in: all or nothing, and exactly what was brought (U1-U3, T13, T19)."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from kakunin.adapters.vault import files
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.upload import upload_certificate
from kakunin.foundation.errors import DocumentsRefused, NotAllowed, NumberTaken, Unavailable
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import AgencyContract, Insurer
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingKey
from tests import pdfs
from tests.world import make_agency, make_insurer, make_staff

Kind = Document.Kind


@pytest.fixture
def insurer(db: None) -> Insurer:
    return make_insurer("甲損害保険株式会社")


@pytest.fixture
def alice(insurer: Insurer) -> Staff:
    """Of an agency with a contract."""
    return make_staff(make_agency("乙代理店", insurers=[insurer]))


def draft(insurer: Insurer, number: str = "A-1") -> Certificate:
    return Certificate(
        insurer=insurer,
        number=number,
        kind=Certificate.Kind.PERFORMANCE_BOND,
        contractor_name="株式会社例示建設",
        office_name="例示保険事務所",
        office_phone="00-0000-0000",
        office_contact="例示 太郎",
    )


def sheet(content: bytes | None = None, name: str = "証券.pdf", kind: Kind = Kind.CERTIFICATE) -> UploadedPdf:
    return UploadedPdf(kind, SimpleUploadedFile(name, pdfs.plain() if content is None else content))


def bring(insurer: Insurer, by: Staff, *sheets: UploadedPdf, number: str = "A-1") -> Certificate:
    return upload_certificate(
        certificate=draft(insurer, number),
        addresses=["one@example.co.jp", "two@example.co.jp"],
        pdfs=sheets or [sheet()],
        by=by,
    )


def assert_nothing_stored(tmp_path: Path) -> None:
    for model in (Certificate, Document, ViewingKey, OutboxMail, Job, AuditEvent):
        assert not model._default_manager.exists(), model
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_the_stored_bytes_are_those_that_were_brought(insurer: Insurer, alice: Staff) -> None:
    content = pdfs.japanese()
    [document] = bring(insurer, alice, sheet(content)).documents.all()
    stored = files.read(
        storages["default"], document.sealed_name, document.sealed_key, context=document.seal_context
    )
    assert b"".join(stored) == content
    assert (document.size, document.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_nothing_readable_rests_on_the_disk(insurer: Insurer, alice: Staff, tmp_path: Path) -> None:
    bring(insurer, alice, sheet(name="秘密の名前.pdf"))
    [path] = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert b"%PDF" not in path.read_bytes()
    assert "秘密" not in str(path)
    assert path.suffix == ""


def test_documents_keep_their_order_kind_name_and_page_count(insurer: Insurer, alice: Staff) -> None:
    made = bring(
        insurer,
        alice,
        sheet(),
        sheet(pdfs.plain(10), "別紙.PDF", Kind.ATTACHMENT),
        sheet(pdfs.three_pages(), "変更.pdf", Kind.CHANGE_NOTICE),
    )
    rows = made.documents.values_list("position", "kind", "file_name", "page_count", "added_by")
    assert list(rows) == [
        (1, "certificate", "証券.pdf", 1, alice.pk),
        (2, "attachment", "別紙.PDF", 10, alice.pk),
        (3, "change_notice", "変更.pdf", 3, alice.pk),
    ]


def test_one_key_and_all_work_after_it_are_due_at_once(insurer: Insurer, alice: Staff) -> None:
    made = bring(insurer, alice)
    assert ViewingKey.objects.get().certificate == made
    due = Job.objects.values_list("kind", "reference")
    mails = OutboxMail.objects.values_list("pk", flat=True)
    assert sorted(due) == sorted(
        [("render_document", made.documents.get().pk), *(("send_mail", mail) for mail in mails)]
    )
    assert len(mails) == 3


def test_the_audit_trail_tells_who_brought_what(insurer: Insurer, alice: Staff) -> None:
    made = bring(insurer, alice)
    event = AuditEvent.objects.get()
    assert (event.type, event.actor, event.certificate) == ("certificate_uploaded", f"staff:{alice.pk}", made)
    assert event.facts == {
        "documents": [{"sha256": made.documents.get().sha256, "kind": "certificate"}],
        "by": alice.name,
        "home": f"agency:{alice.agency_id}",
        "home_name": "乙代理店",
    }


def test_agency_and_insurer_may_bring_and_it_is_noted_for_whom(insurer: Insurer, alice: Staff) -> None:
    assert bring(insurer, alice).agency == alice.agency
    assert bring(insurer, make_staff(insurer), number="A-2").agency is None


def test_for_an_insurer_without_a_contract_nobody_brings_anything(alice: Staff, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        bring(make_insurer("乙損害保険株式会社"), alice)
    assert_nothing_stored(tmp_path)


@pytest.mark.parametrize(("starts", "ends"), [("2025-01-01", "2025-12-31"), ("2999-01-01", None)])
def test_a_contract_counts_only_while_it_runs(
    insurer: Insurer, alice: Staff, tmp_path: Path, starts: str, ends: str | None
) -> None:
    AgencyContract.objects.update(starts_on=starts, ends_on=ends)
    with pytest.raises(NotAllowed):
        bring(insurer, alice)
    assert_nothing_stored(tmp_path)


@pytest.mark.parametrize("written", ["A-123-456", "Ａ１２３４５６", "a123 456", "A－123―456"])
def test_a_number_is_taken_however_it_is_written(insurer: Insurer, alice: Staff, written: str) -> None:
    bring(insurer, alice, number="A123456")
    with pytest.raises(NumberTaken):
        bring(insurer, alice, number=written)
    assert Certificate.objects.count() == 1


def test_all_refused_files_are_named_by_their_place_and_nothing_is_stored(
    insurer: Insurer, alice: Staff, tmp_path: Path
) -> None:
    with pytest.raises(DocumentsRefused) as refusal:
        bring(
            insurer,
            alice,
            sheet(),
            sheet(b""),
            sheet(),
            sheet(pdfs.needs_password()),
            sheet(name="x.pdf.exe"),
        )
    reasons = {place: reason.reason for place, reason in refusal.value.reasons.items()}
    assert reasons == {1: "empty", 3: "needs_password", 4: "not_named_pdf"}
    assert_nothing_stored(tmp_path)


def test_a_file_larger_than_the_limit_is_not_even_looked_at(
    insurer: Insurer, alice: Staff, settings: Any
) -> None:
    settings.MAX_FILE_BYTES = 10
    with pytest.raises(DocumentsRefused) as refusal:
        bring(insurer, alice, sheet(b"not a PDF at all"))
    assert refusal.value.reasons[0].reason == "too_large"


class Overtaken(SimpleUploadedFile):
    """While this file is being stored, somebody else brings the same number."""

    def __init__(self, rival: Staff, insurer: Insurer) -> None:
        super().__init__("証券.pdf", pdfs.plain())
        self.rival, self.insurer = rival, insurer

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        bring(self.insurer, self.rival)
        yield from super().chunks(chunk_size)


def test_of_two_with_the_same_number_the_quicker_one_stays(insurer: Insurer, alice: Staff) -> None:
    bob = make_staff(insurer)
    with pytest.raises(NumberTaken):
        bring(insurer, alice, UploadedPdf(Kind.CERTIFICATE, Overtaken(bob, insurer)))
    assert Certificate.objects.get().created_by == bob
    assert OutboxMail.objects.count() == 3
    assert Document.objects.count() == 1


def test_when_the_store_is_away_nothing_is_acknowledged(
    insurer: Insurer, alice: Staff, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "away").write_text("a file where the folder should be")
    stores = dict(settings.STORAGES)
    stores["default"] = {**stores["default"], "OPTIONS": {"location": tmp_path / "away"}}
    settings.STORAGES = stores
    with pytest.raises(Unavailable):
        bring(insurer, alice)
    assert_nothing_stored(tmp_path)
