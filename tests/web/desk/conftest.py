"""An agency's desk with certificates on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.further_upload import add_documents
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests import pdfs
from tests.world import make_agency, make_certificate, make_insurer, make_staff


@dataclass(frozen=True)
class Desk:
    """Of one clerk at an agency with one insurer."""

    insurer: Insurer
    agency: Agency
    clerk: Staff

    def make(self, number: str) -> Certificate:
        """One more certificate on it."""
        return make_certificate(
            insurer=self.insurer, agency=self.agency, by=self.clerk, number=number
        ).certificate

    def add_to(self, certificate: Certificate, by: Staff | None = None) -> None:
        """A change notice; the viewing password becomes new."""
        change = f"Change {certificate.documents.count()}"
        notice = SimpleUploadedFile("変更.pdf", pdfs.plain(text=change))
        add_documents(
            certificate=certificate,
            pdfs=[UploadedPdf(Document.Kind.CHANGE_NOTICE, notice)],
            by=by or self.clerk,
        )

    def set_mails(self, certificate: Certificate, states: Sequence[OutboxMail.State]) -> list[OutboxMail]:
        """Its mails as they are, say, an hour later: to the contractor first, then to the clerk."""
        key = certificate.viewing_keys.get()
        OutboxMail.objects.filter(key=key).delete()
        now = clock.now()
        mails = [
            OutboxMail.objects.create(
                kind=kind,
                key=key,
                recipient=recipient,
                state=state,
                created_at=now,
                sent_at=now if state == OutboxMail.State.SENT else None,
            )
            for kind, recipient, state in zip(
                (OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD),
                ("keiyaku@example.co.jp", self.clerk.email),
                states,
                strict=True,
            )
        ]
        OutboxMail.objects.note_failures([certificate.pk])
        return mails


@pytest.fixture
def desk(db: None) -> Desk:
    """Empty at first."""
    insurer = make_insurer("甲損害保険株式会社")
    agency = make_agency("みなと保険", insurers=[insurer])
    return Desk(insurer, agency, make_staff(agency))
