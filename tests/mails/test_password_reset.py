"""The mail with the link for a forgotten password (U1, T22)."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.test import Client

from kakunin.foundation.logs import hide_secrets
from kakunin.mails.password_reset import password_reset
from kakunin.models.audit import AuditEvent
from kakunin.models.staff import Staff
from tests.mails.conftest import MOMENT, check_snapshot, part, read, too_wide
from tests.world import make_agency


@pytest.fixture
def staff(db: None) -> Iterator[Staff]:
    """Everything of which the token is made, in a moment that doesn't pass."""
    with time_machine.travel(MOMENT, tick=False):
        yield Staff.objects.create(
            pk=4711, email="hanako@example.jp", name="辻󠄀 <花子>", password="-", agency=make_agency()
        )


@pytest.fixture
def message(staff: Staff) -> EmailMessage:
    return read(password_reset(AuditEvent(facts={"staff": staff.pk}), to=staff.email))


@pytest.fixture
def token(staff: Staff) -> str:
    return str(default_token_generator.make_token(staff))


def test_the_mail_reads_as_we_once_liked_it(message: EmailMessage) -> None:
    check_snapshot(message, "password_reset")


def test_the_link_stands_on_a_line_of_its_own_and_leads_to_the_page(
    message: EmailMessage, token: str
) -> None:
    link = f"http://localhost:8000/staff/password/new/4711/{token}/"
    assert f"\n{link}\n" in part(message, "plain")
    assert f'href="{link}"' in part(message, "html")
    assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 200


def test_it_says_how_long_it_is_good_for(message: EmailMessage) -> None:
    for subtype in ("plain", "html"):
        assert "このメールが送られてから30分間、1回だけ使えます。" in part(message, subtype)


def test_the_subject_holds_nothing_of_the_link(message: EmailMessage, token: str) -> None:
    assert token[7:] not in str(message["Subject"])


def test_a_log_line_holds_nothing_of_it_either(token: str) -> None:
    line = hide_secrets(f'"GET /staff/password/new/4711/{token}/ HTTP/1.1" 200')
    assert line == '"GET /staff/password/new/… HTTP/1.1" 200'
    for around in ("550 {} looks like spam", "/x/{}/", "next=%2Fstaff%2Fpassword%2Fnew%2F4711%2F{}%2F"):
        assert hide_secrets(around.format(token)) == around.format("…")


def test_signs_of_markup_are_plain_in_the_text_and_escaped_in_the_html(message: EmailMessage) -> None:
    assert "<花子>" in part(message, "plain")
    assert "&lt;花子&gt;" in part(message, "html")


def test_the_text_fits_into_seventy_columns(message: EmailMessage) -> None:
    assert too_wide(message) == []
