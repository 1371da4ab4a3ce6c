"""Who learns of wrong passwords: the certificate's history, and at the tenth its staff (V3, T4)."""

from datetime import timedelta

import pytest
import time_machine

from kakunin.flows.delivery import keys
from kakunin.flows.delivery.report_tries import report_wrong_tries
from kakunin.flows.delivery.tries import Visitor
from kakunin.flows.delivery.unlock import unlock_certificate
from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import KeyRefused
from kakunin.models.audit import AuditEvent
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.wrong_tries import WrongTries
from kakunin.worker.loop import work_once
from tests.world import MadeCertificate, make_certificate, make_insurer, make_staff, reveal

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> MadeCertificate:
    insurer = make_insurer()
    made = make_certificate(insurer=insurer, agency=None, by=make_staff(insurer, email="hanako@example.jp"))
    Job.objects.all().delete()
    return made


def guess(locator: str, times: int) -> None:
    """By as many browsers, so that none has to wait."""
    for number in range(times):
        visitor = Visitor(cookie=f"{clock.now()} {number}", origin="192.0.2.1")
        with pytest.raises(KeyRefused):
            unlock_certificate(locator=locator, password="WRNGWRNGWRNG", visitor=visitor)


def work() -> None:
    while work_once():
        pass


def told(made: MadeCertificate) -> list[int]:
    """How many wrong tries each event of the history tells of."""
    events = AuditEvent.objects.filter(type=AuditEvent.Type.UNLOCK_REFUSED, certificate=made.certificate)
    return [event.facts["tries"] for event in events]


def alarms() -> list[str]:
    return [mail.recipient for mail in OutboxMail.objects.filter(kind=OutboxMail.Kind.WRONG_PASSWORDS)]


def test_the_history_tells_of_all_wrong_tries_together(made: MadeCertificate) -> None:
    guess(made.locator, 3)
    assert Job.objects.count() == 1
    work()
    guess(made.locator, 2)
    work()
    assert told(made) == [3, 2]
    assert alarms() == []


def test_a_flood_of_tries_is_one_piece_of_work_and_one_event(made: MadeCertificate) -> None:
    guess(made.locator, 100)
    assert Job.objects.count() == 1
    work()
    assert told(made) == [100]
    assert alarms() == ["hanako@example.jp"]


def test_the_tenth_wrong_try_alarms_and_the_next_day_again(made: MadeCertificate) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        guess(made.locator, 9)
        work()
        assert alarms() == []
        guess(made.locator, 1)
        work()
        assert alarms() == ["hanako@example.jp"]
        guess(made.locator, 50)
        work()
        assert len(alarms()) == 1
        now.shift(timedelta(days=1, seconds=1))
        guess(made.locator, 10)
        work()
        assert len(alarms()) == 2


def test_tries_on_a_url_that_nobody_has_make_the_same_work_and_tell_nobody(made: MadeCertificate) -> None:
    guess(tokens.new_locator(), 12)
    assert Job.objects.count() == 1
    work()
    assert told(made) == []
    assert alarms() == []
    assert not Job.objects.exists()


def test_telling_twice_tells_once(made: MadeCertificate) -> None:
    guess(made.locator, 10)
    tries = WrongTries.objects.get(whose__startswith="key:")
    for _ in range(2):
        report_wrong_tries(tries.pk)
    assert told(made) == [10]
    assert len(alarms()) == 1


def test_the_work_survives_that_the_count_was_forgotten(made: MadeCertificate) -> None:
    guess(made.locator, 1)
    WrongTries.objects.all().delete()
    work()
    assert not Job.objects.exists()


def test_the_old_password_after_a_new_one_counts_like_any_wrong_one(made: MadeCertificate) -> None:
    keys.replace_password(made.certificate)
    with pytest.raises(KeyRefused):
        unlock_certificate(locator=made.locator, password=made.password, visitor=Visitor(cookie="x"))
    work()
    assert told(made) == [1]
    fresh = reveal(made.certificate)
    assert unlock_certificate(locator=fresh.locator, password=fresh.password, visitor=Visitor(cookie="x"))
