"""The desk after a further upload, and after a withdrawal (U5, U8)."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.web.desk.conftest import Desk
from tests.world import log_in, make_staff, open_viewing, reveal

LIST = reverse("desk:list")
State = OutboxMail.State


def detail(staff: Staff, made: Certificate) -> str:
    client = Client()
    client.force_login(staff)
    return client.get(reverse("desk:detail", args=[made.uuid])).content.decode()


def mail_rows(page: str) -> list[str]:
    """The rows of the table of mails, as text."""
    section = page[page.index('aria-labelledby="mails"') :].split("</section>")[0]
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr>.*?</tr>", section, re.DOTALL)[1:]]


def test_before_nothing_is_said_of_a_change(desk: Desk) -> None:
    page = detail(desk.clerk, desk.make("A-1"))
    assert "閲覧用パスワードが新しくなりました" not in page
    assert "閲覧用パスワードの変更前" not in page


def test_it_says_since_when_the_old_password_is_dead_and_that_a_new_form_is_due(desk: Desk) -> None:
    made = desk.make("A-1")
    desk.add_to(made)
    at = timezone.localtime(made.viewing_keys.get(ended_at=None).created_at)
    page = detail(desk.clerk, made)
    assert f"{at:%Y/%m/%d %H:%M}より前にお渡しした閲覧用パスワードは、使えません。" in page
    assert "新しい「発注者提出用フォーマット」を受注者へ渡す" in page


def test_it_names_all_who_receive_the_new_password(desk: Desk) -> None:
    made = desk.make("A-1")
    bob = make_staff(desk.agency)
    desk.add_to(made, by=bob)
    assert f"アップロードした方（{bob.email}、{desk.clerk.email}）" in detail(desk.clerk, made)


def test_mails_of_the_old_password_stand_below_and_say_why_they_were_not_sent(desk: Desk) -> None:
    made = desk.make("A-1")
    desk.add_to(made)
    rows = mail_rows(detail(desk.clerk, made))
    assert ["送信待ち" in row for row in rows] == [True, True, False, False]
    for old in rows[2:]:
        assert "閲覧用パスワードの変更前" in old
        assert "送信取りやめ" in old
        assert "送る前に閲覧用パスワードが新しくなったため、送りませんでした。" in old
    assert not any("変更前" in row for row in rows[:2])


def test_a_failed_mail_of_the_old_password_alarms_nobody(desk: Desk) -> None:
    made = desk.make("A-1")
    desk.set_mails(made, [State.REFUSED, State.SENT])
    desk.add_to(made)
    assert "届いていないメールがあります" not in detail(desk.clerk, made)


@pytest.mark.parametrize("state", [State.WAITING, State.REFUSED])
def test_mails_with_one_time_passwords_are_not_the_desks_business(desk: Desk, state: State) -> None:
    made = desk.make("A-1")
    log_in(open_viewing(reveal(made)), address="keiyaku@city.example.lg.jp")
    OutboxMail.objects.exclude(kind="one_time_password").update(state=State.SENT, sent_at=clock.now())
    OutboxMail.objects.filter(kind="one_time_password").update(state=state)
    client = Client()
    client.force_login(desk.clerk)
    for page in (detail(desk.clerk, made), client.get(LIST).content.decode()):
        assert "keiyaku@city.example.lg.jp" not in page
        for alarm in ("送信待ち", "送信エラー", "宛先から拒否", "届いていないメールがあります"):
            assert alarm not in page


def test_changes_cost_no_further_queries(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = desk.make("A-1")
    client = Client()
    client.force_login(desk.clerk)
    address = reverse("desk:detail", args=[made.uuid])
    for went_to_staff in (0, 1, 1):
        # session, staff, second factor, home, certificate, whether it was moved (twice), mails, documents,
        # their first pages, addresses, first seen, key, history; which addresses in it are of colleagues
        with django_assert_num_queries(14 + went_to_staff):
            client.get(address)
        desk.add_to(made)


def test_what_was_withdrawn_says_so_and_asks_for_nothing(desk: Desk) -> None:
    made = desk.make("A-1")
    client = Client()
    client.force_login(desk.clerk)
    assert "tag--warning" not in client.get(LIST).content.decode()
    Certificate.objects.update(withdrawn_at=clock.now())
    page = detail(desk.clerk, made)
    assert "この証券等は取り下げられています" in page
    assert reverse("upload:further", args=[made.uuid]) not in page
    assert "次にしていただくこと" not in page
    assert "tag--warning" in client.get(LIST).content.decode()
