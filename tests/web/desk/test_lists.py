"""The lists that a back office works through (U6)."""

import re
from datetime import timedelta

import pytest

from kakunin.flows.delivery.correct_addresses import correct_addresses
from kakunin.flows.delivery.send_again import send_url_again
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.web.desk import lists, rows
from tests.web.desk.conftest import Desk
from tests.web.desk.looking import Looker
from tests.world import open_viewing, reveal

pytestmark = pytest.mark.database  # what is read, not only how it is shown

State = OutboxMail.State


@pytest.fixture
def look(desk: Desk) -> Looker:
    return Looker(desk.clerk)


def refuse(made: Certificate) -> None:
    OutboxMail.objects.filter(key__certificate=made, kind="viewing_url").update(state=State.REFUSED)
    OutboxMail.objects.note_failures([made.pk])


def count(page: str, label: str) -> str:
    """The number beside the list's name; empty where there is none."""
    found = re.search(rf'>{label} <span class="tabs__count">([^<]+)</span>', page)
    return found[1] if found else ""


def test_what_nobody_opened_for_a_week(desk: Desk, look: Looker) -> None:
    opened, waiting, young = (desk.make(number) for number in ("A-1", "A-2", "A-3"))
    week_ago = clock.now() - timedelta(days=7, minutes=1)
    Certificate.objects.exclude(pk=young.pk).update(created_at=week_ago)
    open_viewing(reveal(opened))
    page = look.page(list="unseen")
    assert look.numbers(list="unseen") == [waiting.number]
    assert count(page, "未閲覧") == "1件"


def test_what_did_not_arrive_until_it_is_put_right(desk: Desk, look: Looker) -> None:
    desk.make("A-1")
    made = desk.make("A-2")
    refuse(made)
    assert look.numbers(list="undelivered") == ["A-2"]
    assert count(look.page(), "メール未達") == "1件"
    send_url_again(certificate=made, by=desk.clerk)
    assert look.numbers(list="undelivered") == []
    assert count(look.page(), "メール未達") == ""


def test_a_wrong_address_that_was_corrected_is_no_trouble_any_more(desk: Desk, look: Looker) -> None:
    made = desk.make("A-1")
    refuse(made)
    correct_addresses(certificate=made, version=1, addresses=["right@example.co.jp"], by=desk.clerk)
    assert look.numbers(list="undelivered") == []


def test_what_ends_soon_stands_in_the_order_of_its_end(
    desk: Desk, look: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.today()
    for number, days in (("A-1", 30), ("A-2", 0), ("A-3", 31), ("A-4", -1), ("A-5", 30), ("A-6", 5)):
        made = desk.make(number)
        Certificate.objects.filter(pk=made.pk).update(period_end=today + timedelta(days=days))
    desk.make("A-7")
    assert look.numbers(list="ending") == ["A-2", "A-6", "A-1", "A-5"]
    monkeypatch.setattr(rows, "PAGE_SIZE", 3)
    page = look.page(list="ending")
    following = re.search(r'rel="next" href="\?list=ending&amp;before=([^"]+)"', page)
    assert following
    assert look.numbers(list="ending", before=following[1]) == ["A-5"]


def test_todays_uploads_are_those_since_midnight_in_japan(desk: Desk, look: Looker) -> None:
    before, _ = desk.make("A-1"), desk.make("A-2")
    midnight = lists.day_begins(clock.today())
    Certificate.objects.filter(pk=before.pk).update(created_at=midnight - timedelta(seconds=1))
    assert look.numbers(list="today") == ["A-2"]


def test_what_is_withdrawn_stands_there_and_under_all_only(desk: Desk, look: Looker) -> None:
    made = desk.make("A-1")
    refuse(made)
    Certificate.objects.update(
        withdrawn_at=clock.now(), period_end=clock.today(), created_at=clock.now() - timedelta(days=30)
    )
    found = {name for name in lists.LISTS if look.numbers(list=name)}
    assert found == {"", "withdrawn"}


def test_counting_ends_at_ninety_nine(desk: Desk, look: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    for number in range(3):
        refuse(desk.make(f"A-{number}"))
    assert count(look.page(), "メール未達") == "2+件"


@pytest.mark.parametrize("name", lists.LISTS)
def test_an_empty_list_says_what_that_means(name: str, look: Looker) -> None:
    assert str(lists.LISTS[name].empty) in look.page(list=name)


@pytest.mark.parametrize(
    "asked",
    [
        {"list": "?"},
        {"before": "x"},
        {"before": "2026-04-01.1"},
        {"list": "ending", "before": "1"},
        {"list": "ending", "before": "2026-02-30.1"},
        {"list": "ending", "before": "2026-04-01.x"},
        {"list": "ending", "before": "2026-04-01." + "9" * 30},
    ],
)
def test_addresses_that_are_none_of_ours_are_not_found(asked: dict[str, str], look: Looker) -> None:
    assert look.get(**asked).status_code == 404
