"""Mails as they go out: a row through the composer, read again as a mail program reads it."""

import email
import email.policy
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

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
        mail = OutboxMail(
            kind=kind, key=_key(certificate), recipient=to, message_id="<row-1@localhost>", created_at=MOMENT
        )
        message = email.message_from_bytes(compose(mail).message().as_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    return write_mail


def _key(certificate: Certificate) -> ViewingKey:
    key = ViewingKey(certificate=certificate, locator_hash="-", password_hash="-", created_at=MOMENT)
    key.sealed_locator = secrets.seal(LOCATOR.encode(), context=key.locator_context)
    key.sealed_password = secrets.seal(PASSWORD.encode(), context=key.password_context)
    return key


def part(message: EmailMessage, subtype: str) -> str:
    """The ``plain`` or the ``html`` text."""
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content())
