"""A member sees where it is logged in, and ends that from elsewhere (T7)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.models.audit import AuditEvent
from kakunin.models.session import Session
from kakunin.models.staff import Staff
from tests.second_factors import log_in
from tests.world import PASSWORD, make_insurer, make_staff

DESK, SESSIONS, LOGIN = reverse("desk:list"), reverse("staff:sessions"), reverse("account_login")
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Safari/604.1"


def browser(staff: Staff, user_agent: str = EDGE, origin: str = "192.0.2.7") -> Client:
    """Logged in through the page."""
    return log_in(Client(headers={"User-Agent": user_agent}, REMOTE_ADDR=origin), staff)


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def buttons(client: Client) -> list[str]:
    """Where the buttons of the page end one login each."""
    return re.findall(r'action="(/staff/account/sessions/[^"]+/end/)"', client.get(SESSIONS).content.decode())


def ended() -> list[int]:
    """How many logins each event tells of."""
    return [event.facts["sessions"] for event in AuditEvent.objects.filter(type="sessions_ended")]


def test_each_is_shown_by_browser_and_origin_this_one_first(alice: Staff) -> None:
    browser(alice, IPHONE, "198.51.100.4")
    shown = browser(alice).get(SESSIONS).content.decode()
    for words in ("Edge（Windows）", "192.0.2.7", "Safari（iPhone）", "198.51.100.4"):
        assert words in shown
    assert shown.index("Edge（Windows）") < shown.index("Safari（iPhone）")
    assert shown.count("このブラウザー") == 1


def test_one_that_is_ended_is_out_at_its_next_request(alice: Staff) -> None:
    here, there, third = browser(alice), browser(alice), browser(alice)
    (end, _) = buttons(here)
    assert here.post(end).headers["Location"] == SESSIONS
    assert [is_in(there), is_in(third)].count(True) == 1
    assert is_in(here)
    assert len(buttons(here)) == 1
    assert ended() == [1]


def test_all_others_are_ended_with_one_button(alice: Staff) -> None:
    here, there, third = browser(alice), browser(alice), browser(alice)
    bob = browser(make_staff(make_insurer()))
    here.post(SESSIONS)
    assert [is_in(one) for one in (here, there, third, bob)] == [True, False, False, True]
    assert "ほかのブラウザーのログインをすべて終了する" not in here.get(SESSIONS).content.decode()
    assert ended() == [2]


def test_the_button_of_an_ended_one_opens_nothing_again(alice: Staff) -> None:
    here, there = browser(alice), browser(alice)
    here.post(SESSIONS)
    for method in (there.get, there.post):
        assert method(SESSIONS).headers["Location"].startswith(LOGIN)


def test_anothers_is_not_found(alice: Staff) -> None:
    bobs = browser(make_staff(make_insurer()))
    browser(alice)
    (name,) = Session.objects.filter(staff=alice).values_list("pk", flat=True)
    assert bobs.post(reverse("staff:end_session", args=[name])).status_code == 404
    assert Session.objects.filter(pk=name).exists()
    assert ended() == []


def test_ones_own_ends_by_logging_out(alice: Staff) -> None:
    here = browser(alice)
    assert buttons(here) == []
    (name,) = Session.objects.filter(staff=alice).values_list("pk", flat=True)
    assert here.post(reverse("staff:end_session", args=[name])).status_code == 404
    assert is_in(here)


def test_a_link_ends_nothing(alice: Staff) -> None:
    here, there = browser(alice), browser(alice)
    assert here.get(buttons(here)[0]).status_code == 405
    assert is_in(there)


def test_what_is_over_is_not_shown(alice: Staff, now: Any) -> None:
    browser(alice)
    now.shift(timedelta(hours=2, seconds=1))
    here = browser(alice)
    browser(alice).logout()
    assert buttons(here) == []


def test_a_new_password_ends_all_others_and_they_are_not_shown(alice: Staff) -> None:
    here, there = browser(alice), browser(alice)
    new = "another correct horse"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), form).headers["Location"] == reverse("staff:account")
    assert buttons(here) == []
    assert is_in(here)
    assert not is_in(there)


def test_the_rows_open_nothing(alice: Staff) -> None:
    """What the page and the database name is not what the cookie holds (T22)."""
    here = browser(alice)
    key = here.cookies["sessionid"].value
    assert key not in here.get(SESSIONS).content.decode()
    assert key not in str(list(Session.objects.values()))
    for row in Session.objects.all():
        thief = Client()
        thief.cookies["sessionid"] = row.pk
        assert not is_in(thief)


@pytest.mark.parametrize("user_agent", ["", "<script>alert(1)</script>", "x" * 5000, "\x07"])
def test_what_a_browser_says_of_itself_is_never_shown_as_it_is(alice: Staff, user_agent: str) -> None:
    assert "不明なブラウザー" in browser(alice, user_agent).get(SESSIONS).content.decode()
