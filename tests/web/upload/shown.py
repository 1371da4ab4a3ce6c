"""What an answer of the upload page shows, and what it may not leave behind."""

import re
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.html import escape

from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate, ContractorAddress
from kakunin.models.document import Document
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey
from tests.web.upload.conftest import UploadPage

_EACH = (Certificate, ContractorAddress, Document, Job, OutboxMail, ViewingKey)


def errors_at(response: HttpResponse, field: str) -> list[str]:
    """The words beside one field."""
    form: Any = response.context["form"]  # type: ignore[attr-defined]  # the test client adds it
    words = [str(error) for error in form[field].errors]
    assert all(escape(word) in response.content.decode() for word in words)
    return words


def assert_nothing_stored(folder: Path) -> None:
    """No row and no file."""
    for model in _EACH:
        assert not model._default_manager.exists(), model
    assert not AuditEvent.objects.exclude(certificate=None).exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def assert_nothing_lost(upload: UploadPage, response: HttpResponse, but: set[str] | None = None) -> None:
    """All that was typed and chosen stands in the page again; ``but`` these, which the test changed."""
    shown = response.content.decode()
    but = but or set()
    for field in upload.TYPED.keys() - but:
        assert f'name="{field}" value="{escape(upload.TYPED[field])}"' in shown, field
    if "addresses" not in but:
        assert f"{upload.ADDRESSES}</textarea>" in shown
    if "kind" not in but:
        assert re.search(r'value="performance_bond"[^>]*checked', shown)
    assert f'<option value="{upload.insurer.pk}" selected>' in shown
