"""What the clerk sees of the malware scan: which file, or that it must wait; what was typed stays (U2)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from kakunin.adapters.pdf.refusals import REASONS
from kakunin.foundation.errors import ScannerAway
from kakunin.models.certificate import Certificate
from tests import clamd, pdfs
from tests.mail_server import closed_port
from tests.web.upload.conftest import UploadPage, pdf
from tests.web.upload.shown import assert_nothing_lost, assert_nothing_stored, errors_at
from tests.world import reveal

WAIT = escape(str(ScannerAway.message))


@pytest.fixture
def away(settings: Any) -> None:
    settings.CLAMD = ("127.0.0.1", closed_port())


def infected(name: str) -> SimpleUploadedFile:
    return pdf(name, pdfs.plain(text=clamd.MARK.decode()))


def test_a_bad_file_is_named_with_what_to_do_next(
    upload: UploadPage, files_folder: Path, tmp_path_factory: pytest.TempPathFactory, settings: Any
) -> None:
    with clamd.running(tmp_path_factory.mktemp("clamd")) as settings.CLAMD:
        response = upload.send([pdf()], attachment_files=[pdf("別紙1.pdf"), infected("別紙2.pdf")])
    assert response.status_code == 422
    assert errors_at(response, "certificate_files") == []
    assert errors_at(response, "attachment_files") == [f"「別紙2.pdf」：{REASONS['malware']}"]
    assert_nothing_lost(upload, response)
    assert_nothing_stored(files_folder)


@pytest.mark.usefixtures("away")
def test_while_the_scanner_is_away_the_page_says_wait_and_nothing_is_acknowledged(
    upload: UploadPage, files_folder: Path
) -> None:
    response = upload.send()
    assert response.status_code == 503
    assert WAIT in response.content.decode()
    assert_nothing_lost(upload, response)
    assert_nothing_stored(files_folder)


def test_and_so_when_documents_are_added(upload: UploadPage, files_folder: Path, settings: Any) -> None:
    upload.send()
    made, before = reveal(Certificate.objects.get()), sorted(files_folder.rglob("*"))
    settings.CLAMD = ("127.0.0.1", closed_port())
    further = reverse("upload:further", args=[made.certificate.uuid])
    response = upload.client.post(further, {"attachment_files": [pdf("別紙.pdf")]})
    assert response.status_code == 503
    assert WAIT in response.content.decode()
    assert reveal(made.certificate) == made
    assert sorted(files_folder.rglob("*")) == before


def test_when_it_is_back_the_same_upload_is_taken(
    upload: UploadPage, tmp_path_factory: pytest.TempPathFactory, settings: Any
) -> None:
    settings.CLAMD = ("127.0.0.1", closed_port())
    assert upload.send().status_code == 503
    with clamd.running(tmp_path_factory.mktemp("clamd")) as settings.CLAMD:
        assert upload.send().status_code == 302
