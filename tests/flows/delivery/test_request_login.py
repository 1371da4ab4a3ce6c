"""Who gets a one-time password, how often, and in place of which (D1, D2, T5, T6)."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from kakunin.flows.delivery import keys, request_login, view
from kakunin.flows.delivery.log_in import find_pending
from kakunin.flows.delivery.request_login import send_another, send_one_time_password
from kakunin.foundation import clock
from kakunin.foundation.errors import DomainNotRegistered, TooOften, ViewingEnded
from kakunin.models.certificate import Certificate
from kakunin.models.domain import RegisteredDomain
from kakunin.models.job import Job
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingGrant
from tests.databases import at_once, needs_postgresql
from tests.world import (
    CLERK,
    HOST,
    MadeCertificate,
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


def mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(kind=OutboxMail.Kind.ONE_TIME_PASSWORD))


def test_the_mail_goes_to_the_address_at_once_and_is_not_tried_longer_than_it_is_good(
    grant: ViewingGrant,
) -> None:
    pending = send_one_time_password(grant=grant, address=CLERK)
    (mail,) = mails()
    assert (mail.recipient, mail.one_time_password) == (CLERK, pending)
    job = Job.objects.get(kind=Job.Kind.SEND_MAIL, reference=mail.pk)
    assert job.urgent
    assert job.expires_at - pending.expires_at < timedelta(seconds=5)


def test_the_digits_are_eight_and_nobody_elses(grant: ViewingGrant, made: MadeCertificate) -> None:
    mine = send_one_time_password(grant=grant, address=CLERK).digits
    other = send_one_time_password(grant=open_viewing(made), address=CLERK).digits
    assert len(mine) == 8
    assert mine.isdigit()
    assert mine != other


@pytest.mark.parametrize(
    "host", ["other.example.lg.jp", "dept.city.example.lg.jp", "example.lg.jp", "xcity.example.lg.jp"]
)
def test_only_exactly_a_registered_domain_passes(grant: ViewingGrant, host: str) -> None:
    with pytest.raises(DomainNotRegistered) as refusal:
        send_one_time_password(grant=grant, address=f"keiyaku@{host}")
    assert refusal.value.host == host
    assert not mails()


def test_capital_letters_mean_the_same_domain_and_the_same_address(grant: ViewingGrant) -> None:
    first = send_one_time_password(grant=grant, address=CLERK)
    assert send_one_time_password(grant=grant, address="Keiyaku@CITY.Example.LG.jp") == first


def test_a_suspended_domain_gets_none(grant: ViewingGrant) -> None:
    RegisteredDomain.objects.update(suspended_at=clock.now())
    with pytest.raises(DomainNotRegistered):
        send_one_time_password(grant=grant, address=CLERK)


def test_a_button_pressed_twice_sends_one_mail(grant: ViewingGrant) -> None:
    first = send_one_time_password(grant=grant, address=CLERK)
    assert send_one_time_password(grant=grant, address=CLERK) == first
    assert len(mails()) == 1


def test_a_newer_one_voids_the_older_of_the_same_browser_and_address(grant: ViewingGrant) -> None:
    first = send_one_time_password(grant=grant, address=CLERK)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        second = send_one_time_password(grant=grant, address=CLERK)
        first.refresh_from_db()
        assert not first.is_open
        assert second.is_open
        assert find_pending(grant.browser) == second


def test_colleagues_behind_one_mailbox_leave_each_others_alone(
    grant: ViewingGrant, made: MadeCertificate
) -> None:
    first = send_one_time_password(grant=grant, address=CLERK)
    second = send_one_time_password(grant=open_viewing(made), address=CLERK)
    first.refresh_from_db()
    assert first.is_open
    assert second.is_open
    assert first.reference != second.reference


def test_another_is_sent_only_after_a_minute_and_the_wait_is_told(grant: ViewingGrant) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        pending = send_one_time_password(grant=grant, address=CLERK)
        now.move_to(start + timedelta(seconds=20))
        with pytest.raises(TooOften) as refusal:
            send_another(pending=pending)
        assert refusal.value.seconds == 40
        now.move_to(start + timedelta(seconds=61))
        assert send_another(pending=pending) != pending
    assert len(mails()) == 2


@pytest.mark.parametrize("cap", sorted(request_login.MOST_AN_HOUR))
def test_each_cap_stops_a_mail_bomber(
    made: MadeCertificate, cap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(request_login.MOST_AN_HOUR, cap, 2)
    browsers: list[uuid.UUID] = []

    def ask(number: int) -> None:
        # Only what the cap counts stays the same.
        other = make_insurer()
        certificate = (
            made if cap == "key" else make_certificate(insurer=other, agency=None, by=make_staff(other))
        )
        grant = open_viewing(certificate, browsers[-1] if cap == "browser" and browsers else None)
        browsers.append(grant.browser)
        host = HOST if cap == "domain" else f"city{number}.example.lg.jp"
        make_domain(host)
        send_one_time_password(grant=grant, address=CLERK if cap == "address" else f"a{number}@{host}")

    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        ask(1)
        ask(2)
        with pytest.raises(TooOften):
            ask(3)
        now.move_to(start + timedelta(hours=1, seconds=1))
        ask(4)
    assert len(mails()) == 3


@pytest.mark.parametrize(("cap", "most"), [("browser", 20), ("key", 20), ("address", 60), ("domain", 1000)])
def test_the_caps_are_so_many_an_hour(made: MadeCertificate, cap: str, most: int) -> None:
    grant, stranger = open_viewing(made), open_viewing(another())
    host, other = make_domain(), make_domain("other.example.lg.jp")
    before = clock.now() - timedelta(minutes=59, seconds=59)
    OneTimePassword.objects.bulk_create(
        OneTimePassword(
            browser=grant.browser if cap == "browser" else uuid.uuid4(),
            grant=grant if cap == "key" else stranger,
            address=CLERK if cap == "address" else f"a{number}@{HOST}",
            domain=host if cap == "domain" else other,
            created_at=before,
            expires_at=before,
            ended_at=before,
        )
        for number in range(most)
    )
    with pytest.raises(TooOften):
        send_one_time_password(grant=grant, address=CLERK)
    OneTimePassword.objects.earliest("pk").delete()
    assert send_one_time_password(grant=grant, address=CLERK)


def another() -> MadeCertificate:
    """A second certificate."""
    insurer = make_insurer()
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


def test_a_clerk_with_forty_certificates_in_one_browser_needs_one_mail(grant: ViewingGrant) -> None:
    insurer = make_insurer()
    staff = make_staff(insurer)
    for _ in range(40):
        grant = open_viewing(make_certificate(insurer=insurer, agency=None, by=staff), grant.browser)
        send_one_time_password(grant=grant, address=CLERK)
    assert len(mails()) == 1


def test_a_section_of_forty_certificates_whose_browsers_forget_is_not_stopped(grant: ViewingGrant) -> None:
    insurer = make_insurer()
    staff = make_staff(insurer)
    for _ in range(40):
        made = make_certificate(insurer=insurer, agency=None, by=staff)
        send_one_time_password(grant=open_viewing(made), address=CLERK)
    assert len(mails()) == 40


def test_another_address_in_the_same_browser_takes_the_place_of_the_first(grant: ViewingGrant) -> None:
    """Mistyped, typed again, and back: the page names the one whose code it takes."""
    first = send_one_time_password(grant=grant, address=CLERK)
    second = send_one_time_password(grant=grant, address=f"soumu@{HOST}")
    third = send_one_time_password(grant=grant, address=CLERK)
    for one, is_open in ((first, False), (second, False), (third, True)):
        one.refresh_from_db()
        assert one.is_open == is_open
    assert find_pending(grant.browser) == third


def test_after_five_wrong_tries_the_next_one_waits_too(grant: ViewingGrant) -> None:
    send_one_time_password(grant=grant, address=CLERK)
    OneTimePassword.objects.update(wrong_tries=5)
    with pytest.raises(TooOften):
        send_one_time_password(grant=grant, address=CLERK)


def test_once_the_viewing_sleeps_another_is_good_no_longer_than_the_first(grant: ViewingGrant) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        first = send_one_time_password(grant=grant, address=CLERK)
        now.move_to(start + timedelta(minutes=25))
        second = send_another(pending=first)
        assert second.expires_at == first.expires_at
        now.move_to(start + timedelta(minutes=31))
        with pytest.raises(ViewingEnded):
            send_another(pending=second)
    assert len(mails()) == 2


def end(grant: ViewingGrant) -> None:
    view.end_viewing(grant)


def renew(grant: ViewingGrant) -> None:
    keys.replace_password(grant.key.certificate)


def withdraw(grant: ViewingGrant) -> None:
    Certificate.objects.update(withdrawn_at=clock.now())


@pytest.mark.parametrize("happens", [end, renew, withdraw])
def test_what_is_closed_sends_no_further_mail(
    grant: ViewingGrant, happens: Callable[[ViewingGrant], None]
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        pending = send_one_time_password(grant=grant, address=CLERK)
        happens(grant)
        now.move_to(start + timedelta(minutes=2))
        with pytest.raises(ViewingEnded):
            send_another(pending=pending)
    assert len(mails()) == 1


def test_what_was_refused_leaves_the_older_one_good(
    grant: ViewingGrant, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        pending = send_one_time_password(grant=grant, address=CLERK)
        monkeypatch.setitem(request_login.MOST_AN_HOUR, "browser", 1)
        now.move_to(start + timedelta(minutes=2))
        with pytest.raises(TooOften):
            send_another(pending=pending)
        pending.refresh_from_db()
        assert pending.is_open


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_many_presses_at_the_same_moment_send_one_mail(grant: ViewingGrant) -> None:
    at_once(*[lambda: send_one_time_password(grant=grant, address=CLERK)] * 8)
    assert OneTimePassword.objects.count() == len(mails()) == 1
