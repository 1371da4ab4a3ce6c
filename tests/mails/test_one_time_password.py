"""The mail with the one-time password (D2, T5, T22)."""

import re
import uuid
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from kakunin.mails.one_time_password import one_time_password
from kakunin.models.certificate import Certificate
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.viewing_key import ViewingGrant
from tests.mails.conftest import LOCATOR, PASSWORD, as_read, check_snapshot, make_key, part, read, too_wide
from tests.world import CLERK


@pytest.fixture
def password(certificate: Certificate) -> OneTimePassword:
    return OneTimePassword(
        uuid=uuid.UUID("11111111-2222-4333-8444-555555555555"),
        address=CLERK,
        grant=ViewingGrant(key=make_key(certificate)),
        expires_at=datetime(2026, 4, 1, 0, 30, tzinfo=UTC),
    )


@pytest.fixture
def message(password: OneTimePassword) -> EmailMessage:
    return read(one_time_password(password))


def test_the_mail_reads_as_we_once_liked_it(message: EmailMessage) -> None:
    check_snapshot(message, "one_time_password")


def test_it_is_the_same_each_time_it_is_sent(message: EmailMessage, password: OneTimePassword) -> None:
    assert as_read(message) == as_read(read(one_time_password(password)))


def test_the_digits_stand_in_both_texts_in_two_groups_of_four(
    message: EmailMessage, password: OneTimePassword
) -> None:
    shown = f"{password.digits[:4]}-{password.digits[4:]}"
    assert f"\n{shown}\n" in part(message, "plain")
    assert f">{shown}<" in part(message, "html")


def test_the_subject_holds_the_reference_and_no_digit(
    message: EmailMessage, password: OneTimePassword
) -> None:
    assert password.reference in message["Subject"]
    assert not re.search(r"\d", message["Subject"])
    assert password.reference in part(message, "plain")


def test_it_says_until_when_in_japan_time(message: EmailMessage) -> None:
    for text in (part(message, "plain"), part(message, "html")):
        assert "9:30" in text
        assert "2026年4月1日" in text


def test_it_holds_neither_half_of_the_viewing_key_and_no_link_into_the_case(message: EmailMessage) -> None:
    whole = f"{message}{part(message, 'plain')}{part(message, 'html')}"
    squeezed = re.sub(r"[\s-]", "", whole)
    assert LOCATOR not in squeezed
    assert PASSWORD not in squeezed
    assert set(re.findall(r"https?://[^\s\"<]+", whole)) <= {
        "http://localhost:8000/",
        "http://localhost:8000",
    }


def test_the_text_fits_into_seventy_columns(message: EmailMessage) -> None:
    assert too_wide(message) == []
