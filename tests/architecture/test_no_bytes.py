"""No request that a viewer can make returns bytes of a document (V2, T8)."""

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.models.document import Document
from tests import pdfs
from tests.architecture.everybody import undone
from tests.architecture.test_urls import ADDRESSES, address
from tests.world import make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db

MARK = "Words that stand in the file"
ENDINGS = ["/", ".pdf", "/x.css", "?download=1", "?format=pdf", "%2e%2e/"]
HEADERS: list[dict[str, str]] = [
    {"Accept": "application/pdf"},
    {"Range": "bytes=0-1023"},
    {"X-Requested-With": "XMLHttpRequest"},
    {"X-HTTP-Method-Override": "GET", "X-Original-URL": "/files/"},
]
# One at a time: all combinations took a minute and can't tell more.
VARIATIONS = [("", {}), *((ending, {}) for ending in ENDINGS), *(("", headers) for headers in HEADERS)]


def test_over_every_address_method_ending_and_header() -> None:
    insurer = make_insurer()
    agency = make_agency(insurers=[insurer])
    content = pdfs.plain(text=MARK)
    made = make_certificate(
        insurer=insurer,
        agency=agency,
        by=make_staff(agency),
        documents=[(Document.Kind.CERTIFICATE, "証券.pdf", content)],
        drawn=True,
    )
    viewer, seen = Client(), 0
    viewer.post(reverse("gate:gate", args=[made.locator]), {"password": made.password})
    for name in ADDRESSES:
        for ending, headers in VARIATIONS:
            url = address(name, made.certificate.uuid) + ending
            # Some addresses end the viewing.
            with undone(viewer):
                for answer in (viewer.get(url, headers=headers), viewer.post(url, headers=headers)):
                    body = b"".join(answer) if answer.streaming else answer.content
                    assert b"%PDF" not in body, url
                    assert content[:200] not in body, url
                    assert "pdf" not in answer.headers.get("Content-Type", ""), url
                    assert "attachment" not in answer.headers.get("Content-Disposition", ""), url
                    seen += answer.status_code == 200
    # The doors were really open: the pages and the picture did answer.
    assert seen > 50


def test_the_document_is_on_the_disk_only_sealed(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    insurer = make_insurer()
    make_certificate(
        insurer=insurer,
        agency=None,
        by=make_staff(insurer),
        documents=[(Document.Kind.CERTIFICATE, "証券.pdf", pdfs.plain(text=MARK))],
        drawn=True,
    )
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    for stored in files:
        assert b"%PDF" not in stored
        assert b"PNG" not in stored[:2000]
        assert MARK.encode() not in stored
