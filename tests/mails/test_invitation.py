"""The mail with an invitation's link (U1, T22)."""

import uuid
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import Client

from kakunin.foundation.logs import hide_secrets
from kakunin.mails.invitation import invitation as invitation_mail
from kakunin.models.invitation import Invitation
from tests.mails.conftest import MOMENT, as_read, check_snapshot, part, read, too_wide
from tests.world import make_administrator, make_agency


@pytest.fixture
def invited(db: None) -> Invitation:
    agency = make_agency("みなと保険")
    return Invitation(
        uuid=uuid.UUID("11111111-2222-4333-8444-555555555555"),
        agency=agency,
        address="hanako@example.jp",
        name="辻󠄀 花子",
        role="member",
        invited_by=make_administrator(agency, "管理 一郎"),
        expires_at=MOMENT + timedelta(days=7),
    )


@pytest.fixture
def message(invited: Invitation) -> EmailMessage:
    return read(invitation_mail(invited))


def test_the_mail_reads_as_we_once_liked_it(message: EmailMessage) -> None:
    check_snapshot(message, "invitation")


def test_one_of_the_operators_says_so(invited: Invitation) -> None:
    invited.invited_by = None
    message = read(invitation_mail(invited))
    check_snapshot(message, "invitation_by_the_operator")
    assert too_wide(message) == []


def test_it_is_the_same_each_time_it_is_sent(message: EmailMessage, invited: Invitation) -> None:
    assert as_read(message) == as_read(read(invitation_mail(invited)))


def test_the_link_stands_on_a_line_of_its_own_and_leads_to_the_page(
    message: EmailMessage, invited: Invitation
) -> None:
    link = f"http://localhost:8000/staff/invitation/{invited.token}/"
    assert f"\n{link}\n" in part(message, "plain")
    assert f'href="{link}"' in part(message, "html")
    invited.created_at = MOMENT
    invited.expires_at += timedelta(days=36500)
    invited.save()
    assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 200


def test_it_says_until_when_in_japan_time(message: EmailMessage) -> None:
    for text in (part(message, "plain"), part(message, "html")):
        assert "2026年4月8日 09:00 まで（日本時間）、1回だけ使えます。" in text


def test_the_subject_holds_nothing_of_the_link(message: EmailMessage, invited: Invitation) -> None:
    assert invited.token[:26] not in str(message["Subject"])


def test_a_log_line_holds_nothing_of_it_either(message: EmailMessage, invited: Invitation) -> None:
    line = hide_secrets(f'"GET /staff/invitation/{invited.token}/ HTTP/1.1" 200')
    assert line == '"GET /staff/invitation/… HTTP/1.1" 200'
    assert hide_secrets(f"550 {invited.token} looks like spam") == "550 … looks like spam"


def test_the_text_fits_into_seventy_columns(message: EmailMessage) -> None:
    assert too_wide(message) == []
