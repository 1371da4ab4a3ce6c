"""Guessing at the gate takes ever longer, and costs nobody else anything (V3, T2-T4)."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, OperationalError, connection, transaction

from kakunin.flows.delivery import tries
from kakunin.flows.delivery.tries import Visitor
from kakunin.flows.delivery.unlock import unlock_again, unlock_certificate
from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import KeyRefused, TooOften, Unavailable
from kakunin.models.viewing_key import ViewingGrant
from kakunin.models.wrong_tries import WrongTries
from tests.databases import at_once, needs_postgresql, on_sqlite_only
from tests.world import MadeCertificate, make_certificate, make_insurer, make_staff, open_viewing

pytestmark = pytest.mark.django_db

WRONG = "WRNGWRNGWRNG"
ALICE = Visitor(cookie="alice", origin="192.0.2.1")
COLLEAGUE = Visitor(cookie="colleague", origin="192.0.2.1")
ROBOT = Visitor(origin="192.0.2.1")


@pytest.fixture
def made() -> MadeCertificate:
    insurer = make_insurer()
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


@pytest.fixture
def now() -> Iterator[Any]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def guess(made: MadeCertificate, visitor: Visitor, locator: str = "") -> type[Exception]:
    with pytest.raises((KeyRefused, TooOften)) as refusal:
        unlock_certificate(locator=locator or made.locator, password=WRONG, visitor=visitor)
    return refusal.type


def enter(made: MadeCertificate, visitor: Visitor) -> ViewingGrant:
    return unlock_certificate(locator=made.locator, password=made.password, visitor=visitor)


def guess_until_told_to_wait(made: MadeCertificate, visitor: Visitor) -> None:
    while guess(made, visitor) is KeyRefused:
        pass


def wait_of(made: MadeCertificate, visitor: Visitor) -> int:
    """Seconds that a try at this moment is told to wait; none when it is looked at."""
    with pytest.raises((KeyRefused, TooOften)) as refusal:
        unlock_certificate(locator=made.locator, password=WRONG, visitor=visitor)
    return refusal.value.seconds if isinstance(refusal.value, TooOften) else 0


def test_three_mistakes_are_free_then_each_costs_a_longer_wait(made: MadeCertificate, now: Any) -> None:
    waits: list[int] = []
    for _ in range(8):
        assert wait_of(made, ALICE) == 0
        waits.append(wait_of(made, ALICE) if len(waits) >= 2 else 0)
        now.shift(waits[-1])
    assert waits == [0, 0, 5, 10, 20, 40, 60, 60]


def test_while_one_waits_even_the_right_password_is_not_looked_at(made: MadeCertificate, now: Any) -> None:
    guess_until_told_to_wait(made, ALICE)
    with pytest.raises(TooOften):
        enter(made, ALICE)
    assert not ViewingGrant.objects.exists()
    now.shift(5)
    assert enter(made, ALICE)


def test_asking_while_one_waits_makes_it_no_longer(made: MadeCertificate, now: Any) -> None:
    guess_until_told_to_wait(made, ALICE)
    for _ in range(50):
        assert guess(made, ALICE) is TooOften
    now.shift(5)
    assert enter(made, ALICE)


def test_the_right_password_wipes_the_slate_clean(made: MadeCertificate, now: Any) -> None:
    for _ in range(2):
        guess(made, ALICE)
    enter(made, ALICE)
    assert not WrongTries.objects.filter(whose__startswith="key:").exclude(count=2).exists()
    for _ in range(3):
        assert guess(made, ALICE) is KeyRefused


def test_an_hour_later_nothing_is_held_against_anybody(made: MadeCertificate, now: Any) -> None:
    guess_until_told_to_wait(made, ALICE)
    now.shift(3601)
    for _ in range(3):
        assert guess(made, ALICE) is KeyRefused


def test_a_mistake_at_one_gate_costs_nothing_at_another(made: MadeCertificate) -> None:
    other = make_certificate(
        insurer=made.certificate.insurer, agency=None, by=make_staff(made.certificate.insurer)
    )
    guess_until_told_to_wait(made, ALICE)
    assert enter(other, ALICE)


@pytest.mark.parametrize(
    "attacker",
    [
        ROBOT,
        ALICE,
        Visitor(browser=uuid.uuid4(), cookie="x", origin="192.0.2.1"),
        Visitor(origin="192.0.2.2"),
    ],
    ids=["without cookies", "with a cookie", "who opened something before", "from elsewhere"],
)
def test_a_thousand_wrong_tries_do_not_keep_out_the_one_who_has_the_password(
    made: MadeCertificate, attacker: Visitor, now: Any
) -> None:
    for _ in range(1000):
        guess(made, attacker)
    assert enter(made, COLLEAGUE)


@on_sqlite_only
def test_nor_do_a_thousand_browsers_that_forget_who_they_were(made: MadeCertificate, now: Any) -> None:
    for number in range(1000):
        assert guess(made, Visitor(cookie=str(number), origin="192.0.2.1")) is KeyRefused
    assert enter(made, COLLEAGUE)


def test_what_comes_from_one_origin_has_a_wide_limit(
    made: MadeCertificate, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_OF_AN_ORIGIN", 20)
    known = enter(made, COLLEAGUE).browser
    for number in range(20):
        assert guess(made, Visitor(cookie=str(number), origin="192.0.2.1")) is KeyRefused
    with pytest.raises(TooOften) as refusal:
        enter(made, ALICE)
    assert refusal.value.seconds == 600
    # Neither elsewhere, nor where the browser has opened something before.
    assert enter(made, Visitor(cookie="x", origin="192.0.2.2"))
    assert enter(made, Visitor(browser=known, cookie="colleague", origin="192.0.2.1"))
    now.shift(601)
    assert enter(made, ALICE)


def test_right_passwords_use_up_nothing_of_an_origin(
    made: MadeCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_OF_AN_ORIGIN", 3)
    for number in range(10):
        assert enter(made, Visitor(cookie=str(number), origin="192.0.2.1"))


def test_an_unknown_url_is_counted_and_slowed_alike(made: MadeCertificate, now: Any) -> None:
    unknown = tokens.new_locator()
    for _ in range(20):
        assert guess(made, ALICE, unknown) is guess(made, COLLEAGUE)
        now.shift(7)


def test_the_password_asked_for_again_is_slowed_too(made: MadeCertificate, now: Any) -> None:
    grant = open_viewing(made)
    visitor = Visitor(browser=grant.browser)
    refusals = []
    for _ in range(4):
        with pytest.raises((KeyRefused, TooOften)) as refusal:
            unlock_again(grant=grant, password=WRONG, visitor=visitor)
        refusals.append(refusal.type)
    assert refusals == [KeyRefused, KeyRefused, KeyRefused, TooOften]
    now.shift(5)
    assert unlock_again(grant=grant, password=made.password, visitor=visitor)


@contextmanager
def without_counting(failure: Exception) -> Iterator[None]:
    """Whatever touches the counts fails, as if their table were gone."""

    def fail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "wrongtries" in sql:
            raise failure
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.parametrize("failure", [OperationalError("gone"), DatabaseError("gone")])
def test_where_nothing_can_be_counted_nobody_gets_in(made: MadeCertificate, failure: Exception) -> None:
    with without_counting(failure), pytest.raises(Unavailable):
        enter(made, ALICE)
    assert not ViewingGrant.objects.exists()
    assert enter(made, ALICE)


def test_no_address_and_no_locator_can_be_read_off_the_counts(made: MadeCertificate) -> None:
    guess(made, ALICE)
    kept = str(list(WrongTries.objects.values()))
    for secret in (made.locator, ALICE.origin, ALICE.cookie, WRONG):
        assert secret not in kept


def test_expired_counts_are_forgotten_and_the_others_kept(made: MadeCertificate, now: Any) -> None:
    guess(made, ALICE)
    now.shift(3601)
    guess(made, COLLEAGUE)
    before = WrongTries.objects.count()
    with transaction.atomic():
        WrongTries.objects.forget_expired(1)
        assert WrongTries.objects.count() == before - 1
        WrongTries.objects.forget_expired(1000)
    assert not WrongTries.objects.filter(expires_at__lte=clock.now()).exists()
    assert WrongTries.objects.filter(expires_at__gt=clock.now() + timedelta(minutes=59)).count() == 2


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_of_many_guesses_at_the_same_moment_three_are_looked_at(made: MadeCertificate) -> None:
    def one() -> type[Exception]:
        return guess(made, ALICE)

    assert at_once(*[one] * 16).count(KeyRefused) == 3
