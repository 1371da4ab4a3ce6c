"""Kill an upload at every n-th line; afterwards it is whole, or it never was."""

import hashlib
from functools import partial
from itertools import count

from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from kakunin.adapters.vault import files
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.upload import upload_certificate
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Insurer
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingKey
from tests import pdfs
from tests.faults.killing import survives
from tests.world import make_agency, make_insurer, make_staff

ADDRESSES = ["contractor@example.co.jp", "branch@example.co.jp"]
CONTENTS = [pdfs.plain(), pdfs.three_pages()]


def upload(number: str, insurer: Insurer, by: Staff) -> None:
    """What the upload page does with a valid form."""
    certificate = Certificate(insurer=insurer, number=number, kind=Certificate.Kind.PERFORMANCE_BOND)
    certificate.contractor_name = "株式会社例示建設"
    certificate.office_name, certificate.office_phone, certificate.office_contact = (
        "例示",
        "00-0000-0000",
        "例",
    )
    upload_certificate(
        certificate=certificate,
        addresses=ADDRESSES,
        pdfs=[
            UploadedPdf(Document.Kind.CERTIFICATE, SimpleUploadedFile("bond.pdf", CONTENTS[0])),
            UploadedPdf(Document.Kind.ATTACHMENT, SimpleUploadedFile("more.pdf", CONTENTS[1])),
        ],
        by=by,
    )


def check_whole(certificate: Certificate, uploader: Staff) -> None:
    """File, rows and both mails due, each exactly as they must be."""
    documents = list(certificate.documents.all())
    assert len(documents) == len(CONTENTS), "documents are missing"
    for document, content in zip(documents, CONTENTS, strict=True):
        stored = files.read(
            storages["default"], document.sealed_name, document.sealed_key, context=document.seal_context
        )
        assert b"".join(stored) == content, "the stored file is another"
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert Job.objects.filter(kind="render_document", reference=document.pk).count() == 1
    key = ViewingKey.objects.get(certificate=certificate)
    mails = OutboxMail.objects.filter(key=key)
    recipients = sorted((mail.kind, mail.recipient) for mail in mails)
    expected = [("viewing_url", address) for address in ADDRESSES] + [("viewing_password", uploader.email)]
    assert recipients == sorted(expected), f"mails: {recipients}"
    due = Job.objects.filter(kind="send_mail", reference__in=[mail.pk for mail in mails])
    assert due.count() == len(expected), "a mail is not due"
    assert certificate.events.filter(type="certificate_uploaded").count() == 1


def check_nothing_else() -> None:
    """No row belongs to an upload that is not there."""
    whole = Certificate.objects.count()
    assert Document.objects.count() == whole * len(CONTENTS)
    assert ViewingKey.objects.count() == whole
    assert OutboxMail.objects.count() == whole * (len(ADDRESSES) + 1)
    assert Job.objects.count() == whole * (len(ADDRESSES) + 1 + len(CONTENTS))


def drill(step: int) -> str:
    """Kill later and later until the upload comes to its end."""
    insurer = make_insurer("甲損害保険株式会社")
    uploader = make_staff(make_agency("乙代理店", insurers=[insurer]))
    upload("K-0", insurer, uploader)  # and the sandbox is warm
    killed = visible = 0
    for line in count(1, step):
        number = f"K-{line}"
        acknowledged = survives(partial(upload, number, insurer, uploader), kill_at=line)
        found = Certificate.objects.filter(number=number).first()
        assert found or not acknowledged, f"acknowledged but lost: killed at line {line}"
        if found:
            visible += 1
            check_whole(found, uploader)
        check_nothing_else()
        if acknowledged:
            break
        killed += 1
    assert killed * step > 50, "the work was hardly traced"
    return f"killed {killed} times, {visible} whole at the end"
