"""A clerk at an agency, and the upload page as a browser fills it in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kakunin.models.party import Insurer
from kakunin.models.staff import Staff
from tests import pdfs
from tests.world import make_agency, make_insurer, make_staff

Files = list[SimpleUploadedFile]


def pdf(name: str = "証券.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """One file as the browser sends it; another name is another content, unless that is given."""
    plain = pdfs.plain(text=name.encode().hex()) if content is None else content
    return SimpleUploadedFile(name, plain, "application/pdf")


@dataclass(frozen=True)
class UploadPage:
    """``send`` fills in the whole form; what a test is about, it changes."""

    clerk: Staff
    insurer: Insurer
    client: Client

    TYPED = {
        "number": "A-123 456",
        "contractor_name": "株式会社髙﨑建設",
        "office_name": "みなと保険 横浜支店",
        "office_phone": "045-000-1111",
        "office_contact": "辻󠄀 花子",
        "project_name": "市道第７号線 <改良> & 舗装工事",
        "obligee_name": "例示市",
        "amount": "１，２３４，０００",
        "period_start": "2026-04-01",
        "period_end": "2027-03-31",
    }
    ADDRESSES = "keiyaku@example.co.jp\nshiten@example.jp"

    def values(self, **changes: Any) -> dict[str, Any]:
        """The form's fields without files."""
        chosen = {"insurer": self.insurer.pk, "kind": "performance_bond", "addresses": self.ADDRESSES}
        return {**self.TYPED, **chosen, **changes}

    def send(self, certificate_files: Files | None = None, **changes: Any) -> HttpResponse:
        """Press the button; without other files one sound certificate goes along."""
        files = {"certificate_files": [pdf()] if certificate_files is None else certificate_files}
        response: Any = self.client.post(reverse("upload:new"), self.values(**changes) | files)
        return response  # type: ignore[no-any-return]


@pytest.fixture
def upload(db: None) -> UploadPage:
    """Of an agency with one insurer."""
    insurer = make_insurer("甲損害保険株式会社")
    clerk = make_staff(make_agency("みなと保険", insurers=[insurer]))
    client = Client()
    client.force_login(clerk)
    return UploadPage(clerk, insurer, client)


@pytest.fixture
def files_folder(tmp_path: Path) -> Path:
    """Where this test's documents are stored."""
    return tmp_path / "files"
