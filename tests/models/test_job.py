"""The queue: nothing is lost, nothing done twice at once, nothing tried for ever (ADR 1, T21)."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.db import transaction

from kakunin.foundation import clock
from kakunin.models.job import LEASE, TRIED_FOR, Job
from tests.databases import at_once, needs_postgresql, on_own_connection

MAIL, RENDER = Job.Kind.SEND_MAIL, Job.Kind.RENDER_DOCUMENT
LATE: list[Callable[[Job], None]] = [Job.finish, lambda job: job.try_later("x"), lambda job: job.give_up("x")]


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    """The clock stands still until moved."""
    with time_machine.travel(datetime.fromisoformat("2026-04-01T00:00:00Z"), tick=False) as traveller:
        yield traveller


def enqueue(kind: Job.Kind = MAIL, reference: int = 1, *, urgent: bool = False) -> Job:
    with transaction.atomic():
        return Job.objects.enqueue(kind, reference, urgent=urgent)


def claim() -> Job:
    job = Job.objects.claim()
    assert job is not None
    return job


@pytest.mark.django_db(transaction=True)
def test_work_is_only_enqueued_with_what_causes_it() -> None:
    with pytest.raises(RuntimeError):
        Job.objects.enqueue(MAIL, 1)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_work_goes_with_the_transaction_that_fails() -> None:
    @transaction.atomic
    def enqueue_and_fail() -> None:
        Job.objects.enqueue(MAIL, 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enqueue_and_fail()
    assert Job.objects.claim() is None


@pytest.mark.django_db
class TestEnqueue:
    def test_the_same_work_stands_once(self) -> None:
        assert enqueue(MAIL, 1) == enqueue(MAIL, 1)
        enqueue(RENDER, 1)
        enqueue(MAIL, 2)
        assert Job.objects.count() == 3

    def test_it_is_due_at_once_and_for_as_long_as_its_kind_is_tried(self, at: time_machine.Traveller) -> None:
        for kind in Job.Kind:
            job = enqueue(kind)
            assert (job.run_after, job.expires_at) == (clock.now(), clock.now() + TRIED_FOR[kind])

    def test_waiting_work_can_become_urgent_but_never_less_so(self) -> None:
        enqueue(MAIL, 1)
        enqueue(MAIL, 1, urgent=True)
        enqueue(MAIL, 1)
        assert Job.objects.get().urgent

    def test_asking_again_does_not_shorten_the_pause_after_a_failure(
        self, at: time_machine.Traveller
    ) -> None:
        enqueue()
        claim().try_later("Failure")
        enqueue(urgent=True)
        assert Job.objects.claim() is None

    def test_work_done_can_be_enqueued_anew(self) -> None:
        enqueue()
        claim().finish()
        assert Job.objects.claim() is None
        enqueue()
        assert claim().attempts == 1

    def test_work_given_up_starts_anew_when_asked_for_again(self, at: time_machine.Traveller) -> None:
        enqueue()
        claim().give_up("Failure")
        at.shift(timedelta(days=30))
        assert Job.objects.claim() is None

        enqueue()
        job = claim()
        assert job.attempts == 1
        assert job.expires_at == clock.now() + TRIED_FOR["send_mail"]

    def test_what_is_asked_for_while_it_is_being_done_is_done_once_more(
        self, at: time_machine.Traveller
    ) -> None:
        enqueue()
        first = claim()
        at.shift(timedelta(seconds=1))
        enqueue(urgent=True)  # the worker has already looked at the rows: it may have seen too little
        first.finish()

        again = claim()
        assert again.urgent
        again.finish()
        assert not Job.objects.exists()

    def test_asked_for_while_it_fails_it_is_tried_again_as_always(self, at: time_machine.Traveller) -> None:
        enqueue()
        job = claim()
        at.shift(timedelta(seconds=1))
        enqueue()
        job.try_later("Failure")
        assert Job.objects.claim() is None
        at.shift(timedelta(seconds=20))
        assert claim().attempts == 2


@pytest.mark.django_db
class TestClaim:
    def test_an_empty_queue_has_nothing(self) -> None:
        assert Job.objects.claim() is None

    def test_urgent_work_comes_first_then_the_oldest(self, at: time_machine.Traveller) -> None:
        for reference in (1, 2, 3):
            enqueue(MAIL, reference)
            at.shift(timedelta(seconds=1))
        enqueue(RENDER, 9)
        enqueue(RENDER, 9, urgent=True)
        assert [claim().reference for _ in range(4)] == [9, 1, 2, 3]

    def test_what_is_not_due_waits(self, at: time_machine.Traveller) -> None:
        job = enqueue()
        Job.objects.filter(pk=job.pk).update(run_after=clock.now() + timedelta(seconds=1))
        assert Job.objects.claim() is None
        at.shift(timedelta(seconds=1))
        assert claim() == job

    def test_what_one_has_the_other_does_not_get(self) -> None:
        enqueue()
        claim()
        assert Job.objects.claim() is None

    def test_when_the_lease_has_run_out_another_takes_over(self, at: time_machine.Traveller) -> None:
        enqueue()
        first = claim()
        at.shift(LEASE - timedelta(seconds=1))
        assert Job.objects.claim() is None
        at.shift(timedelta(seconds=1))
        second = claim()
        assert (second.pk, second.attempts) == (first.pk, 2)
        assert second.lease != first.lease

    @pytest.mark.parametrize("late", LATE)
    def test_whoever_lost_the_lease_changes_nothing_any_more(
        self, at: time_machine.Traveller, late: Callable[[Job], None]
    ) -> None:
        enqueue()
        first = claim()
        at.shift(LEASE)
        claim()
        before = Job.objects.values().get()
        late(first)
        assert Job.objects.values().get() == before


@pytest.mark.django_db
class TestTryLater:
    def test_the_pause_doubles_up_to_an_hour_with_jitter(self, at: time_machine.Traveller) -> None:
        enqueue()
        for attempt in range(1, 14):
            job = claim()
            job.try_later("Failure")
            pause = (Job.objects.get().run_after - clock.now()).total_seconds()
            usual = min(15 * 2 ** (attempt - 1), 3600)
            assert usual * 0.75 <= pause <= usual * 1.25
            at.shift(timedelta(seconds=pause))

    def test_ever_so_many_tries_break_nothing(self, at: time_machine.Traveller) -> None:
        enqueue()
        Job.objects.update(attempts=2_000_000)
        claim().try_later("Failure")
        assert Job.objects.get().run_after <= clock.now() + timedelta(minutes=75)

    def test_not_all_that_failed_together_come_back_together(self, at: time_machine.Traveller) -> None:
        for reference in range(20):
            enqueue(MAIL, reference)
        for _ in range(20):
            claim().try_later("Failure")
        assert len(set(Job.objects.values_list("run_after", flat=True))) > 15

    def test_a_long_error_name_is_cut(self) -> None:
        enqueue()
        claim().try_later("E" * 1000)
        assert Job.objects.get().last_error == "E" * 100


@pytest.mark.django_db
def test_work_given_up_is_kept_for_people_to_see(at: time_machine.Traveller) -> None:
    enqueue()
    claim().give_up("ConnectionRefusedError")
    at.shift(timedelta(days=365))
    assert Job.objects.claim() is None
    job = Job.objects.get()
    assert (job.given_up, job.last_error, job.lease) == (True, "ConnectionRefusedError", None)


@pytest.mark.django_db(transaction=True)
@needs_postgresql
class TestManyWorkers:
    def test_no_two_take_the_same(self) -> None:
        for reference in range(12):
            enqueue(MAIL, reference)

        def take_all() -> list[int]:
            taken = []
            while job := Job.objects.claim():
                taken.append(job.reference)
            return taken

        taken = [reference for one in at_once(*[take_all] * 6) for reference in one]
        assert sorted(taken) == list(range(12))

    def test_a_single_job_goes_to_one_of_many(self) -> None:
        enqueue()
        assert len([job for job in at_once(*[Job.objects.claim] * 8) if job]) == 1

    def test_many_who_enqueue_the_same_make_one(self) -> None:
        assert len({job.pk for job in at_once(*[enqueue] * 8)}) == 1

    def test_what_is_asked_for_at_the_moment_it_is_finished_is_not_lost(self) -> None:
        for reference in range(10):
            enqueue(RENDER, reference)
            job = claim()
            at_once(job.finish, partial(enqueue, RENDER, reference))
            # Finished first and then new, or asked for again first and then freed: due either way.
            assert claim().reference == reference
            Job.objects.all().delete()

    def test_finishing_waits_for_the_transaction_that_asks_again(self) -> None:
        enqueue()
        job = claim()
        with transaction.atomic():
            Job.objects.enqueue(MAIL, 1)
            finishing = threading.Thread(target=on_own_connection, args=(job.finish,))
            finishing.start()
            finishing.join(0.2)
            assert finishing.is_alive()
        finishing.join(5)
        assert claim().reference == 1
