"""U1: administrators invite by mail; an invitation can be sent again and withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from kakunin.flows.mailing.send import send_mail
from kakunin.flows.membership import invitations
from kakunin.flows.membership.accept import find_invitation
from kakunin.flows.membership.add_agency import add_agency
from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.resend_invitation import resend_invitation
from kakunin.flows.membership.withdraw_invitation import withdraw_invitation
from kakunin.foundation import clock
from kakunin.foundation.errors import (
    AddressInUse,
    AlreadyInvited,
    InvitationEnded,
    NotAllowed,
    NotFound,
    TooOften,
)
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests.flows.membership.conftest import House, history, told
from tests.world import make_administrator, make_agency, make_association, make_insurer

NEW = "new@example.jp"
MEMBER, ADMINISTRATOR = Staff.Role.MEMBER, Staff.Role.ADMINISTRATOR


def invite(by: Staff, address: str = NEW, **changes: Any) -> Invitation:
    values: dict[str, Any] = {"organisation": by.organisation, "name": "新人 太郎", "role": MEMBER}
    return invite_member(**(values | changes), address=address, by=by)


def test_the_invited_gets_one_mail_and_the_house_an_event(house: House) -> None:
    invitation = invite(house.anna)
    assert told("invitation") == [NEW]
    assert history(house.organisation) == ["member_invited"]
    assert invitation.organisation == house.organisation
    assert invitation.expires_at - invitation.created_at == timedelta(days=7)


def test_an_address_is_kept_in_small_letters(house: House) -> None:
    assert invite(house.anna, "New@Example.JP").address == NEW


def test_an_address_that_could_mean_another_is_refused(house: House) -> None:
    with pytest.raises(ValidationError):
        invite(house.anna, '"new@evil.com"@example.jp')


def test_members_do_not_invite(house: House) -> None:
    with pytest.raises(NotAllowed):
        invite(house.mia)


def test_one_who_was_just_made_a_member_does_not_invite_any_more(house: House) -> None:
    Staff.objects.filter(pk=house.anna.pk).update(role=MEMBER)
    with pytest.raises(NotAllowed):
        invite(house.anna)


def test_one_who_was_just_removed_does_not_invite_any_more(house: House) -> None:
    Staff.objects.filter(pk=house.anna.pk).update(is_active=False)
    with pytest.raises(NotFound):
        invite(house.anna)


def test_one_who_is_a_member_here_is_not_invited(house: House) -> None:
    for taken in (house.mia.email, house.mia.email.upper()):
        with pytest.raises(AddressInUse):
            invite(house.anna, taken)
    assert told("invitation") == []


def test_nobody_finds_out_by_inviting_whether_an_address_is_known_elsewhere(
    house: House, office: House
) -> None:
    elsewhere = make_administrator(make_insurer("丙損害保険株式会社"))
    for asking in (house.anna, office.anna):
        for address in (elsewhere.email, "nobody@example.jp"):
            assert invite(asking, address).is_open
    assert told("invitation") == sorted([elsewhere.email, "nobody@example.jp"] * 2)


def test_the_same_person_is_not_invited_twice_to_one_house(house: House) -> None:
    invite(house.anna)
    with pytest.raises(AlreadyInvited):
        invite(house.bert)


def test_an_invitation_elsewhere_is_not_noticed(house: House, office: House) -> None:
    invite(house.anna)
    invite(office.anna)
    assert Invitation.objects.count() == 2


def test_invitations_of_one_house_are_capped_by_the_day(
    house: House, office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 2)
    with time_machine.travel(clock.now(), tick=False) as now:
        for number in range(2):
            made = invite(house.anna, f"new{number}@example.jp")
            withdraw_invitation(invitation=made.uuid, by=house.anna)
        with pytest.raises(TooOften):
            invite(house.anna)
        invite(office.anna)
        now.shift(timedelta(days=1))
        invite(house.anna)


def test_nor_are_strangers_bombed_by_bringing_one_agency_after_the_other(
    office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 2)

    def bring() -> None:
        add_agency(name="新代理店", starts_on=clock.today(), address=NEW, person="長", by=office.anna)

    bring()
    bring()
    with pytest.raises(TooOften):
        bring()
    assert Agency.objects.filter(name="新代理店").count() == 2


class TestTheFirstAdministrator:
    """Whoever brought an organisation invites to it until somebody administers it."""

    @pytest.fixture
    def empty(self, insurer: Insurer) -> Agency:
        return make_agency("新代理店", insurers=[insurer])

    def test_the_insurer_invites_to_its_agency(self, office: House, empty: Agency) -> None:
        assert invite(office.anna, organisation=empty).role == ADMINISTRATOR

    def test_not_to_one_that_somebody_administers(self, office: House, house: House) -> None:
        with pytest.raises(NotFound):
            invite(office.anna, organisation=house.organisation)

    def test_not_to_one_it_has_no_contract_with(self, office: House) -> None:
        with pytest.raises(NotFound):
            invite(office.anna, organisation=make_agency("よその代理店"))

    def test_its_members_do_not(self, office: House, empty: Agency) -> None:
        with pytest.raises(NotAllowed):
            invite(office.mia, organisation=empty)

    def test_the_association_invites_to_an_insurer_that_has_none(self, db: None) -> None:
        officer = make_administrator(make_association())
        empty = make_insurer("新損害保険株式会社")
        assert invite(officer, organisation=empty).organisation == empty

    def test_but_not_to_an_agency_nor_to_one_that_has(self, office: House, empty: Agency) -> None:
        officer = make_administrator(make_association())
        for organisation in (empty, office.organisation):
            with pytest.raises(NotFound):
                invite(officer, organisation=organisation)

    def test_an_agency_invites_nobody_to_its_insurer(self, house: House, insurer: Insurer) -> None:
        for organisation in (insurer, make_association()):
            with pytest.raises(NotFound):
                invite(house.anna, organisation=organisation)


class TestWithdrawing:
    def test_its_link_opens_nothing_and_its_mail_is_not_sent(self, house: House) -> None:
        invitation = invite(house.anna)
        withdraw_invitation(invitation=invitation.uuid, by=house.bert)
        with pytest.raises(InvitationEnded):
            find_invitation(invitation.token)
        assert [mail.state for mail in OutboxMail.objects.all()] == ["cancelled"]
        assert history(house.organisation)[-1] == "invitation_withdrawn"

    def test_others_and_members_cannot(self, house: House, office: House) -> None:
        invitation = invite(house.anna)
        stranger = make_administrator(make_agency("よその代理店"))
        for by, refusal in ((stranger, NotFound), (office.anna, NotFound), (house.mia, NotAllowed)):
            for step in (withdraw_invitation, resend_invitation):
                with pytest.raises(refusal):
                    step(invitation=invitation.uuid, by=by)
        assert find_invitation(invitation.token) == invitation

    def test_what_was_withdrawn_is_not_there_any_more(self, house: House) -> None:
        invitation = invite(house.anna)
        withdraw_invitation(invitation=invitation.uuid, by=house.anna)
        for step in (withdraw_invitation, resend_invitation):
            with pytest.raises(NotFound):
                step(invitation=invitation.uuid, by=house.anna)
        invite(house.anna)  # and makes room for another


class TestSendingAgain:
    def test_an_expired_one_is_good_for_seven_days_more(self, house: House) -> None:
        invitation = invite(house.anna)
        with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
            with pytest.raises(InvitationEnded):
                find_invitation(invitation.token)
            again = resend_invitation(invitation=invitation.uuid, by=house.bert)
            assert again.token == invitation.token
            assert find_invitation(invitation.token).expires_at == clock.now() + timedelta(days=7)
        assert sorted(mail.state for mail in OutboxMail.objects.all()) == ["cancelled", "waiting"]
        assert "invitation_resent" in history(house.organisation)

    def test_not_twice_within_a_minute(self, house: House) -> None:
        invitation = invite(house.anna)
        with pytest.raises(TooOften) as refusal:
            resend_invitation(invitation=invitation.uuid, by=house.anna)
        assert 1 <= refusal.value.seconds <= 61
        assert told("invitation") == [NEW]


def test_a_mail_of_an_expired_invitation_is_not_sent(house: House) -> None:
    invite(house.anna)
    mail = OutboxMail.objects.get()
    with time_machine.travel(clock.now() + timedelta(days=7), tick=False):
        send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.state == OutboxMail.State.CANCELLED
