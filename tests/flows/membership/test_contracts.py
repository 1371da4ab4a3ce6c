"""U1: insurers bring agencies, begin and end contracts; the association brings insurers."""

from datetime import date, timedelta
from typing import Any

import pytest

from kakunin.flows.membership.add_agency import add_agency
from kakunin.flows.membership.add_insurer import add_insurer
from kakunin.flows.membership.end_contract import end_contract
from kakunin.flows.membership.start_contract import renew_contract, start_contract
from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import (
    AddressInUse,
    ContractOver,
    ContractRunning,
    EndsBeforeItStarts,
    NameTaken,
    NoSuchAgency,
    NotAllowed,
    NotFound,
)
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.party import Agency, AgencyContract, Insurer
from kakunin.models.staff import Staff
from kakunin.policies.upload import check_may_upload
from tests.flows.membership.conftest import House, addresses, history, told
from tests.world import (
    make_administrator,
    make_agency,
    make_association,
    make_certificate,
    make_insurer,
    make_staff,
)

TODAY = clock.today()
DAY = timedelta(days=1)


def add(by: Staff, **changes: Any) -> Agency:
    values: dict[str, Any] = {"name": "新代理店", "starts_on": TODAY, "address": "new@example.jp"}
    return add_agency(**(values | changes), person="長 一郎", by=by)


def test_a_new_agency_has_a_contract_and_an_invited_administrator(office: House) -> None:
    agency = add(office.anna)
    assert list(Agency.objects.serving(make_insurer("甲損害保険株式会社"))) == [agency]
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.role) == (agency, Staff.Role.ADMINISTRATOR)
    assert history(agency) == ["agency_added", "contract_started", "member_invited"]
    assert history(office.organisation) == ["agency_added", "contract_started"]


def test_nothing_is_left_of_it_when_the_person_cannot_be_invited(office: House) -> None:
    with pytest.raises(AddressInUse):
        add(office.anna, address=office.mia.email)
    assert not Agency.objects.exists()
    assert not AgencyContract.objects.exists()


def test_only_the_insurers_administrators_bring_agencies(house: House, office: House) -> None:
    officer = make_administrator(make_association())
    for by, refusal in ((office.mia, NotAllowed), (house.anna, NotFound), (officer, NotFound)):
        with pytest.raises(refusal):
            add(by)


class TestTheLinkingCode:
    @pytest.fixture
    def second(self, house: House) -> Staff:
        """An administrator of another insurer, which also wants to work with the agency."""
        return make_administrator(make_insurer("丙損害保険株式会社"))

    def link(self, by: Staff, code: str, starts_on: date = TODAY) -> AgencyContract:
        return start_contract(code=code, starts_on=starts_on, by=by)

    @pytest.mark.parametrize("written", ["{}", " {} ", "{}-"])
    def test_a_second_insurer_begins_with_the_agency_that_told_it(
        self, second: Staff, agency: Agency, written: str
    ) -> None:
        typed = written.format(agency.shown_code.lower())
        assert self.link(second, typed).agency == agency
        assert history(second.organisation) == ["contract_started"]
        assert history(agency) == ["contract_started"]

    def test_a_wrong_code_is_nobodys(self, second: Staff, agency: Agency) -> None:
        for code in (tokens.new_password(), "", "x", agency.linking_code[:-1]):
            with pytest.raises(NoSuchAgency):
                self.link(second, code)

    def test_not_twice_at_a_time(self, second: Staff, agency: Agency) -> None:
        self.link(second, agency.linking_code, TODAY + DAY)
        with pytest.raises(ContractRunning):
            self.link(second, agency.linking_code)

    def test_each_insurer_sees_its_own_only(self, second: Staff, agency: Agency, house: House) -> None:
        self.link(second, agency.linking_code)
        first = make_insurer("甲損害保険株式会社")
        theirs = make_certificate(insurer=first, agency=agency, by=house.mia).certificate
        assert not Certificate.objects.visible_to(second).filter(pk=theirs.pk).exists()

    def test_codes_differ(self, agency: Agency) -> None:
        assert agency.linking_code != make_agency("丁代理店").linking_code


class TestTheEnd:
    def end(self, by: Staff, agency: Agency, ends_on: date = TODAY) -> AgencyContract:
        return end_contract(agency=agency.pk, ends_on=ends_on, by=by)

    def test_from_the_next_day_on_the_agency_sees_and_uploads_nothing(
        self, office: House, house: House, agency: Agency, insurer: Insurer
    ) -> None:
        make_certificate(insurer=insurer, agency=agency, by=house.mia)
        self.end(office.anna, agency)
        assert Certificate.objects.visible_to(house.mia).count() == 1
        self.end(office.anna, agency, TODAY - DAY)  # at once
        assert not Certificate.objects.visible_to(house.mia).exists()
        with pytest.raises(ContractOver) as refusal:
            check_may_upload(house.mia, insurer)
        assert "損害保険会社の担当部署" in str(refusal.value.message)

    def test_both_sides_administrators_are_told(self, office: House, house: House, agency: Agency) -> None:
        self.end(office.anna, agency)
        everybody = addresses(office.anna, office.bert, house.anna, house.bert)
        assert told("contract_ended") == everybody
        assert history(agency) == history(office.organisation) == ["contract_ended"]

    def test_not_before_it_starts(self, office: House, agency: Agency) -> None:
        AgencyContract.objects.update(starts_on=TODAY)
        with pytest.raises(EndsBeforeItStarts):
            self.end(office.anna, agency, TODAY - DAY)

    def test_only_by_the_administrators_of_the_insurer_itself(
        self, office: House, house: House, agency: Agency
    ) -> None:
        rival = make_administrator(make_insurer("丙損害保険株式会社"))
        for by, refusal in ((office.mia, NotAllowed), (house.anna, NotFound), (rival, NotFound)):
            with pytest.raises(refusal):
                self.end(by, agency)
            with pytest.raises(refusal):
                renew_contract(agency=agency.pk, starts_on=TODAY, by=by)

    def test_an_ended_one_does_not_end_again_and_may_begin_anew(self, office: House, agency: Agency) -> None:
        with pytest.raises(ContractRunning):
            renew_contract(agency=agency.pk, starts_on=TODAY, by=office.anna)
        AgencyContract.objects.update(starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
        with pytest.raises(NotFound):
            self.end(office.anna, agency)
        renew_contract(agency=agency.pk, starts_on=TODAY, by=office.anna)
        assert AgencyContract.objects.running().get().starts_on == TODAY

    def test_another_insurers_contract_goes_on(self, office: House, agency: Agency, house: House) -> None:
        other = make_insurer("丙損害保険株式会社")
        AgencyContract.objects.create(agency=agency, insurer=other, starts_on=TODAY)
        self.end(office.anna, agency, TODAY - DAY)
        assert list(Insurer.objects.served_by(house.mia)) == [other]


class TestAddingAnInsurer:
    def add(self, by: Staff, name: str = "新損害保険株式会社") -> Insurer:
        return add_insurer(name=name, address="new@example.jp", person="長 一郎", by=by)

    def test_the_association_does_and_invites_its_first_administrator(self, db: None) -> None:
        officer = make_administrator(make_association())
        insurer = self.add(officer)
        assert Invitation.objects.get().organisation == insurer
        assert history(insurer) == ["insurer_added", "member_invited"]
        assert history(officer.organisation) == ["insurer_added"]

    def test_names_are_given_once(self, insurer: Insurer) -> None:
        with pytest.raises(NameTaken):
            self.add(make_administrator(make_association()), insurer.name)
        assert not Invitation.objects.exists()

    def test_nobody_else_does(self, office: House, house: House) -> None:
        clerk = make_staff(make_association())
        for by, refusal in ((clerk, NotAllowed), (office.anna, NotFound), (house.anna, NotFound)):
            with pytest.raises(refusal):
                self.add(by)
