"""The worker outlives every failure of its work, and tells no secret (T20-T22)."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from kakunin.foundation import clock
from kakunin.models.job import LEASE, Job
from kakunin.worker import loop
from kakunin.worker.kinds import WORK, Work
from kakunin.worker.loop import work_once, work_until

SECRET = "https://kakunin.example.jp/v/0123456789 ABCD-EFGH-JKMN"


class Diary:
    """Work whose outcome a test chooses; notes what was asked of it."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.given_up: list[int] = []
        self.outcome: Callable[[], None] = lambda: None

    def do(self, reference: int) -> None:
        self.done.append(reference)
        self.outcome()

    def give_up(self, reference: int) -> None:
        self.given_up.append(reference)


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Diary:
    diary = Diary()
    monkeypatch.setitem(WORK, Job.Kind.SEND_MAIL, Work(diary.do, diary.give_up))
    return diary


def enqueue(reference: int = 1) -> None:
    with transaction.atomic():
        Job.objects.enqueue(Job.Kind.SEND_MAIL, reference)


def fail_with(failure: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise failure

    return fail


def test_every_kind_of_work_has_somebody_who_does_it() -> None:
    assert set(WORK) == set(Job.Kind)


@pytest.mark.django_db
def test_an_empty_queue_is_no_work() -> None:
    assert not work_once()


@pytest.mark.django_db
def test_work_done_is_gone(diary: Diary) -> None:
    enqueue(7)
    assert work_once()
    assert not work_once()
    assert (diary.done, Job.objects.count()) == ([7], 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "failure", [ValueError(SECRET), KeyError(SECRET), OSError(SECRET), OperationalError(SECRET)]
)
def test_a_failure_is_tried_again_and_only_its_name_is_kept(
    diary: Diary, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    diary.outcome = fail_with(failure)
    enqueue()
    with caplog.at_level(logging.DEBUG):
        assert work_once()
    job = Job.objects.get()
    assert job.last_error == type(failure).__name__
    assert job.run_after > clock.now()
    assert job.lease is None
    assert type(failure).__name__ in caplog.text
    assert "0123456789" not in caplog.text
    assert "ABCD" not in caplog.text


@pytest.mark.django_db
def test_when_its_time_has_run_out_people_are_told_once(diary: Diary) -> None:
    diary.outcome = fail_with(ValueError())
    enqueue(7)
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert work_once()
        assert not work_once()
    assert (diary.done, diary.given_up) == ([7], [7])
    assert Job.objects.get().given_up


@pytest.mark.django_db
def test_work_that_waited_too_long_is_still_tried_once(diary: Diary) -> None:
    enqueue(7)
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert work_once()
    assert (diary.done, diary.given_up, Job.objects.count()) == ([7], [], 0)


@pytest.mark.django_db
def test_work_that_kills_its_worker_again_and_again_is_given_up_in_the_end(diary: Diary) -> None:
    enqueue()
    assert Job.objects.claim()  # and this worker was never heard of again
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        assert work_once()
    assert diary.done == []
    assert diary.given_up == [1]


@pytest.mark.django_db
def test_a_worker_that_was_killed_leaves_its_work_to_the_next(diary: Diary) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    diary.outcome = die
    enqueue(7)
    with pytest.raises(Killed):
        work_once()
    diary.outcome = lambda: None
    assert not work_once()
    with time_machine.travel(clock.now() + LEASE):
        assert work_once()
    assert (diary.done, Job.objects.count()) == ([7, 7], 0)


def run(monkeypatch: pytest.MonkeyPatch, outcomes: list[bool | Exception]) -> int:
    """Let the loop meet one outcome after the other, and stop it after the last."""
    monkeypatch.setattr(loop, "REST", 0.001)
    stop = threading.Event()
    rounds = iter(outcomes)
    met = 0

    def one_round() -> bool:
        nonlocal met
        outcome = next(rounds)
        met += 1
        if met == len(outcomes):
            stop.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(loop, "work_once", one_round)
    work_until(stop)
    return met


@pytest.mark.django_db(transaction=True)
def test_the_loop_goes_on_until_it_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, [True, True, False, True]) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failure", [OperationalError, InterfaceError, DatabaseError, RuntimeError])
def test_the_loop_outlives_a_database_that_is_away_and_any_other_failure(
    monkeypatch: pytest.MonkeyPatch, failure: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    assert run(monkeypatch, [failure(SECRET), True, failure(SECRET), False]) == 4
    assert "0123456789" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_told_to_stop_before_it_begins_it_does_nothing(diary: Diary) -> None:
    enqueue()
    stop = threading.Event()
    stop.set()
    work_until(stop)
    assert diary.done == []


@pytest.mark.django_db(transaction=True)
def test_a_stop_is_heard_while_resting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "REST", 60)
    stop = threading.Event()
    threading.Timer(0.05, stop.set).start()
    before = clock.now()
    work_until(stop)
    assert clock.now() - before < timedelta(seconds=5)
