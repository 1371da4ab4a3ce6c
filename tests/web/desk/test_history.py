"""What happened to a certificate, in words, for each who may see it (B1, T13)."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.flows.mailing.send import send_mail
from kakunin.flows.membership.move_certificates import Office, move_certificates
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency
from kakunin.models.staff import Staff
from kakunin.web.desk import timeline
from tests.web.desk.asking import Browser
from tests.web.desk.conftest import Desk
from tests.world import CLERK, log_in, make_administrator, make_agency, make_staff, open_viewing, reveal

pytestmark = pytest.mark.database  # what is read, not only how it is shown


@pytest.fixture
def made(desk: Desk) -> Certificate:
    return desk.make("A-1")


def entries(made: Certificate, reader: Staff) -> list[timeline.Entry]:
    return timeline.read(made, reader).entries


def words(made: Certificate, reader: Staff) -> str:
    return re.sub(r"<[^>]+>", " ", Browser(reader).open("history", made).page)


def move_away(desk: Desk) -> Agency:
    """All that the agency had goes to another one (移管)."""
    boss = make_administrator(desk.insurer)
    after = make_agency("丙代理店", insurers=[desk.insurer])
    desk.agency.contracts.update(starts_on="2020-04-01", ends_on="2021-03-31")
    move_certificates(agency=desk.agency.pk, to=after.pk, office=Office("丙", "00", "丙 太郎"), by=boss)
    return after


def test_newest_first_with_who_did_it(desk: Desk, made: Certificate) -> None:
    Browser(desk.clerk).post("password", made)
    newest, *_, first = entries(made, desk.clerk)
    assert (newest.what, newest.who) == ("閲覧用パスワードを画面に表示しました", desk.clerk.name)
    assert (first.what, first.who) == ("証券等をアップロードしました", desk.clerk.name)
    assert first.lines == [("書類", "証券")]


def test_of_another_organisations_people_only_the_organisation_is_named(
    desk: Desk, made: Certificate
) -> None:
    ida = make_staff(desk.insurer, "井田 三子")
    desk.add_to(made, by=ida)
    system = "システム"  # called off the first mails
    assert {entry.who for entry in entries(made, ida)} == {"みなと保険", "井田 三子", system}
    assert {entry.who for entry in entries(made, desk.clerk)} == {desk.clerk.name, desk.insurer.name, system}


def test_it_is_the_organisation_of_then(desk: Desk, made: Certificate) -> None:
    """Who now works for the insurer worked for the agency when it uploaded."""
    ida = make_staff(desk.insurer, "井田 三子")
    Staff.objects.filter(pk=desk.clerk.pk).update(agency=None, insurer=desk.insurer, name="新しい名前")
    assert [entry.who for entry in entries(made, ida)] == ["みなと保険"]


def test_viewers_and_obligees_are_no_more_than_that(desk: Desk, made: Certificate) -> None:
    log_in(open_viewing(reveal(made)))
    OutboxMail.objects.filter(kind=OutboxMail.Kind.ONE_TIME_PASSWORD).get()
    page = words(made, desk.clerk)
    assert "閲覧者" in page
    assert f"発注者（{CLERK.rpartition('@')[2]}）" in page
    assert CLERK not in page
    assert CLERK.partition("@")[0] not in page


def test_mails_to_obligees_are_left_out(desk: Desk, made: Certificate) -> None:
    with transaction.atomic():
        for kind, to in (("one_time_password", CLERK), ("viewing_url", "keiyaku@example.co.jp")):
            AuditEvent.record(AuditEvent.Type.MAIL_SENT, by=None, about=made, mail=kind, to=to, state="sent")
    page = words(made, desk.clerk)
    assert "keiyaku@example.co.jp" in page
    assert CLERK not in page


def test_a_correction_shows_before_and_after(desk: Desk, made: Certificate) -> None:
    values = {
        "contractor_name": "例示建設<b>",
        "office_name": made.office_name,
        "office_phone": made.office_phone,
        "office_contact": made.office_contact,
        "amount": "1,234,000",
        "period_end": "2027-03-31",
    }
    Browser(desk.clerk).answer("data", made, values)
    newest = entries(made, desk.clerk)[0]
    assert newest.lines == [
        ("受注者名", "株式会社例示建設 → 例示建設<b>"),
        ("保証金額（円）", "（なし） → 1,234,000"),
        ("保証期間の終期", "（なし） → 2027年3月31日"),
    ]
    assert "例示建設&lt;b&gt;" in Browser(desk.clerk).open("history", made).page


def test_after_a_move_the_next_agency_does_not_learn_who_worked_at_the_one_before(
    desk: Desk, made: Certificate
) -> None:
    after = move_away(desk)
    page = words(made, make_staff(after, "丙 花子"))
    assert "証券等を移管しました" in page
    for known_before in (desk.clerk.name, desk.clerk.email, desk.agency.name):
        assert known_before not in page
    assert "移管前の取扱代理店" in page


def test_a_mail_called_off_after_the_move_does_not_name_its_reader_either(
    desk: Desk, made: Certificate
) -> None:
    """It still waited at the move; that it was not sent is told after it (T13)."""
    after = move_away(desk)
    waiting = OutboxMail.objects.get(kind=OutboxMail.Kind.VIEWING_PASSWORD, recipient=desk.clerk.email)
    send_mail(waiting.pk)
    page = words(made, make_staff(after, "丙 花子"))
    assert "メールを送信できませんでした" in page
    assert desk.clerk.email not in page


def test_the_address_of_a_colleague_is_told_and_that_of_another_organisations_people_is_not(
    desk: Desk, made: Certificate
) -> None:
    OutboxMail.objects.update(state=OutboxMail.State.REFUSED)
    Browser(desk.clerk).answer("password_again", made, {})
    assert desk.clerk.email in words(made, make_staff(desk.agency))
    assert desk.clerk.email not in words(made, make_staff(desk.insurer))


def test_every_type_of_event_about_certificates_can_be_shown(desk: Desk, made: Certificate) -> None:
    """With the facts that the flows write; what a type needs and does not find would break the page."""
    browser = Browser(desk.clerk)
    desk.add_to(made)
    browser.answer("withdraw_document", made, {"reason": "wrong_pdf", "details": ""}, position=2)
    browser.answer("restore_document", made, {}, position=2)
    browser.answer("new_url", made, {"addresses": "other@example.co.jp"})
    browser.answer("withdraw", made, {"reason": "cancelled", "details": ""})
    browser.answer("restore", made, {})
    page = words(made, desk.clerk)
    for told in ("書類を取り下げました", "加えた宛先", "契約が取りやめになった", "取り下げを取り消しました"):
        assert told in page


def test_a_long_history_is_paged_and_costs_the_same(
    desk: Desk, made: Certificate, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = Browser(desk.clerk)
    for _ in range(timeline.PAGE_SIZE + 5):
        browser.post("password", made)
    page = timeline.read(made, desk.clerk)
    assert len(page.entries) == timeline.PAGE_SIZE
    assert page.older is not None
    rest = timeline.read(made, desk.clerk, before=page.older)
    assert (len(rest.entries), rest.older, rest.first) == (6, None, False)
    client = Client()
    client.force_login(desk.clerk)
    with django_assert_max_num_queries(8):
        client.get(reverse("desk:history", args=[made.uuid]))
    for wrong in ("x", "-1", "9" * 30, "１"):
        address = reverse("desk:history", args=[made.uuid])
        assert client.get(address, {"before": wrong}).status_code == 404
