"""U1, T7: members leave and change roles; somebody always administers the house."""

from functools import partial

import pytest

from kakunin.flows.membership.change_role import change_role
from kakunin.flows.membership.remove import remove_member
from kakunin.foundation.errors import KakuninError, LastAdministrator, NotAllowed, NotFound
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.databases import at_once, needs_postgresql
from tests.flows.membership.conftest import House, addresses, history, make_house, told
from tests.world import make_administrator, make_agency, make_certificate, make_insurer

MEMBER, ADMINISTRATOR = Staff.Role.MEMBER, Staff.Role.ADMINISTRATOR


def test_who_is_removed_is_out_and_all_concerned_are_told(house: House) -> None:
    remove_member(staff=house.mia.pk, by=house.anna)
    house.mia.refresh_from_db()
    assert not house.mia.is_active
    assert not house.mia.has_usable_password()
    assert told("member_removed") == addresses(house.mia, house.anna, house.bert)
    assert history(house.organisation) == ["member_removed"]


def test_mails_that_wait_for_one_who_left_are_called_off(house: House) -> None:
    insurer = make_insurer("甲損害保険株式会社")
    assert house.mia.agency
    make_certificate(insurer=insurer, agency=house.mia.agency, by=house.mia)
    remove_member(staff=house.mia.pk, by=house.anna)
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING, recipient=house.mia.email)
    assert [mail.kind for mail in waiting] == ["member_removed"]


def test_a_role_changes_both_ways_and_is_told(house: House) -> None:
    change_role(staff=house.mia.pk, role=ADMINISTRATOR, by=house.anna)
    change_role(staff=house.bert.pk, role=MEMBER, by=house.mia)
    assert list(Staff.objects.administrators_of(house.organisation)) == [house.anna, house.mia]
    assert history(house.organisation) == ["role_changed", "role_changed"]
    assert house.bert.email in told("role_changed")


def test_the_same_role_again_is_no_change(house: House) -> None:
    change_role(staff=house.mia.pk, role=MEMBER, by=house.anna)
    assert history(house.organisation) == []
    assert told("role_changed") == []


def test_members_change_and_remove_nobody(house: House) -> None:
    for step in (remove_member, partial(change_role, role=ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            step(staff=house.mia.pk, by=house.mia)


def test_nobody_touches_anothers_people_or_those_who_left(house: House, office: House) -> None:
    Staff.objects.filter(pk=house.bert.pk).update(is_active=False)
    charlie = make_administrator(make_agency("よその代理店"))
    for by, whom in ((charlie, house.mia), (office.anna, house.mia), (house.anna, house.bert)):
        for step in (remove_member, partial(change_role, role=ADMINISTRATOR)):
            with pytest.raises(NotFound):
                step(staff=whom.pk, by=by)


def test_the_last_administrator_stays(house: House) -> None:
    remove_member(staff=house.bert.pk, by=house.anna)
    for step in (remove_member, partial(change_role, role=MEMBER)):
        with pytest.raises(LastAdministrator):
            step(staff=house.anna.pk, by=house.anna)
    remove_member(staff=house.mia.pk, by=house.anna)  # members may all go


def test_one_of_two_may_go_by_itself(house: House) -> None:
    remove_member(staff=house.anna.pk, by=house.anna)
    assert list(Staff.objects.administrators_of(house.organisation)) == [house.bert]


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_when_the_last_two_remove_each_other_or_step_down_at_once_one_stays() -> None:
    def outcome(whom: Staff, by: Staff, *, down: bool) -> str:
        try:
            if down:
                change_role(staff=whom.pk, role=MEMBER, by=by)
            else:
                remove_member(staff=whom.pk, by=by)
        except KakuninError as refusal:
            return refusal.code
        return "done"

    for round_, (down, crosswise) in enumerate((d, c) for d in (False, True) for c in (False, True)):
        house = make_house(make_agency(f"代理店{round_}"))
        pairs = [(house.anna, house.bert), (house.bert, house.anna)]
        moves = [(a, b) if crosswise else (a, a) for a, b in pairs]
        outcomes = at_once(*(partial(outcome, a, b, down=down) for a, b in moves))
        assert outcomes.count("done") == 1, outcomes
        assert Staff.objects.administrators_of(house.organisation).count() == 1
