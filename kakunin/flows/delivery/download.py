"""The obligee gets the very bytes that the insurer uploaded (D3, D5)."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from kakunin.adapters.vault import files
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import Damaged, NotFound
from kakunin.models.audit import AuditEvent
from kakunin.models.document import Document
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.viewing_key import ViewingGrant
from kakunin.policies.download import check_may_download


@dataclass(frozen=True)
class Download:
    """Whole in memory, once: checked to its end before the first byte goes out (T12)."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Archive:
    """One ZIP of at most ``settings.MAX_ARCHIVE_BYTES``; nearly always the only one."""

    part: int
    documents: Sequence[Document]

    @property
    def size(self) -> int:
        """Of the documents in it, in bytes."""
        return sum(document.size for document in self.documents)


def download_document(*, grant: ViewingGrant, login: ObligeeLogin, position: int) -> Download:
    """One PDF. Raises NotFound, Withdrawn, ViewingEnded, LoginEnded, Damaged."""
    check_may_download(grant, login)
    document = get_or_not_found(grant.key.certificate.documents.standing(), position=position)
    content = io.BytesIO()
    _write(document, content, grant)
    _record(grant, login, [document])
    return Download(document.download_name, content.getvalue())


def download_archive(*, grant: ViewingGrant, login: ObligeeLogin, part: int) -> Download:
    """All documents, or a part of them, as one ZIP. Raises what ``download_document`` does."""
    check_may_download(grant, login)
    certificate = grant.key.certificate
    archives = archives_of(list(certificate.documents.standing()))
    archive = next((archive for archive in archives if archive.part == part), None)
    if archive is None:
        raise NotFound
    content = io.BytesIO()
    # Stored, not packed: PDFs are packed already.
    with zipfile.ZipFile(content, "w") as packed:
        for document in archive.documents:
            moment = timezone.localtime(document.added_at).timetuple()[:6]
            entry = zipfile.ZipInfo(document.download_name, date_time=moment)
            with packed.open(entry, "w") as target:
                _write(document, target, grant)
    _record(grant, login, archive.documents)
    counted = f"_{part}" if len(archives) > 1 else ""
    return Download(f"{certificate.download_name}{counted}.zip", content.getvalue())


def archives_of(documents: Sequence[Document]) -> list[Archive]:
    """All documents in order, in as few archives as the largest size allows."""
    parts: list[list[Document]] = []
    for document in documents:
        filled = sum(held.size for held in parts[-1]) if parts else 0
        if not parts or filled + document.size > settings.MAX_ARCHIVE_BYTES:
            parts.append([])
        parts[-1].append(document)
    return [Archive(part, held) for part, held in enumerate(parts, start=1)]


def _write(document: Document, target: IO[bytes], grant: ViewingGrant) -> None:
    """The plain bytes; Damaged when they are not those of the upload (D5)."""
    digest = hashlib.sha256()
    stored = files.read(
        storages["default"], document.sealed_name, document.sealed_key, context=document.seal_context
    )
    try:
        for chunk in stored:
            digest.update(chunk)
            target.write(chunk)
        if digest.hexdigest() != document.sha256:
            raise Damaged
    except Damaged:
        _record_damage(document, grant)
        raise


@transaction.atomic
def _record_damage(document: Document, grant: ViewingGrant) -> None:
    AuditEvent.record(
        AuditEvent.Type.DOCUMENT_DAMAGED,
        by=None,
        about=grant.key.certificate,
        position=document.position,
        sha256=document.sha256,
    )


@transaction.atomic
def _record(grant: ViewingGrant, login: ObligeeLogin, documents: Sequence[Document]) -> None:
    """Only what may still be downloaded now that it is ready: a new password ends it in between (U5)."""
    check_may_download(
        ViewingGrant.objects.select_related("key__certificate").get(pk=grant.pk),
        ObligeeLogin.objects.select_related("domain").get(pk=login.pk),
    )
    AuditEvent.record(
        AuditEvent.Type.DOCUMENTS_DOWNLOADED,
        by=grant.browser,
        about=grant.key.certificate,
        address=login.address,
        documents=[{"position": document.position, "sha256": document.sha256} for document in documents],
    )
