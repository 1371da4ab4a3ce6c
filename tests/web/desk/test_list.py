"""The desk's list: the organisation's own, newest first (T13, U6)."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.flows.delivery import keys
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import AgencyContract, Insurer
from kakunin.models.staff import Staff
from kakunin.web.desk import rows
from tests.web.desk.conftest import Desk
from tests.world import make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.database  # what is read, not only how it is shown

LIST = reverse("desk:list")
State = OutboxMail.State


def shown(staff: Staff, query: str = "") -> str:
    client = Client()
    client.force_login(staff)
    return client.get(LIST + query).content.decode()


def numbers(page: str) -> list[str]:
    """The 証券番号 in the order of the page."""
    return re.findall(r'<a class="number"[^>]*>([^<]+)</a>', page)


def test_an_empty_desk_leads_to_the_first_upload(desk: Desk) -> None:
    page = shown(desk.clerk)
    assert "アップロードした証券等は、まだありません" in page
    assert "最初の証券等をアップロードする" in page
    assert reverse("upload:new") in page


def test_the_newest_stands_first_with_what_a_clerk_looks_for(desk: Desk) -> None:
    desk.make("A-1")
    made = desk.make("A-2")
    page = shown(desk.clerk)
    assert numbers(page) == ["A-2", "A-1"]
    for words in (made.insurer.name, made.contractor_name, reverse("desk:detail", args=[made.uuid])):
        assert words in page


def test_colleagues_see_the_same_and_other_organisations_nothing(desk: Desk) -> None:
    desk.make("A-1")
    bob = make_staff(desk.agency)
    charlie = make_staff(make_agency("よその代理店", insurers=[desk.insurer]))
    dave = make_staff(make_insurer("乙損害保険株式会社"))
    assert [numbers(shown(staff)) for staff in (bob, charlie, dave)] == [["A-1"], [], []]


def test_the_insurer_sees_what_its_agencies_uploaded(desk: Desk) -> None:
    desk.make("A-1")
    assert numbers(shown(make_staff(desk.insurer))) == ["A-1"]


def test_a_contract_that_ended_takes_the_certificates_along(desk: Desk) -> None:
    desk.make("A-1")
    AgencyContract.objects.update(starts_on="2025-01-01", ends_on="2025-12-31")
    assert numbers(shown(desk.clerk)) == []


def test_older_ones_are_reached_page_by_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PAGE_SIZE", 2)
    for number in range(1, 6):
        desk.make(f"A-{number}")
    seen, query = [], ""
    for _ in range(3):
        page = shown(desk.clerk, query)
        seen.append(numbers(page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        query = following[1] if following else ""
    assert seen == [["A-5", "A-4"], ["A-3", "A-2"], ["A-1"]]
    assert query == ""
    assert "一覧の先頭へ戻る" in page


def test_what_was_uploaded_meanwhile_shifts_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PAGE_SIZE", 2)
    made = [desk.make(f"A-{number}") for number in range(1, 4)]
    assert numbers(shown(desk.clerk, f"?before={made[1].pk}")) == ["A-1"]
    desk.make("A-4")
    assert numbers(shown(desk.clerk, f"?before={made[1].pk}")) == ["A-1"]


def test_the_id_of_another_organisation_as_a_start_shows_only_ones_own(desk: Desk) -> None:
    desk.make("A-1")
    other: Insurer = make_insurer("乙損害保険株式会社")
    foreign = make_certificate(insurer=other, agency=None, by=make_staff(other), number="B-1").certificate
    assert numbers(shown(desk.clerk, f"?before={foreign.pk}")) == ["A-1"]


@pytest.mark.parametrize("before", ["", "x", "-1", "1.5", "٣", "9" * 40, "1;--"])
def test_a_start_that_no_page_of_ours_gives_is_not_found(desk: Desk, before: str) -> None:
    client = Client()
    client.force_login(desk.clerk)
    assert client.get(LIST, {"before": before}).status_code == 404


def test_below_the_oldest_there_is_a_way_back(desk: Desk) -> None:
    page = shown(desk.clerk, "?before=0")
    assert "この先に証券等はありません。" in page
    assert "一覧の先頭へ戻る" in page


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([State.WAITING, State.WAITING], "送信待ち"),
        ([State.SENT, State.WAITING], "送信待ち"),
        ([State.SENT, State.SENT], "送信済み"),
        ([State.REFUSED, State.SENT], "送信エラー"),
        ([State.REFUSED, State.WAITING], "送信エラー"),
        ([State.SENT, State.GIVEN_UP], "送信エラー"),
    ],
)
def test_the_most_pressing_state_of_the_mails_is_shown(desk: Desk, states: list[State], words: str) -> None:
    made = desk.make("A-1")
    desk.set_mails(made, states)
    page = shown(desk.clerk)
    assert [word for word in ("送信待ち", "送信済み", "送信エラー") if word in page] == [words]


def test_mails_of_a_key_that_ended_do_not_alarm(desk: Desk) -> None:
    made = desk.make("A-1")
    desk.set_mails(made, [State.REFUSED, State.REFUSED])
    keys.replace_password(made)
    assert "送信エラー" not in shown(desk.clerk)


def test_opened_at_least_once_is_shown(desk: Desk) -> None:
    made = desk.make("A-1")
    assert "未閲覧" in shown(desk.clerk)
    Certificate.objects.filter(pk=made.pk).update(first_viewed_at=clock.now())
    assert "閲覧済み" in shown(desk.clerk)


def test_fifty_rows_cost_no_more_queries_than_one(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(desk.clerk)
    desk.make("A-1")
    # session, staff, second factor, its organisation, the page, and two counts
    with django_assert_num_queries(7):
        client.get(LIST)
    for number in range(2, 12):
        desk.make(f"A-{number}")
    with django_assert_num_queries(7):
        client.get(LIST)
