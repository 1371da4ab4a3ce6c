"""移管: what an agency leaves behind passes to the insurer or to another agency (U1)."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kakunin.flows.membership import move_certificates as move_module
from kakunin.flows.membership.move_certificates import Office, move_certificates
from kakunin.foundation import clock
from kakunin.foundation.errors import ContractRunning, NotAllowed, NotFound, NothingToMove
from kakunin.models import audit
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.party import Agency, AgencyContract, Insurer
from kakunin.models.staff import Staff
from tests.flows.membership.conftest import House, addresses, history, told
from tests.world import (
    make_administrator,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
    open_viewing,
    reveal,
)

NEW_OFFICE = Office(office_name="新取扱店", office_phone="03-0000-0000", office_contact="新 担当")
YESTERDAY = clock.today() - timedelta(days=1)


def end_contract(agency: Agency) -> None:
    AgencyContract.objects.filter(agency=agency).update(starts_on="2020-01-01", ends_on=YESTERDAY)


@pytest.fixture
def left(house: House, agency: Agency, insurer: Insurer) -> list[Certificate]:
    """Two certificates of an agency whose contract has ended."""
    made = [make_certificate(insurer=insurer, agency=agency, by=house.mia).certificate for _ in range(2)]
    end_contract(agency)
    return made


@pytest.fixture
def next_agency(insurer: Insurer) -> Agency:
    return make_agency("次代理店", insurers=[insurer])


def move(agency: Agency, by: Staff, to: Agency | None = None) -> int:
    return move_certificates(agency=agency.pk, to=to.pk if to else None, office=NEW_OFFICE, by=by)


def test_the_insurer_takes_them_over(office: House, agency: Agency, left: list[Certificate]) -> None:
    assert move(agency, office.anna) == 2
    for certificate in left:
        certificate.refresh_from_db()
        assert certificate.agency is None
        assert certificate.office_name == "新取扱店"
        assert certificate.events.latest("pk").type == "certificate_moved"


def test_another_agency_sees_them_from_then_on_and_the_old_one_never_again(
    office: House, house: House, agency: Agency, left: list[Certificate], next_agency: Agency
) -> None:
    clerk = make_staff(next_agency)
    assert not Certificate.objects.visible_to(clerk).exists()
    move(agency, office.anna, next_agency)
    assert set(Certificate.objects.visible_to(clerk)) == set(left)
    AgencyContract.objects.filter(agency=agency).update(ends_on=None)
    assert not Certificate.objects.visible_to(house.mia).exists()


def test_url_and_password_stay(office: House, agency: Agency, left: list[Certificate]) -> None:
    before = reveal(left[0])
    move(agency, office.anna)
    assert reveal(left[0]).locator == before.locator
    assert open_viewing(before).key.certificate == left[0]


def add_copies(certificate: Certificate, number: int) -> None:
    """More of the same agency and insurer, without documents."""
    for copy in range(number):
        certificate.pk, certificate.uuid, certificate._state.adding = None, uuid.uuid4(), True
        certificate.number = f"COPY-{copy}"
        certificate.save()


def test_each_of_many_is_moved_and_has_its_event(
    office: House, agency: Agency, left: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (move_module, audit):
        monkeypatch.setattr(module, "_BATCH", 2)
    add_copies(left[0], 5)
    assert move(agency, office.anna) == 7
    assert not Certificate.objects.filter(agency=agency).exists()
    assert set(Certificate.objects.values_list("office_name", flat=True)) == {"新取扱店"}
    events = AuditEvent.objects.filter(type="certificate_moved")
    everything = list(Certificate.objects.order_by("pk").values_list("pk", flat=True))
    assert list(events.values_list("certificate", flat=True)) == everything
    assert {event.actor for event in events} == {f"staff:{office.anna.pk}"}
    assert [event.facts["from_agency"] for event in events] == [agency.pk] * 7


def test_many_cost_no_more_statements_than_few(
    office: House, agency: Agency, left: list[Certificate], next_agency: Agency
) -> None:
    with CaptureQueriesContext(connection) as few:
        move(agency, office.anna, next_agency)
    Certificate.objects.update(agency=agency)
    add_copies(left[0], 50)
    with CaptureQueriesContext(connection) as many:
        assert move(agency, office.anna, next_agency) == 52
    assert len(many) == len(few)


def test_what_breaks_in_the_middle_leaves_nothing(
    office: House, agency: Agency, left: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        assert AuditEvent.objects.filter(type="certificate_moved").count() == 2
        raise RuntimeError

    monkeypatch.setattr(move_module, "_tell", break_down)
    with pytest.raises(RuntimeError):
        move(agency, office.anna)
    assert set(Certificate.objects.values_list("agency", "office_name")) == {(agency.pk, "例示保険事務所")}
    assert (
        not AuditEvent.objects.filter(type__startswith="certificate")
        .exclude(type="certificate_uploaded")
        .exists()
    )


def test_events_of_many_are_written_within_a_transaction_only() -> None:
    with pytest.raises(RuntimeError, match="Only inside a transaction"):
        AuditEvent.record_all(AuditEvent.Type.CERTIFICATE_MOVED, by=None, certificates=[1])


def test_all_three_are_told_but_the_old_one_not_where_to(
    office: House, house: House, agency: Agency, left: list[Certificate], next_agency: Agency
) -> None:
    heir = make_administrator(next_agency)
    move(agency, office.anna, next_agency)
    everybody = addresses(office.anna, office.bert, house.anna, house.bert, heir)
    assert told("certificates_moved") == everybody
    for organisation in (agency, next_agency, office.organisation):
        assert history(organisation) == ["certificates_moved"]
    for mine, others in ((agency, next_agency.name), (next_agency, agency.name)):
        event = AuditEvent.objects.get(agency=mine)
        assert others not in str(event.told)
        assert event.facts["count"] == 2


def test_what_is_another_insurers_stays(
    office: House, agency: Agency, left: list[Certificate], insurer: Insurer
) -> None:
    other = make_insurer("丙損害保険株式会社")
    AgencyContract.objects.create(agency=agency, insurer=other, starts_on=clock.today())
    theirs = make_certificate(insurer=other, agency=agency, by=make_staff(agency)).certificate
    move(agency, office.anna)
    theirs.refresh_from_db()
    assert theirs.agency == agency


def test_not_while_the_contract_runs(office: House, house: House, agency: Agency, insurer: Insurer) -> None:
    make_certificate(insurer=insurer, agency=agency, by=house.mia)
    with pytest.raises(ContractRunning):
        move(agency, office.anna)


def test_not_to_an_agency_without_a_running_contract(
    office: House, agency: Agency, left: list[Certificate], next_agency: Agency
) -> None:
    end_contract(next_agency)
    rivals = make_agency("他社の代理店", insurers=[make_insurer("丙損害保険株式会社")])
    for to in (next_agency, rivals, agency):
        with pytest.raises(NotFound):
            move(agency, office.anna, to)


def test_nothing_to_move_is_said(office: House, agency: Agency) -> None:
    end_contract(agency)
    with pytest.raises(NothingToMove):
        move(agency, office.anna)
    assert told("certificates_moved") == []


def test_only_by_the_administrators_of_the_insurer_itself(
    office: House, house: House, agency: Agency, left: list[Certificate]
) -> None:
    rival = make_administrator(make_insurer("丙損害保険株式会社"))
    for by, refusal in ((office.mia, NotAllowed), (house.anna, NotFound), (rival, NotFound)):
        with pytest.raises(refusal):
            move(agency, by)
