"""A one-time password is sent while it is good, and leaves no trace of itself (T22)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import serializers

from kakunin.flows.delivery import keys
from kakunin.flows.delivery.log_in import log_in_obligee
from kakunin.flows.delivery.request_login import send_another, send_one_time_password
from kakunin.foundation import clock, tokens
from kakunin.models.audit import AuditEvent
from kakunin.models.domain import RegisteredDomain
from kakunin.models.job import Job
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey
from kakunin.worker.loop import work_once
from tests.mail_server import Answer, MailServer
from tests.world import CLERK, make_certificate, make_domain, make_insurer, make_staff, open_viewing

pytestmark = pytest.mark.django_db

State = OutboxMail.State


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        server.use(settings)
        yield server


@pytest.fixture
def pending(db: None) -> OneTimePassword:
    """Asked for; nothing else is due."""
    make_domain()
    insurer = make_insurer()
    made = make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))
    Job.objects.all().delete()
    return send_one_time_password(grant=open_viewing(made), address=CLERK)


def work_all() -> None:
    while work_once():
        pass


def state(pending: OneTimePassword) -> str:
    return OutboxMail.objects.get(one_time_password=pending).state


def test_it_arrives_with_the_digits_that_log_in(server: MailServer, pending: OneTimePassword) -> None:
    work_all()
    (mail,) = server.received
    assert mail.recipients == [CLERK]
    assert tokens.group_password(pending.digits) in mail.part("plain")
    assert state(pending) == State.SENT
    assert not Job.objects.exists()


def use(pending: OneTimePassword) -> None:
    log_in_obligee(pending=pending, digits=pending.digits)


def suspend(pending: OneTimePassword) -> None:
    RegisteredDomain.objects.update(suspended_at=clock.now())


def guess(pending: OneTimePassword) -> None:
    OneTimePassword.objects.update(wrong_tries=5)


@pytest.mark.parametrize("happens", [use, suspend, guess])
def test_what_is_no_longer_good_is_not_sent(
    server: MailServer, pending: OneTimePassword, happens: Callable[[OneTimePassword], None]
) -> None:
    happens(pending)
    work_all()
    assert not server.received
    assert state(pending) == State.CANCELLED


def test_of_two_only_the_newer_is_sent(server: MailServer, pending: OneTimePassword) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        newer = send_another(pending=pending)
        work_all()
    assert [tokens.group_password(newer.digits) in mail.part("plain") for mail in server.received] == [True]
    assert (state(pending), state(newer)) == (State.CANCELLED, State.SENT)


def test_a_new_viewing_password_does_not_take_it_back(server: MailServer, pending: OneTimePassword) -> None:
    """The login is the browser's, not the certificate's: other certificates may wait for it."""
    keys.replace_password(ViewingKey.objects.get(ended_at=None).certificate)
    work_all()
    assert state(pending) == State.SENT


def test_a_mail_server_that_is_away_is_tried_again_but_not_longer_than_it_is_good(
    server: MailServer, pending: OneTimePassword
) -> None:
    start = clock.now()
    server.script += [Answer.GREYLIST] * 200
    with time_machine.travel(start, tick=False) as now:
        for minute in range(120):  # the pauses grow, with jitter: the last may be 40 minutes long
            now.move_to(start + timedelta(minutes=minute))
            work_all()
    tried = 200 - len(server.script)
    assert 4 < tried < 40
    assert state(pending) in {State.CANCELLED, State.GIVEN_UP}
    assert not server.received


def test_no_row_and_no_log_line_holds_the_digits(
    server: MailServer, pending: OneTimePassword, caplog: pytest.LogCaptureFixture
) -> None:
    server.script += [Answer.GREYLIST, Answer.HANG_UP]
    work_all()
    rows = [*OneTimePassword.objects.all(), *OutboxMail.objects.all(), *Job.objects.all()]
    dump = serializers.serialize("json", [*rows, *AuditEvent.objects.all()]) + caplog.text
    assert CLERK in dump
    for digits in (pending.digits, tokens.group_password(pending.digits)):
        assert digits not in dump
