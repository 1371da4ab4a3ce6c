"""A session of staff changes its key at the login, and ends by itself (T7)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kakunin.foundation import clock
from kakunin.models.staff import Staff
from kakunin.web.session_store import SessionStore
from tests.world import PASSWORD, make_insurer, make_staff

pytestmark = pytest.mark.django_db

LOGIN, DESK, HOME = reverse("account_login"), reverse("desk:list"), reverse("site:home")


@pytest.fixture
def now() -> Iterator[Any]:
    cache.clear()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice(now: Any) -> Staff:
    return make_staff(make_insurer())


@pytest.fixture
def desk(client: Client, alice: Staff) -> Client:
    """Her browser, logged in through the page."""
    client.post(LOGIN, {"login": alice.email, "password": PASSWORD})
    assert is_open(client)
    return client


def is_open(client: Client) -> bool:
    """False when the login is asked for."""
    answer = client.get(DESK)
    assert answer.status_code == 200 or answer.headers["Location"].startswith(LOGIN)
    return answer.status_code == 200


def test_the_key_changes_at_the_login(client: Client, alice: Staff) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key or ""
    client.post(LOGIN, {"login": alice.email, "password": PASSWORD})
    assert client.session.session_key != planted
    assert not SessionStore().exists(planted)


def test_it_ends_after_two_hours_without_a_request(desk: Client, now: Any) -> None:
    now.shift(timedelta(hours=1, minutes=59))
    assert is_open(desk)
    now.shift(timedelta(hours=1, minutes=59))
    assert is_open(desk)
    now.shift(timedelta(hours=2, seconds=1))
    assert not is_open(desk)
    assert desk.get(HOME).status_code == 200


def test_it_ends_twelve_hours_after_the_login_whatever_is_done(desk: Client, now: Any) -> None:
    for _ in range(11):
        now.shift(timedelta(hours=1))
        assert is_open(desk)
    now.shift(timedelta(hours=1, seconds=1))
    assert not is_open(desk)


def test_nothing_of_it_is_left(desk: Client, now: Any) -> None:
    key = desk.session.session_key or ""
    assert SessionStore().exists(key)
    now.shift(timedelta(hours=2, seconds=1))
    desk.get(HOME)
    assert not SessionStore().exists(key)


def test_who_has_left_is_out_at_the_next_request(desk: Client, alice: Staff) -> None:
    Staff.objects.filter(pk=alice.pk).update(is_active=False)
    assert not is_open(desk)


def test_a_new_password_ends_it(desk: Client, alice: Staff) -> None:
    alice.set_password("another correct horse")
    alice.save()
    assert not is_open(desk)


def test_visitors_without_an_account_are_left_alone(client: Client, now: Any) -> None:
    session = client.session
    session["browser"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    now.shift(timedelta(hours=3))
    client.get(HOME)
    assert SessionStore().exists(session.session_key or "")
