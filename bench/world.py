"""The people of the walk, and what each of them does over HTTP."""

from dataclasses import dataclass
from itertools import count

from django.urls import reverse

from bench.client import Answer, Client
from kakunin.models.document import Document
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests.world import (
    PASSWORD,
    MadeCertificate,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
)

_numbers = count(1)


@dataclass(frozen=True)
class People:
    """An insurer, one of its agencies, and a member of staff at each."""

    insurer: Insurer
    agency: Agency
    clerk: Staff
    officer: Staff


def make_people() -> People:
    insurer = make_insurer("例示損害保険株式会社")
    agency = make_agency("例示保険事務所", [insurer])
    return People(
        insurer,
        agency,
        clerk=make_staff(agency, email="clerk@example.jp"),
        officer=make_staff(insurer, email="officer@example.jp"),
    )


def log_in(client: Client, staff: Staff) -> None:
    """Through the login page, as everybody."""
    path = reverse("account_login")
    token = client.get(path).token
    client.post(
        path,
        {"csrfmiddlewaretoken": token, "login": staff.email, "password": PASSWORD},
        expect=302,
    )


def upload_fields(people: People, token: str) -> dict[str, str]:
    """A filled form; every call has a 証券番号 of its own."""
    return {
        "csrfmiddlewaretoken": token,
        "insurer": str(people.insurer.pk),
        "number": f"B-{next(_numbers):08}",
        "kind": "performance_bond",
        "contractor_name": "株式会社例示建設",
        "addresses": "contractor@example.co.jp",
        "office_name": "例示保険事務所",
        "office_phone": "044-000-0000",
        "office_contact": "例示 太郎",
        "project_name": "例示市立第三小学校校舎外壁改修工事",
        "obligee_name": "例示市長",
        "amount": "12,345,600",
        "period_start": "2026-04-01",
        "period_end": "2027-03-31",
    }


def upload(client: Client, people: People, token: str, content: bytes) -> Answer:
    """One certificate of one document; ``token`` is that of the upload page."""
    files = [("certificate_files", "証券.pdf", content)]
    return client.post(reverse("upload:new"), upload_fields(people, token), files, expect=302)


def make_drawn_certificate(people: People, content: bytes) -> MadeCertificate:
    """With its pages ready to be looked at."""
    documents = [(Document.Kind.CERTIFICATE, "証券.pdf", content)]
    return make_certificate(
        insurer=people.insurer, agency=people.agency, by=people.clerk, documents=documents, drawn=True
    )


def unlock(client: Client, made: MadeCertificate) -> None:
    """URL and password; afterwards this client may look at the pages."""
    path = reverse("gate:gate", kwargs={"locator": made.locator})
    token = client.get(path).token
    client.post(path, {"csrfmiddlewaretoken": token, "password": made.password}, expect=303)


def image_path(made: MadeCertificate, number: int = 1) -> str:
    """The picture of a page of the first document."""
    place = {"certificate": made.certificate.uuid, "position": 1, "number": number}
    return reverse("viewer:image", kwargs=place)
