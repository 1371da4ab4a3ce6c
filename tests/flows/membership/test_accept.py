"""U1: an invitation is used once, by whoever holds the link, and nobody is let in unnoticed."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kakunin.flows.membership.accept import accept_invitation, find_invitation
from kakunin.flows.membership.invite import invite_member
from kakunin.foundation import clock
from kakunin.foundation.errors import AddressInUse, InvitationEnded, KakuninError
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.party import Insurer
from kakunin.models.staff import Staff
from tests.databases import at_once, needs_postgresql
from tests.flows.membership.conftest import House, addresses, history, told
from tests.world import make_administrator, make_agency, make_certificate, make_insurer, make_staff

NEW, PASSWORD = "new@example.jp", "a long enough password"


def invite(by: Staff, role: Staff.Role = Staff.Role.MEMBER, address: str = NEW) -> Invitation:
    return invite_member(organisation=by.organisation, address=address, name="新人 太郎", role=role, by=by)


def accept(invitation: Invitation, name: str = "新人 太郎") -> Staff:
    return accept_invitation(token=invitation.token, name=name, password=PASSWORD)


@pytest.mark.parametrize("role", list(Staff.Role))
def test_who_accepts_belongs_to_the_house_with_the_invited_role(house: House, role: Staff.Role) -> None:
    staff = accept(invite(house.anna, role), "新人 次郎")
    staff.refresh_from_db()
    assert (staff.organisation, staff.role, staff.email) == (house.organisation, role, NEW)
    assert staff.name == "新人 次郎"
    assert staff.check_password(PASSWORD)


def test_the_address_and_all_administrators_are_told(house: House) -> None:
    staff = accept(invite(house.anna))
    assert told("member_joined") == addresses(staff, house.anna, house.bert)
    assert history(house.organisation) == ["member_invited", "member_joined"]


def test_whoever_brought_the_agency_is_told_of_its_first_administrator(
    office: House, insurer: Insurer
) -> None:
    agency = make_agency("新代理店", insurers=[insurer])
    staff = accept(
        invite_member(
            organisation=agency, address=NEW, name="長", role=Staff.Role.ADMINISTRATOR, by=office.anna
        )
    )
    assert told("member_joined") == addresses(staff, office.anna)


def test_it_is_used_once(house: House) -> None:
    invitation = invite(house.anna)
    accept(invitation)
    with pytest.raises(InvitationEnded):
        accept(invitation, "二人目")
    assert Staff.objects.get(email=NEW).name == "新人 太郎"


def test_it_expires_after_seven_days_to_the_second(house: House) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        invitation = invite(house.anna)
        now.shift(timedelta(days=7, seconds=-1))
        assert find_invitation(invitation.token) == invitation
        now.shift(timedelta(seconds=1))
        with pytest.raises(InvitationEnded):
            accept(invitation)


def test_a_token_opens_only_its_own_invitation(house: House) -> None:
    first, second = invite(house.anna), invite(house.anna, address="other@example.jp")
    assert find_invitation(first.token.upper()) == first
    for token in (first.token[:13] + second.token[13:], first.token[:-1], first.token + "0", ""):
        with pytest.raises(InvitationEnded):
            find_invitation(token)


@pytest.mark.django_db
@given(st.text(max_size=80))
def test_whatever_stands_in_the_address_is_an_ended_invitation(token: str) -> None:
    with pytest.raises(InvitationEnded):
        find_invitation(token)


def test_one_who_became_staff_elsewhere_meanwhile_is_refused(house: House) -> None:
    invitation = invite(house.anna)
    make_staff(make_insurer("丙損害保険株式会社"), email=NEW)
    with pytest.raises(AddressInUse):
        accept(invitation)
    assert find_invitation(invitation.token) == invitation


def test_who_left_one_house_and_joins_another_sees_nothing_of_before(house: House) -> None:
    other = make_insurer("丙損害保険株式会社")
    left = make_administrator(other)
    made = make_certificate(insurer=other, agency=None, by=left).certificate
    Staff.objects.filter(pk=left.pk).update(is_active=False)

    back = accept(invite(house.anna, address=left.email))
    assert back.pk == left.pk
    assert (back.organisation, back.role, back.is_active) == (house.organisation, Staff.Role.MEMBER, True)
    assert not Certificate.objects.visible_to(back).filter(pk=made.pk).exists()


@pytest.mark.django_db(transaction=True)
@needs_postgresql
class TestAtOnce:
    @pytest.fixture
    def boss(self) -> Staff:
        return make_administrator(make_insurer())

    def outcome(self, invitation: Invitation, name: str) -> str:
        try:
            return accept(invitation, name).name
        except KakuninError as refusal:
            return refusal.code

    def test_of_eight_who_use_one_link_one_joins(self, boss: Staff) -> None:
        invitation = invite(boss)
        names = at_once(*(partial(self.outcome, invitation, f"{n}人目") for n in range(8)))
        assert names.count("invitation_ended") == 7
        joined = next(name for name in names if name != "invitation_ended")
        assert Staff.objects.get(email=NEW).name == joined
        assert len(told("member_joined")) == 2

    def test_of_two_houses_that_invite_the_same_address_one_gets_the_person(self, boss: Staff) -> None:
        second = make_administrator(make_insurer("丙損害保険株式会社"))
        both = [invite(boss), invite(second)]
        names = at_once(*(partial(self.outcome, one, "新人 太郎") for one in both))
        assert sorted(names) == sorted(["address_in_use", "新人 太郎"])
        assert Staff.objects.filter(email=NEW).count() == 1

    def test_withdrawn_while_it_is_used_is_one_or_the_other(self, boss: Staff) -> None:
        from kakunin.flows.membership.withdraw_invitation import withdraw_invitation

        for round_ in range(5):
            invitation = invite(boss, address=f"new{round_}@example.jp")

            def withdraw(invitation: Invitation = invitation) -> str:
                try:
                    withdraw_invitation(invitation=invitation.uuid, by=boss)
                except KakuninError as refusal:
                    return refusal.code
                return "withdrawn"

            outcomes = at_once(withdraw, partial(self.outcome, invitation, "x"))
            assert sorted(outcomes) in (["invitation_ended", "withdrawn"], ["not_found", "x"])
            with transaction.atomic():
                joined = Staff.objects.filter(email=f"new{round_}@example.jp").exists()
            assert joined == ("x" in outcomes)
