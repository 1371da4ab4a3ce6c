"""The association sees insurers, figures and states; never a certificate (U1)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from kakunin.foundation import clock
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Insurer
from tests.web.members.conftest import People, as_, press, see, text_of
from tests.world import make_certificate, make_insurer, make_staff, open_viewing


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def figures(people: People, name: str, *, kept: bool = False) -> list[int]:
    """The numbers of the row of this name, counted afresh unless they shall be ``kept``."""
    if not kept:
        cache.clear()
    page = as_(people.otto).get(reverse("members:figures")).content.decode()
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f">{name}</th>" in row)
    return [int(cell.replace(",", "")) for cell in re.findall(r'<td class="amount"[^>]*>([\d,]+)</td>', row)]


def test_its_desk_begins_with_the_figures(people: People) -> None:
    answer = as_(people.otto).get(reverse("desk:list"))
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("members:figures"))


def test_figures_count_what_stands(people: People) -> None:
    assert figures(people, people.insurer.name) == [0, 0, 0, 0, 1, 1]
    made = [make_certificate(insurer=people.insurer, agency=people.agency, by=people.mia) for _ in range(3)]
    open_viewing(made[0])
    open_viewing(made[0])
    key = made[1].certificate.viewing_keys.get()
    OutboxMail.objects.filter(key=key).update(state="refused")
    made[2].certificate.viewing_keys.update()
    type(made[2].certificate).objects.filter(pk=made[2].certificate.pk).update(
        withdrawn_at="2026-04-01T00:00Z"
    )
    make_staff(people.insurer)
    other = make_insurer("丙損害保険株式会社")
    make_certificate(insurer=other, agency=None, by=make_staff(other))
    assert figures(people, people.insurer.name) == [2, 2, 1, 1, 1, 2]
    assert figures(people, other.name) == [1, 1, 0, 0, 0, 1]
    assert figures(people, "合計") == [3, 3, 1, 1, 1, 3]


def test_figures_are_counted_anew_after_five_minutes_and_say_when(people: People) -> None:
    with time_machine.travel(datetime(2026, 4, 1, 0, 0, tzinfo=UTC), tick=False) as now:
        assert figures(people, people.insurer.name)[0] == 0
        make_certificate(insurer=people.insurer, agency=people.agency, by=people.mia)
        now.shift(timedelta(seconds=299))
        assert figures(people, people.insurer.name, kept=True)[0] == 0
        assert "2026年4月1日 09:00 現在" in see(people.otto, "figures")
        now.shift(timedelta(seconds=1))
        assert figures(people, people.insurer.name, kept=True)[0] == 1
        assert "2026年4月1日 09:05 現在" in see(people.otto, "figures")


def test_a_certificate_counts_once_however_often_it_was_opened_or_its_mails_failed(people: People) -> None:
    made = make_certificate(
        insurer=people.insurer,
        agency=people.agency,
        by=people.mia,
        addresses=["one@example.co.jp", "two@example.co.jp"],
    )
    for _ in range(3):
        open_viewing(made)
    OutboxMail.objects.update(state="refused")
    assert figures(people, people.insurer.name)[:4] == [1, 1, 1, 1]
    made.certificate.viewing_keys.update(ended_at=clock.now())  # its password has changed since
    assert figures(people, people.insurer.name)[:4] == [1, 1, 1, 0]


def test_last_months_are_not_this_months(people: People) -> None:
    made = make_certificate(insurer=people.insurer, agency=people.agency, by=people.mia).certificate
    with time_machine.travel(
        datetime(2026, 4, 30, 15, 0, tzinfo=UTC), tick=False
    ):  # the first of May in Japan
        for at, counted in (("2026-04-30T14:59Z", 0), ("2026-04-30T15:00Z", 1)):
            type(made).objects.update(created_at=at)
            assert figures(people, people.insurer.name)[:2] == [1, counted]


def test_nothing_of_a_certificate_is_on_any_of_its_pages(people: People) -> None:
    made = make_certificate(insurer=people.insurer, agency=people.agency, by=people.mia, number="SECRET-1")
    for name in ("figures", "insurers", "list", "history"):
        page = as_(people.otto).get(reverse(f"members:{name}")).content.decode()
        for secret in ("SECRET-1", "株式会社例示建設", str(made.certificate.uuid), "乙代理店"):
            assert secret not in page


def test_insurers_are_shown_with_whether_somebody_administers_them(people: People) -> None:
    empty = make_insurer("新損害保険株式会社")
    shown = see(people.otto, "insurers")
    assert people.insurer.name in shown
    assert "最初の管理者を招待する （新損害保険株式会社）" in shown
    assert f"（{people.insurer.name}）" not in shown
    press(people.otto, "invite_insurer", empty.pk, person="長 一郎", address="new@example.jp")
    assert "招待中： new@example.jp" in see(people.otto, "insurers")


def test_an_insurer_is_added_once(people: People) -> None:
    typed = {"name": "新損害保険株式会社", "person": "長 一郎", "address": "new@example.jp"}
    assert "新損害保険株式会社を追加し" in text_of(press(people.otto, "add_insurer", **typed))
    again = press(people.otto, "add_insurer", **{**typed, "address": "two@example.jp"})
    assert again.status_code == 422
    assert "同じ名称の損害保険会社" in text_of(again)
    assert Invitation.objects.get().organisation == Insurer.objects.get(name=typed["name"])


def test_a_withdrawn_invitation_leads_back_to_the_insurers(people: People) -> None:
    empty = make_insurer("新損害保険株式会社")
    press(people.otto, "invite_insurer", empty.pk, person="長 一郎", address="new@example.jp")
    answer = press(people.otto, "withdraw", Invitation.objects.get().uuid)
    assert answer.redirect_chain[-1][0] == reverse("members:insurers")
