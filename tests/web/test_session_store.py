"""The rows of sessions open nothing: the key is in the cookie alone (T22)."""

from datetime import timedelta

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse

from kakunin.foundation import clock
from kakunin.models.session import Session
from kakunin.web.session_store import SessionStore
from tests.world import make_insurer, make_staff

pytestmark = pytest.mark.django_db

DESK = reverse("desk:list")


@pytest.fixture
def session() -> SessionStore:
    """Saved, with something in it."""
    session = SessionStore()
    session["known"] = "yes"
    session.save()
    return session


def opened(key: str | None) -> dict[str, object]:
    """What a browser with this key finds."""
    return dict(SessionStore(key).items())


def rows() -> set[str]:
    return set(Session.objects.values_list("session_key", flat=True))


def test_the_key_opens_it_and_the_name_of_its_row_does_not(session: SessionStore) -> None:
    (name,) = rows()
    assert name != session.session_key
    assert opened(session.session_key) == {"known": "yes"}
    assert opened(name) == {}


def test_a_cookie_made_of_a_row_is_no_login() -> None:
    client, thief = Client(), Client()
    client.force_login(make_staff(make_insurer()))
    assert client.get(DESK).status_code == 200
    thief.cookies[settings.SESSION_COOKIE_NAME] = rows().pop()
    assert thief.get(DESK).status_code == 302


def test_a_new_key_takes_everything_along_and_leaves_no_row_behind(session: SessionStore) -> None:
    old = session.session_key
    session.cycle_key()
    session.save()
    assert opened(old) == {}
    assert opened(session.session_key) == {"known": "yes"}
    assert len(rows()) == 1


def test_its_end_leaves_nothing(session: SessionStore) -> None:
    key = session.session_key
    session.flush()
    assert rows() == set()
    assert opened(key) == {}


def test_another_ones_end_is_not_its_own(session: SessionStore) -> None:
    other = SessionStore()
    other.save()
    session.delete(other.session_key)
    session.delete("a key that nobody has")
    SessionStore().delete()
    assert opened(session.session_key) == {"known": "yes"}
    assert len(rows()) == 1


def test_what_ended_meanwhile_is_not_made_again(session: SessionStore) -> None:
    beside = SessionStore(session.session_key)
    beside["known"] = "no"
    session.flush()
    with pytest.raises(UpdateError):
        beside.save()
    assert rows() == set()


def test_it_is_changed_in_its_row(session: SessionStore) -> None:
    session["known"] = "more"
    session.save()
    assert opened(session.session_key) == {"known": "more"}
    assert len(rows()) == 1


def test_after_its_time_it_opens_nothing_and_is_swept(session: SessionStore) -> None:
    with time_machine.travel(clock.now() + timedelta(hours=12, seconds=1)):
        assert opened(session.session_key) == {}
        SessionStore.clear_expired()
    assert rows() == set()


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "\0" * 32, "鍵" * 20, "'; drop table"])
def test_a_cookie_that_is_no_key_opens_nothing(session: SessionStore, key: str) -> None:
    assert opened(key) == {}
    assert not SessionStore().exists(key)


def test_a_key_that_nobody_was_given_is_never_taken_over() -> None:
    planted = SessionStore("x" * 32)
    planted["known"] = "yes"
    planted.save()
    assert planted.session_key != "x" * 32
    assert opened("x" * 32) == {}


def test_asynchronous_code_would_use_the_same_names() -> None:
    session = SessionStore()
    async_to_sync(session.aset)("known", "yes")
    async_to_sync(session.asave)()
    key = session.session_key or ""
    assert key not in rows()
    assert opened(key) == {"known": "yes"}
    assert async_to_sync(session.aexists)(key)
    assert dict(async_to_sync(SessionStore(key).aitems)()) == {"known": "yes"}
    async_to_sync(session.acycle_key)()
    assert len(rows()) == 1
    async_to_sync(session.aflush)()
    assert rows() == set()


def test_an_answer_that_a_login_has_overtaken_leaves_the_new_cookie_alone(session: SessionStore) -> None:
    overtaken = Client()
    overtaken.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    session.cycle_key()
    answer = overtaken.get(DESK)
    assert answer.status_code == 302
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_the_end_of_a_session_takes_its_cookie_away() -> None:
    client = Client()
    client.force_login(make_staff(make_insurer()))
    with time_machine.travel(clock.now() + settings.STAFF_IDLE + timedelta(minutes=2)):
        answer = client.get(DESK)
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
