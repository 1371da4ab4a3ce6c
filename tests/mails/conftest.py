"""Mails as they go out: a row through the composer, read again as a mail program reads it."""

import email
import email.policy
import re
import unicodedata
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from kakunin.adapters.vault import secrets
from kakunin.mails.compose import compose
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey
from tests.world import make_agency, make_insurer, make_staff

LOCATOR = "0123456789abcdefghjkmnpqrstvwx"
PASSWORD = "ABCDEFGH2345"
MOMENT = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)

_SNAPSHOTS = Path(__file__).parent / "snapshots"
_HEADERS = ("Subject", "From", "To", "Message-ID", "Auto-Submitted", "Content-Type")

WriteMail = Callable[..., EmailMessage]


@pytest.fixture
def certificate(db: None) -> Certificate:
    """A certificate in which everything is known."""
    insurer = make_insurer("甲損害保険株式会社")
    return Certificate.objects.create(
        uuid=uuid.UUID("11111111-2222-4333-8444-555555555555"),
        insurer=insurer,
        number="A-123456",
        kind=Certificate.Kind.PERFORMANCE_BOND,
        contractor_name="髙﨑・辻󠄀特定建設工事共同企業体",
        office_name="みなと保険 横浜支店",
        office_phone="045-000-1111",
        office_contact="山田 花子",
        project_name="市道第７号線 <改良> & 舗装工事",
        obligee_name="例示市",
        created_at=MOMENT,
        created_by=make_staff(make_agency("みなと保険", insurers=[insurer])),
    )


@pytest.fixture
def write() -> WriteMail:
    """Of a kind, about a certificate; as the receiver's program reads it."""

    def write_mail(
        kind: OutboxMail.Kind, certificate: Certificate, to: str = "to@example.jp"
    ) -> EmailMessage:
        return read(OutboxMail(kind=kind, key=make_key(certificate), recipient=to))

    return write_mail


def make_key(certificate: Certificate) -> ViewingKey:
    """Unsaved, with the two secrets that the tests know."""
    key = ViewingKey(certificate=certificate, locator_hash="-", password_hash="-", created_at=MOMENT)
    key.sealed_locator = secrets.seal(LOCATOR.encode(), context=key.locator_context)
    key.sealed_password = secrets.seal(PASSWORD.encode(), context=key.password_context)
    return key


def read(mail: OutboxMail) -> EmailMessage:
    """The mail of an unsaved row, as the receiver's program reads it."""
    mail.message_id, mail.created_at = "<row-1@localhost>", MOMENT
    message = email.message_from_bytes(compose(mail).message().as_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def as_read(message: EmailMessage) -> str:
    """Headers and both texts, without what is new in each copy (date, boundary)."""
    headers = [f"{name}: {message[name]}" for name in _HEADERS]
    headers[-1] = re.sub(r'; boundary="[^"]*"', "", headers[-1])
    return "\n".join([*headers, "", part(message, "plain"), "-" * 70, "", part(message, "html")])


def check_snapshot(message: EmailMessage, name: str) -> None:
    """After a wanted change: delete the snapshot, run this, read the new file, keep it."""
    shown, snapshot = as_read(message), _SNAPSHOTS / f"{name}.txt"
    if not snapshot.exists():
        snapshot.write_text(shown)
        pytest.fail(f"{snapshot} was written: read it.")
    assert shown == snapshot.read_text()


def columns(line: str) -> int:
    """As wide as it stands in a mail program: full-width letters count two."""
    return sum(
        0
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Mn"
        else 2
        if unicodedata.east_asian_width(letter) in "WFA"
        else 1
        for letter in line
    )


def too_wide(message: EmailMessage) -> list[str]:
    """Lines of the text above seventy columns; an address can't be broken."""
    lines = part(message, "plain").splitlines()
    return [line for line in lines if columns(line) > 70 and "://" not in line]


def part(message: EmailMessage, subtype: str) -> str:
    """The ``plain`` or the ``html`` text."""
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content())
