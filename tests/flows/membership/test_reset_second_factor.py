"""U1: a lost second factor is taken away under four eyes."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from kakunin.flows.membership import second_factor
from kakunin.flows.membership.accept import accept_invitation
from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.remove import remove_member
from kakunin.flows.membership.reset_second_factor import (
    ask_factor_reset,
    confirm_factor_reset,
    refuse_factor_reset,
)
from kakunin.foundation import clock
from kakunin.foundation.errors import (
    AlreadyAsked,
    KakuninError,
    NotAllowed,
    NotFound,
    SecondPersonNeeded,
)
from kakunin.models.factor_reset import FactorReset
from kakunin.models.staff import Staff
from tests.databases import at_once, needs_postgresql
from tests.flows.membership.conftest import House, addresses, history, make_house, told
from tests.world import make_administrator, make_agency

STEPS = [ask_factor_reset, confirm_factor_reset, refuse_factor_reset]


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Whose factors were taken away: how, the login says."""
    whose: list[int] = []
    monkeypatch.setattr(second_factor, "forget_factors", lambda staff: whose.append(staff.pk))
    return whose


def test_nothing_happens_until_a_second_administrator_confirms(house: House, forgotten: list[int]) -> None:
    ask_factor_reset(staff=house.mia.pk, by=house.anna)
    assert forgotten == []
    confirm_factor_reset(staff=house.mia.pk, by=house.bert)
    assert forgotten == [house.mia.pk]
    everybody = addresses(house.mia, house.anna, house.bert)
    assert told("factor_reset_asked") == told("factor_reset_done") == everybody
    assert history(house.organisation) == ["factor_reset_asked", "factor_reset_done"]


def test_whoever_asked_does_not_confirm(house: House, forgotten: list[int]) -> None:
    ask_factor_reset(staff=house.mia.pk, by=house.anna)
    with pytest.raises(SecondPersonNeeded):
        confirm_factor_reset(staff=house.mia.pk, by=house.anna)
    assert forgotten == []


def test_the_person_concerned_neither_asks_nor_confirms(house: House, forgotten: list[int]) -> None:
    with pytest.raises(SecondPersonNeeded):
        ask_factor_reset(staff=house.anna.pk, by=house.anna)
    make_administrator(house.organisation)
    ask_factor_reset(staff=house.bert.pk, by=house.anna)
    with pytest.raises(SecondPersonNeeded):
        confirm_factor_reset(staff=house.bert.pk, by=house.bert)
    assert forgotten == []


def test_where_there_is_no_second_one_it_says_so_at_once(house: House) -> None:
    with pytest.raises(SecondPersonNeeded):
        ask_factor_reset(staff=house.bert.pk, by=house.anna)
    assert told("factor_reset_asked") == []


def test_it_is_confirmed_within_a_day_or_asked_for_anew(house: House, forgotten: list[int]) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        ask_factor_reset(staff=house.mia.pk, by=house.anna)
        with pytest.raises(AlreadyAsked):
            ask_factor_reset(staff=house.mia.pk, by=house.bert)
        now.shift(timedelta(days=1))
        with pytest.raises(NotFound):
            confirm_factor_reset(staff=house.mia.pk, by=house.bert)
        ask_factor_reset(staff=house.mia.pk, by=house.bert)
        confirm_factor_reset(staff=house.mia.pk, by=house.anna)
    assert forgotten == [house.mia.pk]


def test_it_is_used_once(house: House, forgotten: list[int]) -> None:
    ask_factor_reset(staff=house.mia.pk, by=house.anna)
    confirm_factor_reset(staff=house.mia.pk, by=house.bert)
    with pytest.raises(NotFound):
        confirm_factor_reset(staff=house.mia.pk, by=house.bert)
    assert forgotten == [house.mia.pk]


def test_it_can_be_called_off(house: House, forgotten: list[int]) -> None:
    ask_factor_reset(staff=house.mia.pk, by=house.anna)
    refuse_factor_reset(staff=house.mia.pk, by=house.bert)
    with pytest.raises(NotFound):
        confirm_factor_reset(staff=house.mia.pk, by=house.bert)
    assert history(house.organisation)[-1] == "factor_reset_refused"
    assert forgotten == []


@pytest.mark.parametrize("step", STEPS)
def test_members_and_strangers_have_no_part_in_it(house: House, office: House, step: Any) -> None:
    if step is not ask_factor_reset:
        ask_factor_reset(staff=house.mia.pk, by=house.anna)
    for by, refusal in ((house.mia, NotAllowed), (office.anna, NotFound)):
        with pytest.raises(refusal):
            step(staff=house.mia.pk, by=by)


def test_one_who_was_demoted_after_asking_is_still_not_the_second(house: House) -> None:
    ask_factor_reset(staff=house.mia.pk, by=house.anna)
    Staff.objects.filter(pk=house.anna.pk).update(role=Staff.Role.MEMBER)
    with pytest.raises(NotAllowed):
        confirm_factor_reset(staff=house.mia.pk, by=house.anna)


def test_who_is_removed_or_comes_back_has_no_factor_left(house: House, forgotten: list[int]) -> None:
    ask_factor_reset(staff=house.mia.pk, by=house.anna)
    remove_member(staff=house.mia.pk, by=house.anna)
    assert not FactorReset.objects.open().exists()
    invitation = invite_member(
        organisation=house.organisation,
        address=house.mia.email,
        name="利用 ミア",
        role=Staff.Role.MEMBER,
        by=house.anna,
    )
    accept_invitation(token=invitation.token, name="利用 ミア", password="a long enough password")
    assert forgotten == [house.mia.pk] * 2


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_of_several_who_confirm_at_once_one_does(forgotten: list[int]) -> None:
    house = make_house(make_agency())
    more = [make_administrator(house.organisation) for _ in range(3)]
    ask_factor_reset(staff=house.mia.pk, by=house.anna)

    def confirm(by: Staff) -> str:
        try:
            confirm_factor_reset(staff=house.mia.pk, by=by)
        except KakuninError as refusal:
            return refusal.code
        return "done"

    outcomes = at_once(*(partial(confirm, by) for by in [house.bert, *more]))
    assert sorted(outcomes) == ["done", "not_found", "not_found", "not_found"]
    assert forgotten == [house.mia.pk]
