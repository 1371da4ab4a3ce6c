"""What the obligee's browser gets: page, file and archive, and their headers (D3, D5, T8, T11, T12)."""

import io
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.domain import RegisteredDomain
from kakunin.models.one_time_password import OneTimePassword
from tests import pdfs
from tests.damage import flip_a_bit
from tests.world import CLERK, MadeCertificate, make_certificate, make_domain, make_insurer, make_staff

pytestmark = pytest.mark.django_db

BOND, ATTACHMENT = pdfs.plain(text="The bond"), pdfs.three_pages()


def make(documents: int = 2) -> MadeCertificate:
    make_domain()
    insurer = make_insurer("髙﨑損害保険株式会社")
    contents = [(Document.Kind.CERTIFICATE, "証券.pdf", BOND)]
    contents += [(Document.Kind.ATTACHMENT, "別紙.pdf", ATTACHMENT)] * (documents - 1)
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer), documents=contents)


@pytest.fixture
def made() -> MadeCertificate:
    return make()


def at(name: str, made: MadeCertificate, **where: int) -> str:
    return reverse(f"download:{name}", kwargs={"certificate": made.certificate.uuid, **where})


def log_in(client: Client, made: MadeCertificate) -> Client:
    place = {"certificate": made.certificate.uuid}
    assert client.post(f"/v/{made.locator}", {"password": made.password}).status_code == 303
    client.post(reverse("login:address", kwargs=place), {"address": CLERK})
    digits = OneTimePassword.objects.latest("pk").digits
    assert client.post(reverse("login:code", kwargs=place), {"code": digits}).status_code == 303
    return client


@pytest.fixture
def obligee(client: Client, made: MadeCertificate) -> Client:
    return log_in(client, made)


def saved_name(answer: Any) -> str:
    """As RFC 6266 has browsers read it."""
    kind, _, name = answer.headers["Content-Disposition"].partition("; ")
    assert kind == "attachment"
    assert name.startswith("filename*=utf-8''")
    return unquote(name.removeprefix("filename*=utf-8''"))


def test_the_page_tells_what_there_is_and_who_is_logged_in(obligee: Client, made: MadeCertificate) -> None:
    page = obligee.get(at("documents", made)).content.decode()
    for words in (made.certificate.number, "証券別紙", CLERK, "ログアウト", "3ページ", "ZIP"):
        assert words in page
    for document in made.certificate.documents.all():
        assert at("document", made, position=document.position) in page
        assert document.download_name in page


def test_one_document_alone_needs_no_archive(client: Client) -> None:
    made = make(documents=1)
    assert "ZIP" not in log_in(client, made).get(at("documents", made)).content.decode()


def test_the_file_is_the_uploaded_one_with_a_name_that_tells(obligee: Client, made: MadeCertificate) -> None:
    answer = obligee.get(at("document", made, position=1))
    assert answer.status_code == 200
    assert answer.content == BOND
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Length"] == str(len(BOND))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert saved_name(answer) == made.certificate.documents.get(position=1).download_name
    assert saved_name(answer).startswith("髙﨑損害保険株式会社_")


def test_a_broken_transfer_is_simply_repeated_and_a_range_is_the_whole(
    obligee: Client, made: MadeCertificate
) -> None:
    for headers in ({}, {"Range": "bytes=10-20"}):
        answer = obligee.get(at("document", made, position=2), headers=headers)
        assert (answer.status_code, answer.content) == (200, ATTACHMENT)


def test_a_look_at_the_headers_is_no_download(obligee: Client, made: MadeCertificate) -> None:
    for url in (at("document", made, position=1), at("archive", made, part=1)):
        assert obligee.head(url).status_code == 405
    assert not AuditEvent.objects.filter(type="documents_downloaded").exists()


def test_the_archive_holds_all(obligee: Client, made: MadeCertificate) -> None:
    answer = obligee.get(at("archive", made, part=1))
    assert answer.headers["Content-Type"] == "application/zip"
    assert saved_name(answer).endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert [packed.read(entry) for entry in packed.infolist()] == [BOND, ATTACHMENT]


def test_one_login_serves_every_certificate_unlocked_in_this_browser(
    obligee: Client, made: MadeCertificate
) -> None:
    other = make()
    assert obligee.get(at("document", other, position=1)).status_code == 404
    obligee.post(f"/v/{other.locator}", {"password": other.password})
    assert obligee.get(at("document", other, position=1)).content == BOND
    assert obligee.get(at("document", made, position=1)).content == BOND


def test_a_viewer_who_is_not_logged_in_gets_none_of_it(made: MadeCertificate) -> None:
    viewer = Client()
    viewer.post(f"/v/{made.locator}", {"password": made.password})
    login = reverse("login:address", kwargs={"certificate": made.certificate.uuid})
    for url in (at("documents", made), at("document", made, position=1), at("archive", made, part=1)):
        answer = viewer.get(url)
        assert (answer.status_code, answer.headers["Location"]) == (303, login)


def test_a_suspended_domain_ends_it_at_the_next_request(obligee: Client, made: MadeCertificate) -> None:
    RegisteredDomain.objects.update(suspended_at=clock.now())
    for url in (at("document", made, position=1), at("archive", made, part=1)):
        assert obligee.get(url).status_code == 303


def test_a_certificate_withdrawn_after_the_login_is_not_handed_out(
    obligee: Client, made: MadeCertificate
) -> None:
    Certificate.objects.update(withdrawn_at=clock.now())
    for url in (at("documents", made), at("document", made, position=1), at("archive", made, part=1)):
        answer = obligee.get(url)
        assert answer.status_code == 410
        assert b"%PDF" not in answer.content


def test_an_altered_file_is_an_alarm_and_a_page_that_tells_whom_to_call(
    obligee: Client, made: MadeCertificate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stored = tmp_path / "files" / made.certificate.documents.get(position=1).sealed_name
    flip_a_bit(stored)
    for url in (at("document", made, position=1), at("archive", made, part=1)):
        answer = obligee.get(url)
        assert answer.status_code == 500
        assert "取扱店へご連絡ください" in answer.content.decode()
        assert "attachment" not in answer.headers.get("Content-Disposition", "")
    assert [record.levelname for record in caplog.records if "damaged" in record.message] == ["CRITICAL"] * 2


@pytest.mark.parametrize("documents", [2, 20])
def test_the_page_costs_the_same_queries_however_many_documents(
    client: Client, documents: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = make(documents)
    log_in(client, made)
    with django_assert_max_num_queries(6):
        client.get(at("documents", made))
