"""The mails about members, roles and contracts (U1)."""

import re
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine

from kakunin.mails.membership import NOTICES, tell
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency
from kakunin.models.staff import Staff
from tests.mails.conftest import MOMENT, as_read, check_snapshot, part, read, too_wide
from tests.world import make_administrator, make_agency, make_insurer

PERSON = {"staff": 0, "person": "辻󠄀 <花子>", "role": "member"}
CONTRACT = {"insurer": 1, "insurer_name": "甲損害保険株式会社", "ends_on": "2026-09-30"}
MOVED = {"insurer_name": "甲損害保険株式会社", "count": 12, "to_name": "みなと保険"}
FACTS: dict[str, dict[str, Any]] = {
    "member_invited": {"person": "辻󠄀 <花子>", "address": "hanako@example.jp", "role": "administrator"},
    "member_joined": PERSON | {"address": "hanako@example.jp"},
    "member_removed": PERSON,
    "role_changed": PERSON | {"role": "administrator"},
    "factor_reset_asked": PERSON | {"asked_by": "管理 一郎"},
    "factor_reset_done": PERSON | {"asked_by": "管理 二郎"},
    "factor_added": PERSON | {"factor": "パスキー「会社のパソコン」"},
    "factor_removed": PERSON | {"factor": "認証アプリ"},
    "recovery_codes_made": PERSON,
    "recovery_code_used": PERSON,
    "password_changed": PERSON,
    "certificates_moved": MOVED,
    "contract_ended": CONTRACT,
}
KINDS = pytest.mark.parametrize("kind", sorted(NOTICES))


@pytest.fixture
def agency(db: None) -> Agency:
    return make_agency("みなと保険")


def write(kind: str, agency: Agency, by: Staff | None = None) -> EmailMessage:
    actor = None if kind == "member_invited" else by or make_administrator(agency, "管理 一郎")
    return write_of(kind, agency, actor, FACTS[kind])


def write_of(kind: str, agency: Agency, by: Staff | None, facts: dict[str, Any]) -> EmailMessage:
    with time_machine.travel(MOMENT, tick=False):
        event = AuditEvent.record(AuditEvent.Type(kind), by=by, about=agency, **facts)
    return read(tell(OutboxMail.Kind(kind), event, to="to@example.jp"))


@KINDS
def test_the_mail_reads_as_we_once_liked_it(kind: str, agency: Agency) -> None:
    check_snapshot(write(kind, agency), kind)


@KINDS
def test_the_text_fits_into_seventy_columns(kind: str, agency: Agency) -> None:
    assert too_wide(write(kind, agency)) == []


@KINDS
def test_it_says_when_in_japan_time_and_leads_to_a_page_of_ours(kind: str, agency: Agency) -> None:
    message = write(kind, agency)
    for text in (part(message, "plain"), part(message, "html")):
        assert "2026年4月1日 09:00" in text
        links = re.findall(r"https?://[^\s\"<]+", text)
        assert all(link.startswith("http://localhost:8000/") for link in links)
        assert any("/desk/" in link or "/staff/account/" in link for link in links)


@KINDS
def test_it_is_the_same_each_time(kind: str, agency: Agency) -> None:
    actor = make_administrator(agency)
    assert as_read(write(kind, agency, actor)) == as_read(write(kind, agency, actor))


def test_what_the_operator_did_is_said_to_be_the_operators(agency: Agency) -> None:
    message = write_of("factor_reset_done", agency, None, PERSON)
    check_snapshot(message, "factor_reset_done_by_the_operator")
    assert too_wide(message) == []


def test_signs_of_markup_are_plain_in_the_text_and_escaped_in_the_html(agency: Agency) -> None:
    message = write("member_joined", agency)
    assert "<花子>" in part(message, "plain")
    assert "&lt;花子&gt;" in part(message, "html")


def test_one_of_another_house_is_not_named(agency: Agency) -> None:
    officer = make_administrator(make_insurer("甲損害保険株式会社"), "保険 イネス")
    message = write("contract_ended", agency, officer)
    assert "イネス" not in as_read(message)
