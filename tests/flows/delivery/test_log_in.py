"""What makes a login, and what ends it (D2-D4, T5, T7)."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
import time_machine

from kakunin.flows.delivery import keys, view
from kakunin.flows.delivery.log_in import find_login, find_pending, log_in_obligee, log_out_obligee
from kakunin.flows.delivery.request_login import send_another, send_one_time_password
from kakunin.foundation import clock
from kakunin.foundation.errors import CodeEnded, CodeRefused
from kakunin.models.audit import AuditEvent
from kakunin.models.domain import RegisteredDomain
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.viewing_key import ViewingGrant
from tests.databases import at_once, needs_postgresql
from tests.world import (
    CLERK,
    MadeCertificate,
    log_in,
    make_certificate,
    make_domain,
    make_insurer,
    make_staff,
    open_viewing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> MadeCertificate:
    make_domain()
    insurer = make_insurer()
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


@pytest.fixture
def grant(made: MadeCertificate) -> ViewingGrant:
    return open_viewing(made)


@pytest.fixture
def pending(grant: ViewingGrant) -> OneTimePassword:
    return send_one_time_password(grant=grant, address=CLERK)


def wrong(pending: OneTimePassword) -> str:
    return f"{(int(pending.digits) + 1) % 10**8:08}"


def in_full_width(digits: str) -> str:
    return digits.translate(
        {ord(narrow): ord(wide) for narrow, wide in zip("0123456789", "０１２３４５６７８９", strict=True)}
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda digits: digits,
        lambda digits: f" {digits[:4]}-{digits[4:]}\n",
        in_full_width,
        lambda digits: f"{in_full_width(digits[:4])}－{in_full_width(digits[4:])}",
    ],
    ids=["plain", "grouped", "full width", "full width and grouped"],
)
def test_the_right_digits_log_in_however_they_are_written(pending: OneTimePassword, write: object) -> None:
    assert callable(write)
    login = log_in_obligee(pending=pending, digits=write(pending.digits))
    assert login.address == CLERK
    assert find_login(login.browser) == login


def test_wrong_digits_are_counted_and_the_fifth_try_ends_it(pending: OneTimePassword) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeRefused) as refusal:
            log_in_obligee(pending=pending, digits=wrong(pending))
        assert refusal.value.tries_left == left
    for digits in (wrong(pending), pending.digits):
        with pytest.raises(CodeEnded):
            log_in_obligee(pending=pending, digits=digits)
    assert find_login(pending.browser) is None
    assert AuditEvent.objects.filter(type="login_refused").count() == 5


def test_a_code_is_used_once(pending: OneTimePassword) -> None:
    log_in_obligee(pending=pending, digits=pending.digits)
    with pytest.raises(CodeEnded):
        log_in_obligee(pending=pending, digits=pending.digits)
    assert find_pending(pending.browser) is None


def test_after_thirty_minutes_it_is_over(pending: OneTimePassword) -> None:
    with time_machine.travel(pending.expires_at - timedelta(seconds=1), tick=False) as now:
        assert pending.is_open
        now.move_to(pending.expires_at)
        with pytest.raises(CodeEnded):
            log_in_obligee(pending=pending, digits=pending.digits)
    assert pending.expires_at - pending.created_at == timedelta(minutes=30)


def test_a_code_that_was_replaced_is_over_and_the_newer_one_works(pending: OneTimePassword) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        newer = send_another(pending=pending)
        with pytest.raises(CodeEnded):
            log_in_obligee(pending=pending, digits=pending.digits)
        assert log_in_obligee(pending=newer, digits=newer.digits)


def test_somebody_elses_code_is_just_wrong(pending: OneTimePassword, made: MadeCertificate) -> None:
    other = send_one_time_password(grant=open_viewing(made), address=CLERK)
    with pytest.raises(CodeRefused):
        log_in_obligee(pending=pending, digits=other.digits)
    assert log_in_obligee(pending=other, digits=other.digits)


def test_another_browser_has_nothing_to_enter_it_into(
    pending: OneTimePassword, made: MadeCertificate
) -> None:
    assert find_pending(open_viewing(made).browser) is None


def another() -> MadeCertificate:
    """A second certificate."""
    insurer = make_insurer()
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


def test_a_suspended_domain_voids_the_code_and_ends_the_login(
    grant: ViewingGrant, pending: OneTimePassword
) -> None:
    RegisteredDomain.objects.update(suspended_at=clock.now())
    with pytest.raises(CodeEnded):
        log_in_obligee(pending=pending, digits=pending.digits)
    RegisteredDomain.objects.update(suspended_at=None)
    login = log_in(open_viewing_of(grant))
    assert find_login(login.browser)
    RegisteredDomain.objects.update(suspended_at=clock.now())
    assert find_login(login.browser) is None


def open_viewing_of(grant: ViewingGrant) -> ViewingGrant:
    """The same certificate in another browser."""
    return ViewingGrant.objects.create(
        browser="11111111-2222-4333-8444-555555555555",
        key=grant.key,
        opened_at=clock.now(),
        last_active_at=clock.now(),
    )


def test_a_right_code_revives_the_viewing_that_fell_asleep(
    grant: ViewingGrant, pending: OneTimePassword
) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=25), tick=False):
        grant.refresh_from_db()
        assert not grant.is_alive
        log_in_obligee(pending=pending, digits=pending.digits)
        grant.refresh_from_db()
        assert grant.is_alive


def test_it_wakes_every_viewing_that_was_awake_when_it_was_asked_for(
    made: MadeCertificate,
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        asleep = open_viewing(another())
        now.move_to(start + timedelta(minutes=21))
        beside = open_viewing(another(), asleep.browser)
        grant = open_viewing(made, beside.browser)
        pending = send_one_time_password(grant=grant, address=CLERK)
        now.move_to(start + timedelta(minutes=21 + 29))
        log_in_obligee(pending=pending, digits=pending.digits)
        alive = set(ViewingGrant.objects.alive().values_list("pk", flat=True))
    assert alive == {grant.pk, beside.pk}


def test_the_old_id_of_the_browser_opens_nothing_after_the_login(grant: ViewingGrant) -> None:
    """Whoever has a second session with it is left behind (T7)."""
    old = grant.browser
    login = log_in(grant)
    assert login.browser == grant.browser != old
    assert find_login(old) is None
    assert not ViewingGrant.objects.filter(browser=old).exists()


def test_each_step_is_on_record(grant: ViewingGrant) -> None:
    old = grant.browser
    log_in(grant)
    new = grant.browser
    log_out_obligee(grant=grant)
    events = AuditEvent.objects.filter(type__in=["login_requested", "logged_in", "logged_out"])
    assert [(event.type, event.actor, event.facts) for event in events] == [
        ("login_requested", f"browser:{old}", {"address": CLERK}),
        ("logged_in", f"browser:{new}", {"address": CLERK, "before": str(old)}),
        ("logged_out", f"browser:{new}", {}),
    ]


def test_but_not_one_that_the_reader_ended_or_whose_password_changed(
    grant: ViewingGrant, pending: OneTimePassword, made: MadeCertificate
) -> None:
    view.end_viewing(grant)
    with pytest.raises(CodeEnded):
        log_in_obligee(pending=pending, digits=pending.digits)

    second = open_viewing(made)
    code = send_one_time_password(grant=second, address=CLERK)
    keys.replace_password(made.certificate)
    log_in_obligee(pending=code, digits=code.digits)
    assert not ViewingGrant.objects.get(pk=second.pk).is_alive


def test_it_ends_after_twenty_idle_minutes(grant: ViewingGrant) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        log_in(grant)
        now.move_to(start + timedelta(minutes=19, seconds=59))
        assert find_login(grant.browser)
        now.move_to(start + timedelta(minutes=20))
        assert find_login(grant.browser) is None


def test_turning_pages_keeps_it_alive_but_no_longer_than_twelve_hours(grant: ViewingGrant) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        login = log_in(grant)
        for quarter in range(1, 48):
            now.move_to(start + timedelta(minutes=15 * quarter))
            grant.refresh_from_db()
            view.keep_alive(grant)
            assert find_login(grant.browser) == login
        now.move_to(start + timedelta(hours=12))
        assert find_login(grant.browser) is None


def test_opening_another_certificate_keeps_it_alive_too(grant: ViewingGrant, made: MadeCertificate) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        login = log_in(grant)
        now.move_to(start + timedelta(minutes=15))
        again = open_viewing(made, grant.browser)
        now.move_to(start + timedelta(minutes=30))
        assert find_login(again.browser) == login
        now.move_to(start + timedelta(minutes=36))
        view.keep_alive(open_viewing(made, again.browser))
        assert not find_login(again.browser), "what is over is not revived"


def test_a_second_address_in_the_same_browser_takes_the_place_of_the_first(grant: ViewingGrant) -> None:
    log_in(grant)
    second = log_in(grant, "soumu@city.example.lg.jp")
    assert find_login(grant.browser) == second
    assert ObligeeLogin.objects.filter(ended_at=None).count() == 1


def test_logging_out_ends_login_codes_and_all_viewings_of_this_browser_only(
    grant: ViewingGrant, made: MadeCertificate
) -> None:
    second, colleague = open_viewing(another(), grant.browser), open_viewing(made)
    grant.refresh_from_db()
    log_in(grant)
    log_in(colleague)
    send_one_time_password(grant=grant, address="soumu@city.example.lg.jp")
    log_out_obligee(grant=grant)
    assert find_login(grant.browser) is None
    assert find_pending(grant.browser) is None
    assert not any(ViewingGrant.objects.get(pk=one.pk).is_alive for one in (grant, second))
    assert find_login(colleague.browser)
    assert ViewingGrant.objects.get(pk=colleague.pk).is_alive


@pytest.mark.django_db(transaction=True)
@needs_postgresql
class TestManyAtOnce:
    def test_one_of_many_right_entries_logs_in(self, pending: OneTimePassword) -> None:
        def enter() -> bool:
            try:
                return bool(log_in_obligee(pending=pending, digits=pending.digits))
            except CodeEnded:
                return False

        assert at_once(*[enter] * 16).count(True) == 1
        assert ObligeeLogin.objects.count() == 1

    def test_logging_out_at_that_moment_leaves_nothing_open_or_the_login(
        self, grant: ViewingGrant, made: MadeCertificate
    ) -> None:
        """Whichever is first, neither waits for the other for ever."""
        for _ in range(8):
            grant = open_viewing(made, grant.browser)
            log_in(grant)
            with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
                # A second login of a browser that has one: both rows are wanted by both.
                pending = send_one_time_password(grant=grant, address=CLERK)

            def enter(pending: OneTimePassword = pending) -> None:
                with suppress(CodeEnded):
                    log_in_obligee(pending=pending, digits=pending.digits)

            at_once(enter, partial(log_out_obligee, grant=grant))
            OneTimePassword.objects.all().delete()

    def test_no_more_than_five_of_many_wrong_entries_count(self, pending: OneTimePassword) -> None:
        def enter() -> type[Exception]:
            try:
                log_in_obligee(pending=pending, digits=wrong(pending))
            except (CodeRefused, CodeEnded) as refusal:
                return type(refusal)
            raise AssertionError("a wrong code logged in")

        assert at_once(*[enter] * 16).count(CodeRefused) <= 4
        pending.refresh_from_db()
        assert pending.wrong_tries == 5
