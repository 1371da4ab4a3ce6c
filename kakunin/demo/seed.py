"""An imaginary city's case, brought in through the same steps as a real one."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile

from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.flows.delivery.upload import upload_certificate
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.domain import Obligee, RegisteredDomain
from kakunin.models.party import Agency, AgencyContract, Association, Insurer, Organisation, home_of
from kakunin.models.staff import Staff

PASSWORD = "paper-boats-2026"  # noqa: S105  # printed at every start: the demo holds nothing real
PDFS = Path(__file__).parent / "pdfs"

ADMINISTRATOR = Staff.Role.ADMINISTRATOR

AGENCY_INSURERS = ("損害保険ジャパン株式会社", "東京海上日動火災保険株式会社")
OTHER_INSURER = "三井住友海上火災保険株式会社"

OFFICE = {"office_name": "例示保険事務所", "office_phone": "00-0000-0000", "office_contact": "例示 花子"}
BOND: dict[str, Any] = {
    "number": "DEMO-2026-000001",
    "kind": Certificate.Kind.PERFORMANCE_BOND,
    "contractor_name": "株式会社例示建設",
    "project_name": "例示市立中央図書館 新築工事",
    "obligee_name": "例示市",
    "amount": 48_000_000,
    "period_start": date(2026, 4, 1),
    "period_end": date(2027, 3, 31),
}
INSURANCE: dict[str, Any] = {
    "number": "DEMO-2026-000002",
    "kind": Certificate.Kind.PERFORMANCE_INSURANCE,
    "contractor_name": "見本土木株式会社",
    "project_name": "市道12号線 舗装補修工事",
    "obligee_name": "例示市",
    "amount": 3_500_000,
    "period_start": date(2026, 4, 1),
    "period_end": date(2026, 12, 25),
}


def seed() -> None:
    """Make what is missing; a second time changes nothing."""
    insurers = [Insurer.objects.get(name=name) for name in AGENCY_INSURERS]
    agency, _ = Agency.objects.get_or_create(name="例示保険事務所")
    for insurer in insurers:
        AgencyContract.objects.get_or_create(
            agency=agency, insurer=insurer, defaults={"starts_on": date(2026, 4, 1)}
        )
    uploader = _staff("agency@example.jp", "例示 花子", agency)
    _staff("agency-admin@example.jp", "例示 長子", agency, ADMINISTRATOR)
    _staff("insurer@example.jp", "見本 一郎", insurers[0])
    _staff("insurer-admin@example.jp", "見本 太郎", insurers[0], ADMINISTRATOR)
    other = Insurer.objects.get(name=OTHER_INSURER)
    _staff("other-insurer@example.jp", "比較 次郎", other, ADMINISTRATOR)
    _staff("association@example.jp", "協会 三郎", Association.objects.get(), ADMINISTRATOR)
    city, _ = Obligee.objects.get_or_create(name="例示市")
    RegisteredDomain.objects.get_or_create(
        host="city.example.lg.jp", defaults={"obligee": city, "registered_at": clock.now()}
    )
    kinds = Document.Kind
    _certificate(
        insurers[0],
        BOND,
        "keiyaku@kensetsu.example.co.jp",
        [(kinds.CERTIFICATE, "performance-bond"), (kinds.ATTACHMENT, "attachment")],
        uploader,
    )
    _certificate(
        insurers[1],
        INSURANCE,
        "jimu@doboku.example.co.jp",
        [(kinds.CERTIFICATE, "performance-insurance-scan"), (kinds.CHANGE_NOTICE, "change-notice")],
        uploader,
    )


def _staff(email: str, name: str, home: Organisation, role: Staff.Role = Staff.Role.MEMBER) -> Staff:
    found = Staff.objects.filter(email=email).first()
    if found is None:
        found = Staff.objects.create_user(email, None, name=name, role=role, **home_of(home))
        found.password = _hashed_password()
        found.save(update_fields=["password"])
    return found


@cache
def _hashed_password() -> str:
    # Hashing takes its time on purpose: once for all.
    return make_password(PASSWORD)


def _certificate(
    insurer: Insurer,
    values: dict[str, Any],
    address: str,
    documents: list[tuple[Document.Kind, str]],
    by: Staff,
) -> None:
    if Certificate.objects.with_number(insurer, values["number"]).exists():
        return
    pdfs = [
        UploadedPdf(kind, SimpleUploadedFile(f"{kind.label}.pdf", (PDFS / f"{name}.pdf").read_bytes()))
        for kind, name in documents
    ]
    certificate = Certificate(insurer=insurer, **values, **OFFICE)
    upload_certificate(certificate=certificate, addresses=[address], pdfs=pdfs, by=by)
