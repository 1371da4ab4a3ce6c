"""The mails that tell staff of wrong passwords and codes (V3, T4)."""

import re
from email.message import EmailMessage

import pytest

from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from tests.mails.conftest import LOCATOR, PASSWORD, WriteMail, check_snapshot, part, too_wide

KINDS = [OutboxMail.Kind.WRONG_PASSWORDS, OutboxMail.Kind.WRONG_CODES]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> OutboxMail.Kind:
    return OutboxMail.Kind(request.param)


@pytest.fixture
def message(kind: OutboxMail.Kind, write: WriteMail, certificate: Certificate) -> EmailMessage:
    return write(kind, certificate)


def test_the_mail_reads_as_we_once_liked_it(message: EmailMessage, kind: OutboxMail.Kind) -> None:
    check_snapshot(message, str(kind))


def test_it_holds_neither_half_of_the_viewing_key(message: EmailMessage) -> None:
    whole = re.sub(r"[\s-]", "", f"{message}{part(message, 'plain')}{part(message, 'html')}")
    assert LOCATOR not in whole
    assert PASSWORD not in whole


def test_it_leads_to_the_desk_and_says_when_in_japan_time(
    message: EmailMessage, certificate: Certificate
) -> None:
    for text in (part(message, "plain"), part(message, "html")):
        assert str(certificate.uuid) in text
        assert "9:00" in text


def test_the_text_fits_into_seventy_columns(message: EmailMessage) -> None:
    assert too_wide(message) == []
