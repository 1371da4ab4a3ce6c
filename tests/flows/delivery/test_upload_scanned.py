"""Every file of an upload goes past the malware scanner, or none is taken (U2, T10)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.further_upload import add_documents
from kakunin.foundation.errors import DocumentsRefused, ScannerAway
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.staff import Staff
from tests import clamd, pdfs
from tests.clamd import MARK, SIGNATURE, Address
from tests.mail_server import closed_port
from tests.world import MadeCertificate, make_agency, make_certificate, make_insurer, make_staff, reveal

pytestmark = pytest.mark.django_db
INFECTED = pdfs.plain(text=MARK.decode())


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with clamd.running(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture
def scanned(daemon: Address, settings: Any) -> None:
    settings.CLAMD = daemon


@pytest.fixture
def away(settings: Any) -> None:
    settings.CLAMD = ("127.0.0.1", closed_port())


@pytest.fixture
def alice(db: None) -> Staff:
    return make_staff(make_agency("乙代理店", insurers=[make_insurer()]))


def bring(by: Staff, *files: tuple[str, bytes]) -> MadeCertificate:
    documents = [(Document.Kind.CERTIFICATE, name, content) for name, content in files]
    return make_certificate(insurer=make_insurer(), agency=by.agency, by=by, documents=documents)


def reasons(by: Staff, *files: tuple[str, bytes]) -> dict[int, str]:
    with pytest.raises(DocumentsRefused) as refusal:
        bring(by, *files)
    return {place: reason.reason for place, reason in refusal.value.reasons.items()}


def assert_nothing_stored(tmp_path: Path) -> None:
    assert not Certificate.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.usefixtures("scanned")
def test_what_is_clean_is_taken(alice: Staff) -> None:
    made = bring(alice, ("1.pdf", pdfs.plain()), ("2.pdf", pdfs.three_pages()))
    assert list(made.certificate.documents.values_list("page_count", flat=True)) == [1, 3]


@pytest.mark.usefixtures("scanned")
def test_one_bad_file_among_sound_ones_is_named_and_none_is_taken(alice: Staff, tmp_path: Path) -> None:
    files = ("1.pdf", pdfs.plain()), ("2.pdf", INFECTED), ("3.pdf", pdfs.plain())
    assert reasons(alice, *files) == {1: "malware"}
    assert_nothing_stored(tmp_path)


@pytest.mark.usefixtures("scanned")
def test_it_comes_together_with_all_other_reasons(alice: Staff) -> None:
    files = ("1.pdf", pdfs.needs_password()), ("2.pdf", INFECTED), ("3.doc", b""), ("4.pdf", INFECTED)
    assert reasons(alice, *files) == {0: "needs_password", 1: "malware", 2: "not_named_pdf", 3: "malware"}


@pytest.mark.usefixtures("scanned")
def test_malware_never_reaches_the_parsers(alice: Staff) -> None:
    """Else it would be refused as no PDF."""
    assert reasons(alice, ("1.pdf", MARK)) == {0: "malware"}


@pytest.mark.usefixtures("scanned")
def test_the_log_names_the_signature_and_not_the_file(alice: Staff, caplog: pytest.LogCaptureFixture) -> None:
    reasons(alice, ("株式会社例示建設.pdf", INFECTED))
    [record] = [record for record in caplog.records if record.levelname == "WARNING"]
    assert record.getMessage() == f"Malware in an upload of staff {alice.pk}: {SIGNATURE}"
    assert "例示" not in caplog.text


@pytest.mark.usefixtures("away")
def test_without_an_answer_nothing_is_taken(alice: Staff, tmp_path: Path) -> None:
    with pytest.raises(ScannerAway):
        bring(alice, ("1.pdf", pdfs.plain()))
    assert_nothing_stored(tmp_path)


@pytest.mark.usefixtures("away")
def test_what_is_refused_anyhow_is_not_sent_to_the_scanner(alice: Staff, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 10
    files = ("1.pdf", pdfs.plain()), ("2.pdf", b""), ("3.doc", MARK)
    assert reasons(alice, *files) == {0: "too_large", 1: "empty", 2: "not_named_pdf"}


def test_without_a_scanner_all_that_is_sound_is_taken(alice: Staff, settings: Any) -> None:
    settings.CLAMD = None
    assert bring(alice, ("1.pdf", INFECTED)).certificate.documents.count() == 1


@pytest.mark.parametrize("scanner", ["there", "away"])
def test_a_further_upload_is_scanned_too_and_a_refusal_changes_nothing(
    alice: Staff, settings: Any, daemon: Address, scanner: str
) -> None:
    made = make_certificate(insurer=make_insurer(), agency=alice.agency, by=alice)
    settings.CLAMD = daemon if scanner == "there" else ("127.0.0.1", closed_port())
    notice = UploadedPdf(Document.Kind.CHANGE_NOTICE, SimpleUploadedFile("変更.pdf", INFECTED))
    with pytest.raises(DocumentsRefused if scanner == "there" else ScannerAway):
        add_documents(certificate=made.certificate, pdfs=[notice], by=alice)
    assert reveal(made.certificate) == made
    assert made.certificate.documents.count() == 1
