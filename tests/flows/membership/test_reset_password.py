"""U1, T7: a forgotten password is replaced by its owner; what the worker does, and several at once."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator

from kakunin.flows.mailing.send import send_mail
from kakunin.flows.membership.remove import remove_member
from kakunin.flows.membership.reset_password import (
    ask_password_reset,
    find_password_reset,
    offer_password_reset,
    reset_password,
)
from kakunin.foundation import clock
from kakunin.foundation.errors import PasswordResetEnded
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.worker.loop import work_once
from tests.databases import at_once, needs_postgresql
from tests.flows.membership.conftest import House, history, make_house, told
from tests.world import PASSWORD, make_agency

NEW = "another correct horse"


def waiting() -> OutboxMail:
    return OutboxMail.objects.get(kind="password_reset", state="waiting")


def test_the_worker_writes_to_whoever_asked_and_somebody_waits_for_it(house: House) -> None:
    ask_password_reset(address=house.mia.email)
    assert Job.objects.get().urgent
    assert work_once()
    assert told("password_reset") == [house.mia.email]
    assert history(house.organisation) == ["password_reset_asked"]
    assert [job.kind for job in Job.objects.filter(urgent=True)] == ["send_mail"]


def test_nobodys_address_is_work_without_an_effect(house: House) -> None:
    ask_password_reset(address="nobody@example.jp")
    ask_password_reset(address="nobody@example.jp")
    assert Job.objects.count() == 2
    while work_once():
        pass
    assert not Job.objects.exists()
    assert not OutboxMail.objects.exists()
    assert history(house.organisation) == []


def test_one_who_left_before_the_worker_came_gets_nothing(house: House) -> None:
    ask_password_reset(address=house.mia.email)
    remove_member(staff=house.mia.pk, by=house.anna)
    offer_password_reset(house.mia.pk)
    assert told("password_reset") == []


def test_a_mail_that_could_not_be_sent_in_time_is_not_sent_any_more(house: House) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        offer_password_reset(house.mia.pk)
        now.shift(timedelta(minutes=30) - timedelta(seconds=1))
        assert not waiting().is_moot
        now.shift(timedelta(seconds=1))
        mail = waiting()
        assert mail.is_moot
        send_mail(mail.pk)
        mail.refresh_from_db()
        assert mail.state == OutboxMail.State.CANCELLED


def test_nor_is_one_to_somebody_who_left(house: House) -> None:
    offer_password_reset(house.mia.pk)
    Staff.objects.filter(pk=house.mia.pk).update(is_active=False)
    assert waiting().is_moot


def test_a_removal_calls_it_off(house: House) -> None:
    offer_password_reset(house.mia.pk)
    remove_member(staff=house.mia.pk, by=house.anna)
    assert not OutboxMail.objects.filter(kind="password_reset", state="waiting").exists()


def test_a_link_does_not_outlive_a_removal_even_if_its_owner_comes_back(house: House) -> None:
    token = default_token_generator.make_token(house.mia)
    remove_member(staff=house.mia.pk, by=house.anna)
    Staff.objects.filter(pk=house.mia.pk).update(is_active=True)
    with pytest.raises(PasswordResetEnded):
        find_password_reset(staff=house.mia.pk, token=token)


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_there_is_nobody_of_this_number(house: House, number: int) -> None:
    with pytest.raises(PasswordResetEnded):
        reset_password(staff=number, token=default_token_generator.make_token(house.mia), password=NEW)


def test_refused_it_changes_nothing(house: House) -> None:
    with pytest.raises(PasswordResetEnded):
        reset_password(staff=house.mia.pk, token="x-x", password=NEW)
    house.mia.refresh_from_db()
    assert house.mia.check_password(PASSWORD)
    assert history(house.organisation) == []


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_of_several_at_the_same_moment_one_sets_it() -> None:
    house = make_house(make_agency())
    token = default_token_generator.make_token(house.mia)

    def use(password: str) -> str:
        try:
            reset_password(staff=house.mia.pk, token=token, password=password)
        except PasswordResetEnded:
            return ""
        return password

    done = at_once(*(partial(use, f"{NEW} {number}") for number in range(8)))
    (chosen,) = filter(None, done)
    house.mia.refresh_from_db()
    assert house.mia.check_password(chosen)
    assert history(house.organisation) == ["password_reset_done"]
