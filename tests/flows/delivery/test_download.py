"""The very bytes, checked before they go out, to the one who may (D3, D5, T7, T11, T12)."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine

from kakunin.adapters.vault import files
from kakunin.flows.delivery import keys, view
from kakunin.flows.delivery.download import archives_of, download_archive, download_document
from kakunin.foundation import clock
from kakunin.foundation.errors import Damaged, LoginEnded, NotFound, ViewingEnded, Withdrawn
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.domain import RegisteredDomain
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from tests import pdfs
from tests.damage import flip_a_bit
from tests.world import (
    CLERK,
    MadeCertificate,
    log_in,
    make_certificate,
    make_insurer,
    make_staff,
    open_viewing,
)

pytestmark = pytest.mark.django_db

BOND, ATTACHMENT = pdfs.plain(text="The bond"), pdfs.three_pages()
KINDS = Document.Kind


@pytest.fixture
def made() -> MadeCertificate:
    insurer = make_insurer("甲損害保険株式会社")
    documents = [(KINDS.CERTIFICATE, "証券.pdf", BOND), (KINDS.ATTACHMENT, "別紙.pdf", ATTACHMENT)]
    with time_machine.travel(datetime(2026, 3, 31, 15, 30, tzinfo=UTC), tick=False):
        return make_certificate(
            insurer=insurer, agency=None, by=make_staff(insurer), number="第26／0－1号", documents=documents
        )


@pytest.fixture
def grant(made: MadeCertificate) -> ViewingGrant:
    return open_viewing(made)


@pytest.fixture
def login(grant: ViewingGrant) -> ObligeeLogin:
    return log_in(grant)


def events() -> list[str]:
    return list(AuditEvent.objects.filter(type__startswith="document").values_list("type", flat=True))


def stored_file(tmp_path: Path, position: int) -> Path:
    name = Document.objects.get(position=position).sealed_name
    return tmp_path / "files" / name


def test_the_bytes_are_those_that_were_uploaded(grant: ViewingGrant, login: ObligeeLogin) -> None:
    assert download_document(grant=grant, login=login, position=1).content == BOND
    assert download_document(grant=grant, login=login, position=2).content == ATTACHMENT


def test_the_name_tells_insurer_number_kind_and_the_day_in_japan(
    grant: ViewingGrant, login: ObligeeLogin
) -> None:
    name = download_document(grant=grant, login=login, position=2).name
    assert name == "甲損害保険株式会社_第26／0－1号_02_証券別紙_20260401.pdf"


def test_no_name_is_longer_than_file_systems_take_or_holds_what_they_refuse(
    grant: ViewingGrant, login: ObligeeLogin
) -> None:
    certificate = grant.key.certificate
    Document.objects.filter(position=1).update(kind=KINDS.CHANGE_NOTICE)
    certificate.insurer.name = "𠮷" * 100
    for number in ("𠮷" * 40, '髙/:*?"<>|\\.' * 4):
        certificate.number = number
        name = download_document(grant=grant, login=login, position=1).name
        assert len(name.encode()) <= 255
        assert not set(name) & set('/\\:*?"<>|')


def test_all_at_once_in_order_with_their_names_and_bytes(grant: ViewingGrant, login: ObligeeLogin) -> None:
    archive = download_archive(grant=grant, login=login, part=1)
    assert archive.name == "甲損害保険株式会社_第26／0－1号.zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        assert packed.testzip() is None
        assert [packed.read(entry) for entry in packed.infolist()] == [BOND, ATTACHMENT]
        assert [entry.filename for entry in packed.infolist()] == [
            "甲損害保険株式会社_第26／0－1号_01_証券_20260401.pdf",
            "甲損害保険株式会社_第26／0－1号_02_証券別紙_20260401.pdf",
        ]
        # UTF-8 is declared, so that Explorer reads the names; and the day is the one in Japan.
        assert all(entry.flag_bits & 0x800 for entry in packed.infolist())
        assert packed.infolist()[0].date_time == (2026, 4, 1, 0, 30, 0)


def test_what_is_too_much_for_one_archive_comes_in_parts(
    grant: ViewingGrant, login: ObligeeLogin, settings: Any
) -> None:
    settings.MAX_ARCHIVE_BYTES = len(BOND) + len(ATTACHMENT) - 1
    documents = list(grant.key.certificate.documents.all())
    assert [archive.documents for archive in archives_of(documents)] == [documents[:1], documents[1:]]
    second = download_archive(grant=grant, login=login, part=2)
    assert second.name == "甲損害保険株式会社_第26／0－1号_2.zip"
    with zipfile.ZipFile(io.BytesIO(second.content)) as packed:
        assert [packed.read(entry) for entry in packed.infolist()] == [ATTACHMENT]


@pytest.mark.parametrize("part", [0, 2])
def test_there_is_no_other_part(grant: ViewingGrant, login: ObligeeLogin, part: int) -> None:
    with pytest.raises(NotFound):
        download_archive(grant=grant, login=login, part=part)


@pytest.mark.parametrize("position", [0, 3])
def test_there_is_no_other_document(grant: ViewingGrant, login: ObligeeLogin, position: int) -> None:
    with pytest.raises(NotFound):
        download_document(grant=grant, login=login, position=position)


def cut_the_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def take_away(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [flip_a_bit, cut_the_end, take_away])
def test_an_altered_file_is_refused_and_alarmed_alone_and_in_the_archive(
    grant: ViewingGrant, login: ObligeeLogin, tmp_path: Path, harm: Any
) -> None:
    harm(stored_file(tmp_path, 2))
    with pytest.raises(Damaged):
        download_document(grant=grant, login=login, position=2)
    with pytest.raises(Damaged):
        download_archive(grant=grant, login=login, part=1)
    assert events() == ["document_damaged"] * 2
    assert AuditEvent.objects.filter(type="document_damaged", facts__position=2).count() == 2
    assert download_document(grant=grant, login=login, position=1).content == BOND


def test_a_whole_file_that_is_not_the_uploaded_one_is_refused(
    grant: ViewingGrant, login: ObligeeLogin
) -> None:
    """Sealed as it should be, yet its hash is another: somebody altered the row."""
    Document.objects.filter(position=1).update(sha256=hashlib.sha256(b"another").hexdigest())
    with pytest.raises(Damaged):
        download_document(grant=grant, login=login, position=1)


def test_each_download_is_on_record_with_who_and_what(grant: ViewingGrant, login: ObligeeLogin) -> None:
    download_document(grant=grant, login=login, position=1)
    event = AuditEvent.objects.get(type="documents_downloaded")
    assert (event.actor, event.certificate) == (f"browser:{grant.browser}", grant.key.certificate)
    assert event.facts == {
        "address": CLERK,
        "documents": [{"position": 1, "sha256": hashlib.sha256(BOND).hexdigest()}],
    }


def fresh(grant: ViewingGrant, login: ObligeeLogin) -> dict[str, Any]:
    """As the next request reads them."""
    return {
        "grant": ViewingGrant.objects.select_related("key__certificate__insurer").get(pk=grant.pk),
        "login": ObligeeLogin.objects.select_related("domain").get(pk=login.pk),
    }


@pytest.mark.parametrize(
    ("happens", "refusal"),
    [
        (lambda grant: RegisteredDomain.objects.update(suspended_at=clock.now()), LoginEnded),
        (lambda grant: ObligeeLogin.objects.update(ended_at=clock.now()), LoginEnded),
        (lambda grant: Certificate.objects.update(withdrawn_at=clock.now()), Withdrawn),
        (lambda grant: keys.replace_password(grant.key.certificate), ViewingEnded),
        (lambda grant: view.end_viewing(grant), ViewingEnded),
    ],
    ids=["domain suspended", "logged out", "withdrawn", "new password", "viewing ended"],
)
def test_what_ended_between_login_and_download_gives_nothing(
    grant: ViewingGrant, login: ObligeeLogin, happens: Any, refusal: type[Exception]
) -> None:
    happens(grant)
    with pytest.raises(refusal):
        download_document(**fresh(grant, login), position=1)
    with pytest.raises(refusal):
        download_archive(**fresh(grant, login), part=1)
    assert events() == []


def test_nor_what_ended_by_itself(grant: ViewingGrant, login: ObligeeLogin) -> None:
    later = clock.now() + timedelta(minutes=20)
    with time_machine.travel(later, tick=False):
        with pytest.raises(ViewingEnded):
            download_document(**fresh(grant, login), position=1)
        # Somebody still turns pages; the login alone has slept, or lasted, too long.
        ViewingGrant.objects.update(last_active_at=later)
        with pytest.raises(LoginEnded):
            download_document(**fresh(grant, login), position=1)
        ObligeeLogin.objects.update(last_active_at=later, opened_at=later - timedelta(hours=12))
        with pytest.raises(LoginEnded):
            download_document(**fresh(grant, login), position=1)


@pytest.mark.parametrize("take", [partial(download_document, position=1), partial(download_archive, part=1)])
def test_a_password_that_changes_while_the_file_is_read_stops_it(
    grant: ViewingGrant, login: ObligeeLogin, take: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = files.read

    def read_slowly(*args: Any, **kwargs: Any) -> Any:
        ViewingKey.objects.filter(ended_at=None).update(ended_at=clock.now())
        return read(*args, **kwargs)

    monkeypatch.setattr(files, "read", read_slowly)
    with pytest.raises(ViewingEnded):
        take(grant=grant, login=login)
    assert events() == []


def test_all_at_once_is_on_record_too(grant: ViewingGrant, login: ObligeeLogin) -> None:
    download_archive(grant=grant, login=login, part=1)
    event = AuditEvent.objects.get(type="documents_downloaded")
    assert [document["position"] for document in event.facts["documents"]] == [1, 2]


def test_a_login_of_another_browser_opens_nothing_here(grant: ViewingGrant, made: MadeCertificate) -> None:
    other = log_in(open_viewing(made))
    with pytest.raises(LoginEnded):
        download_document(grant=grant, login=other, position=1)
