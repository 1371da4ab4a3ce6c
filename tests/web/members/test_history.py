"""An organisation's history, for all of its people (U1)."""

import re

import pytest
from django.urls import reverse

from kakunin.flows.membership.accept import accept_invitation
from kakunin.flows.membership.change_role import change_role
from kakunin.flows.membership.end_contract import end_contract
from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.remove import remove_member
from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.staff import Staff
from kakunin.web.members import rows
from tests.web.members.conftest import People, as_, see
from tests.world import make_administrator, make_insurer

MEMBER, ADMINISTRATOR = Staff.Role.MEMBER, Staff.Role.ADMINISTRATOR


def swap(people: People, times: int) -> None:
    for number in range(times):
        role = MEMBER if number % 2 else ADMINISTRATOR
        change_role(staff=people.mia.pk, role=role, by=people.anna)


def test_an_empty_one_says_what_will_stand_there(people: People) -> None:
    assert "操作の記録は、まだありません" in see(people.mia, "history")


def test_it_says_who_did_what_to_whom_newest_first(people: People) -> None:
    change_role(staff=people.mia.pk, role=ADMINISTRATOR, by=people.anna)
    remove_member(staff=people.bert.pk, by=people.mia)
    shown = see(people.mia, "history")
    words = [
        "利用者を削除しました",
        people.bert.name,
        "役割を変更しました",
        people.mia.name,
        people.anna.name,
    ]
    for one in words:
        assert one in shown
    assert shown.index("利用者を削除しました") < shown.index("役割を変更しました")


def test_another_house_sees_nothing_of_it(people: People) -> None:
    change_role(staff=people.mia.pk, role=ADMINISTRATOR, by=people.anna)
    for staff in (people.ines, people.otto):
        assert people.mia.name not in see(staff, "history")


def test_of_another_house_only_its_name_is_shown(people: People) -> None:
    end_contract(agency=people.agency.pk, ends_on=clock.today(), by=people.ines)
    shown = see(people.mia, "history")
    assert people.insurer.name in shown
    assert people.ines.name not in shown
    assert people.ines.name in see(people.ines, "history")


def test_where_somebody_works_later_changes_nothing_of_what_was_written_down(people: People) -> None:
    change_role(staff=people.mia.pk, role=ADMINISTRATOR, by=people.anna)
    end_contract(agency=people.agency.pk, ends_on=clock.today(), by=people.ines)
    make_administrator(people.insurer)
    remove_member(staff=people.anna.pk, by=people.mia)
    remove_member(staff=people.ines.pk, by=people.ines)
    competitor = make_administrator(make_insurer("丙損害保険株式会社"))
    for left in (people.anna, people.ines):
        invited = invite_member(
            organisation=competitor.organisation, address=left.email, name="新", role=MEMBER, by=competitor
        )
        accept_invitation(token=invited.token, name="新しい名前", password="a long enough password")
    shown = see(people.mia, "history")
    assert people.anna.name in shown
    assert people.insurer.name in shown
    for leaked in ("丙損害保険株式会社", "新しい名前"):
        assert leaked not in shown


def test_sent_mails_are_no_news_but_one_that_failed_is(people: People) -> None:
    for type_, to in (("mail_sent", "fine@example.jp"), ("mail_failed", "lost@example.jp")):
        AuditEvent.objects.create(
            at=clock.now(), type=type_, actor="system", agency=people.agency, facts={"to": to}
        )
    shown = see(people.mia, "history")
    assert "lost@example.jp" in shown
    assert "fine@example.jp" not in shown


def test_older_ones_are_reached_page_by_page(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PAGE_SIZE", 2)
    swap(people, 5)
    client, query, seen = as_(people.mia), "", []
    for _ in range(3):
        page = client.get(reverse("members:history") + query).content.decode()
        seen.append(page.count("役割を変更しました"))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        query = following[1] if following else ""
    assert (seen, query) == ([2, 2, 1], "")
    assert "これより古い記録はありません" in see(people.mia, "history", before="0")


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40])
def test_a_start_that_no_page_of_ours_gives_is_not_found(people: People, before: str) -> None:
    assert as_(people.mia).get(reverse("members:history"), {"before": before}).status_code == 404


def test_a_long_one_costs_no_more_queries(people: People) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = as_(people.mia), []
    for times in (1, 9):
        swap(people, times)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("members:history"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
