"""Guessing one-time passwords: a day's budget for each key, an hour's for domain and system (T5)."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kakunin.flows.delivery import keys, tries
from kakunin.flows.delivery.log_in import log_in_obligee
from kakunin.flows.delivery.request_login import send_one_time_password
from kakunin.foundation import clock
from kakunin.foundation.errors import CodeEnded, CodeRefused, TooOften
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.models.wrong_tries import WrongTries
from tests.world import (
    CLERK,
    MadeCertificate,
    log_in,
    make_certificate,
    make_domain,
    make_insurer,
    make_staff,
    open_viewing,
    reveal,
)

pytestmark = pytest.mark.django_db

OTHER = "soumu@other.example.lg.jp"


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def make() -> MadeCertificate:
    insurer = make_insurer()
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


@pytest.fixture
def made() -> MadeCertificate:
    make_domain()
    make_domain("other.example.lg.jp")
    return make()


def ask(made: MadeCertificate, address: str = CLERK) -> OneTimePassword:
    """In a browser of its own."""
    return send_one_time_password(grant=open_viewing(made, uuid.uuid4()), address=address)


def guess(pending: OneTimePassword, times: int = 5) -> None:
    for _ in range(times):
        with pytest.raises((CodeRefused, CodeEnded)):
            log_in_obligee(pending=pending, digits=f"{(int(pending.digits) + 1) % 10**8:08}")


def enter(pending: OneTimePassword) -> ObligeeLogin:
    return log_in_obligee(pending=pending, digits=pending.digits)


def test_the_budgets_are_so_large() -> None:
    assert {
        "key": (60, timedelta(days=1)),
        "domain": (1000, timedelta(hours=1)),
        "system": (10_000, timedelta(hours=1)),
    } == tries.MOST_WRONG_CODES


@pytest.mark.parametrize(
    ("budget", "address", "same_key", "length"),
    [
        ("key", OTHER, True, timedelta(days=1)),
        ("domain", CLERK, False, timedelta(hours=1)),
        ("system", OTHER, False, timedelta(hours=1)),
    ],
)
def test_when_it_is_used_up_not_even_the_right_code_is_looked_at_until_it_is_over(
    made: MadeCertificate,
    now: Any,
    monkeypatch: pytest.MonkeyPatch,
    budget: str,
    address: str,
    same_key: bool,
    length: timedelta,
) -> None:
    monkeypatch.setitem(tries.MOST_WRONG_CODES, budget, (5, length))
    guess(ask(made))
    # Only what the budget counts is the same.
    certificate = made if same_key else make()
    pending = ask(certificate, address)
    with pytest.raises(TooOften) as refusal:
        enter(pending)
    assert refusal.value.seconds == length.total_seconds()
    assert not ObligeeLogin.objects.exists()
    now.shift(length + timedelta(seconds=1))
    assert enter(ask(certificate, address))


def test_a_used_up_key_stops_nobody_with_another(
    made: MadeCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tries.MOST_WRONG_CODES, "key", (5, timedelta(days=1)))
    guess(ask(made))
    assert enter(ask(make()))


def test_a_new_viewing_password_begins_anew_and_shuts_the_guesser_out(
    made: MadeCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tries.MOST_WRONG_CODES, "key", (5, timedelta(days=1)))
    guess(ask(made))
    keys.replace_password(made.certificate)
    assert enter(ask(reveal(made.certificate)))


def test_right_codes_cost_nothing(made: MadeCertificate) -> None:
    log_in(open_viewing(made))
    assert not WrongTries.objects.filter(whose__startswith="codes:").exists()


def test_the_tenth_wrong_code_of_a_key_alarms_the_staff_once_a_day(made: MadeCertificate) -> None:
    def alarms() -> list[str]:
        found = OutboxMail.objects.filter(kind=OutboxMail.Kind.WRONG_CODES)
        return [mail.recipient for mail in found]

    guess(ask(made))
    guess(ask(made), 4)
    assert alarms() == []
    for _ in range(3):
        guess(ask(made))
    assert alarms() == [made.certificate.created_by.email]
