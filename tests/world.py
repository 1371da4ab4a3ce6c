"""The people and papers that tests are about, made the way the product makes them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kakunin.adapters.vault import secrets
from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.log_in import log_in_obligee
from kakunin.flows.delivery.render import render_document
from kakunin.flows.delivery.request_login import send_one_time_password
from kakunin.flows.delivery.tries import Visitor
from kakunin.flows.delivery.unlock import unlock_certificate
from kakunin.flows.delivery.upload import upload_certificate
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.domain import Obligee, RegisteredDomain
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.party import Agency, AgencyContract, Association, Insurer, Organisation, home_of
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from tests import pdfs

_numbers = count(1)

PASSWORD = "correct horse battery staple"
HOST, CLERK = "city.example.lg.jp", "keiyaku@city.example.lg.jp"


@dataclass(frozen=True)
class MadeCertificate:
    """A certificate, and what only its receivers know of it."""

    certificate: Certificate
    locator: str
    password: str


def make_insurer(name: str = "甲損害保険株式会社") -> Insurer:
    """The insurer of this name, new or not."""
    return Insurer.objects.get_or_create(name=name)[0]


def make_agency(name: str = "乙代理店", insurers: Sequence[Insurer] = ()) -> Agency:
    """An agency whose contracts with these insurers run."""
    agency = Agency.objects.create(name=name)
    started = timezone.localdate().replace(month=1, day=1)
    for insurer in insurers:
        AgencyContract.objects.create(agency=agency, insurer=insurer, starts_on=started)
    return agency


def make_association() -> Association:
    """The one."""
    return Association.objects.get_or_create(name="一般社団法人日本損害保険協会")[0]


def make_staff(
    organisation: Organisation,
    name: str = "例示 花子",
    email: str = "",
    role: Staff.Role = Staff.Role.MEMBER,
) -> Staff:
    """A member of the organisation, who logs in with ``PASSWORD``."""
    address = email or f"staff{next(_numbers)}@example.jp"
    return Staff.objects.create_user(address, PASSWORD, name=name, role=role, **home_of(organisation))


def make_administrator(organisation: Organisation, name: str = "管理 一郎") -> Staff:
    """One who may invite and remove its members."""
    return make_staff(organisation, name, role=Staff.Role.ADMINISTRATOR)


def make_certificate(
    *,
    insurer: Insurer,
    agency: Agency | None,
    by: Staff,
    number: str = "",
    documents: Sequence[tuple[Document.Kind, str, bytes]] = (),
    addresses: Sequence[str] = ("contractor@example.co.jp",),
    drawn: bool = False,
    **fields: Any,
) -> MadeCertificate:
    """Taken in through the real upload; ``drawn`` has its pages made as the worker makes them.

    ``documents`` are kind, file name and bytes; without them it is one sheet.
    """
    assert by.agency == agency, "the agency is the uploader's own"
    sheets = documents or [(Document.Kind.CERTIFICATE, "証券.pdf", pdfs.plain())]
    values: dict[str, Any] = {
        "kind": Certificate.Kind.PERFORMANCE_BOND,
        "contractor_name": "株式会社例示建設",
        "office_name": "例示保険事務所",
        "office_phone": "00-0000-0000",
        "office_contact": "例示 太郎",
    }
    certificate = upload_certificate(
        certificate=Certificate(
            insurer=insurer, number=number or f"A-{next(_numbers):07}", **(values | fields)
        ),
        addresses=addresses,
        pdfs=[UploadedPdf(kind, SimpleUploadedFile(name, content)) for kind, name, content in sheets],
        by=by,
    )
    if drawn:
        for document in certificate.documents.all():
            render_document(document.pk)
    return reveal(certificate)


def reveal(certificate: Certificate) -> MadeCertificate:
    """The certificate with both halves of its key in force."""
    key = ViewingKey.objects.get(certificate=certificate, ended_at=None)
    return MadeCertificate(
        certificate,
        secrets.unseal(key.sealed_locator, context=key.locator_context).decode(),
        secrets.unseal(key.sealed_password, context=key.password_context).decode(),
    )


def make_domain(host: str = HOST) -> RegisteredDomain:
    """Registered, from now on."""
    obligee, _ = Obligee.objects.get_or_create(name=f"{host}の発注者")
    return RegisteredDomain.objects.get_or_create(
        host=host, defaults={"obligee": obligee, "registered_at": timezone.now()}
    )[0]


def open_viewing(made: MadeCertificate, browser: uuid.UUID | None = None) -> ViewingGrant:
    """Somebody at a browser, new or known, has shown both halves of the key."""
    return unlock_certificate(locator=made.locator, password=made.password, visitor=Visitor(browser))


def log_in(grant: ViewingGrant, address: str = CLERK) -> ObligeeLogin:
    """The obligee behind this viewing has typed the one-time password from the mail.

    ``grant`` is what it is afterwards, under the browser's new id.
    """
    make_domain(address.rpartition("@")[2])
    pending = send_one_time_password(grant=grant, address=address)
    login = log_in_obligee(pending=pending, digits=pending.digits)
    grant.refresh_from_db()
    return login
