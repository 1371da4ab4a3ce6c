"""The people of the walk, and what each of them does over HTTP."""

from dataclasses import dataclass
from itertools import count

from django.urls import reverse

from bench.client import Answer, Client, UnexpectedAnswerError
from kakunin.models.document import Document
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests.second_factors import code, give_app
from tests.world import (
    PASSWORD,
    MadeCertificate,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
)

# In no other name: what a search for one certificate holds.
RARE = "髙﨑土木"
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
    clerk = make_staff(agency, email="clerk@example.jp")
    officer = make_staff(insurer, email="officer@example.jp")
    for staff in (clerk, officer):
        give_app(staff)
    return People(insurer, agency, clerk, officer)


def log_in(client: Client, staff: Staff) -> None:
    """Through the login pages, as everybody; once a database, since a code of the app is good once."""
    path, second = reverse("account_login"), reverse("mfa_authenticate")
    token = client.get(path).token
    client.post(
        path,
        {"csrfmiddlewaretoken": token, "login": staff.email, "password": PASSWORD},
        expect=302,
    )
    token = client.get(second).token
    client.post(second, {"csrfmiddlewaretoken": token, "code": code()}, expect=302)


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
        insurer=people.insurer,
        agency=people.agency,
        by=people.clerk,
        documents=documents,
        drawn=True,
        contractor_name=RARE,
    )


def make_documents(people: People, *contents: bytes) -> MadeCertificate:
    """One certificate of so many documents, whose pages nobody looks at."""
    documents = [(Document.Kind.CERTIFICATE, "証券.pdf", content) for content in contents]
    return make_certificate(
        insurer=people.insurer, agency=people.agency, by=people.clerk, documents=documents
    )


def gate_path(made: MadeCertificate) -> str:
    return reverse("gate:gate", kwargs={"locator": made.locator})


def unlock(client: Client, made: MadeCertificate) -> None:
    """URL and password; afterwards this client may look at the pages."""
    path = gate_path(made)
    fill_in(client, path, client.get(path).token, password=made.password)


def log_in_obligee(client: Client, made: MadeCertificate, address: str) -> None:
    """Behind the gate, through both pages of the login; the domain of ``address`` is registered."""
    ask, enter = (path_of(name, made) for name in ("login:address", "login:code"))
    token = client.get(ask).token
    fill_in(client, ask, token, address=address)
    fill_in(client, enter, token, code=read_digits(address))


def fill_in(client: Client, path: str, token: str, **fields: str) -> Answer:
    """A form that leads on to another page."""
    return client.post(path, {"csrfmiddlewaretoken": token, **fields}, expect=303)


def read_digits(address: str) -> str:
    """Of the newest mail to this address."""
    newest = OneTimePassword.objects.filter(address=address, ended_at__isnull=True).last()
    if newest is None:
        raise UnexpectedAnswerError(f"no one-time password for {address}")
    return newest.digits


def path_of(name: str, made: MadeCertificate, **where: int) -> str:
    """An address behind the gate."""
    return reverse(name, kwargs={"certificate": made.certificate.uuid, **where})


def image_path(made: MadeCertificate, number: int = 1) -> str:
    """The picture of a page of the first document."""
    return path_of("viewer:image", made, position=1, number=number)
