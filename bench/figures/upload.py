"""An upload through HTTP, against the sum of what no upload can do without."""

import hashlib
import tempfile
import uuid
from typing import BinaryIO

from django.core.files.storage import storages
from django.db import transaction
from django.urls import reverse

from bench import databases, papers, servers
from bench.client import Client
from bench.measure import middle, ms, seconds, take_turns
from bench.report import Line, Section
from bench.world import People, log_in, make_people, upload, upload_fields
from kakunin.adapters.pdf import sandbox
from kakunin.adapters.vault import files
from kakunin.flows.delivery import keys
from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate, ContractorAddress
from kakunin.models.document import Document, document_context
from kakunin.models.job import TRIED_FOR, Job
from kakunin.models.outbox import OutboxMail

_REPETITIONS = 60
_GOAL = 1.5
_DATABASE = "bench_upload"

HOW = (
    "A three-page text PDF, posted with a filled form by a clerk who is logged in (session, CSRF, all"
    " middleware, multipart, checks of the form), until the answer has come; against the same work"
    " without HTTP and without a form: the examination by a warm sandbox, sealing with fsync, one"
    " transaction that inserts the same rows."
)


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    people, content = make_people(), papers.text(3)
    with tempfile.TemporaryFile() as file, servers.site(_DATABASE) as site, Client(site.port) as client:
        file.write(content)
        log_in(client, people.clerk)
        token = client.get(reverse("upload:new")).token
        parts = _NecessaryParts(people, file, content)
        whole, needed = take_turns(
            _REPETITIONS, lambda: upload(client, people, token, content), parts.do, warm_up=10
        )
    sandbox.shared().close()
    return Section("upload", _lines(middle(whole), middle(needed), parts), HOW)


def _lines(whole: float, needed: float, parts: "_NecessaryParts") -> list[Line]:
    examined, sealed, recorded = (middle(times) for times in (parts.examined, parts.sealed, parts.recorded))
    detail = f"{ms(needed)}: examine {ms(examined)}, seal {ms(sealed)}, record {ms(recorded)}"
    return [Line("an upload of three pages", ms(whole), detail, whole / needed, "×", _GOAL)]


class _NecessaryParts:
    """Each part of an upload, done here and timed."""

    def __init__(self, people: People, file: BinaryIO, content: bytes) -> None:
        self.examined: list[float] = []
        self.sealed: list[float] = []
        self.recorded: list[float] = []
        self._people, self._file, self._content = people, file, content

    def do(self) -> None:
        document = uuid.uuid4()
        self.examined.append(seconds(lambda: sandbox.shared().inspect(self._file)))
        self.sealed.append(seconds(lambda: self._seal(document)))
        self.recorded.append(seconds(lambda: self._record(document)))

    def _seal(self, document: uuid.UUID) -> None:
        self._stored = files.store(storages["default"], [self._content], context=document_context(document))

    @transaction.atomic
    def _record(self, identity: uuid.UUID) -> None:
        """The rows of one upload, with nothing looked up or locked."""
        clerk, now = self._people.clerk, clock.now()
        certificate = self._certificate()
        certificate.save()
        ContractorAddress.objects.create(certificate=certificate, address="contractor@example.co.jp")
        document = Document.objects.create(
            uuid=identity,
            certificate=certificate,
            position=1,
            kind=Document.Kind.CERTIFICATE,
            file_name="証券.pdf",
            sealed_name=self._stored.name,
            sealed_key=self._stored.key,
            size=self._stored.size,
            sha256=hashlib.sha256(self._content).hexdigest(),
            page_count=3,
            added_at=now,
            added_by=clerk,
        )
        _create_job(Job.Kind.RENDER_DOCUMENT, document.pk)
        key = keys.make_key(certificate)
        for kind in (OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD):
            mail = OutboxMail.objects.create(key=key, kind=kind, recipient=clerk.email, created_at=now)
            _create_job(Job.Kind.SEND_MAIL, mail.pk)
        AuditEvent.record(AuditEvent.Type.CERTIFICATE_UPLOADED, by=clerk, about=certificate, documents=[])

    def _certificate(self) -> Certificate:
        fields = upload_fields(self._people, token="")
        for name in ("csrfmiddlewaretoken", "insurer", "addresses", "amount"):
            del fields[name]
        people = self._people
        return Certificate(
            insurer=people.insurer,
            agency=people.agency,
            created_by=people.clerk,
            created_at=clock.now(),
            amount=12_345_600,
            **fields,
        )


def _create_job(kind: Job.Kind, reference: int) -> None:
    now = clock.now()
    Job.objects.create(kind=kind, reference=reference, run_after=now, expires_at=now + TRIED_FOR[kind])
