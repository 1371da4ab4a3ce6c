"""A slip of the pen in what was typed (U6)."""

from datetime import date
from typing import Any

import pytest

from kakunin.flows.delivery.correct_data import CORRECTABLE, correct_data
from kakunin.foundation.errors import ChangedMeanwhile, NotFound, NothingChanged
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.world import MadeCertificate, open_viewing

pytestmark = pytest.mark.django_db


def correct(made: MadeCertificate, by: Staff, version: int = 1, **values: Any) -> Certificate:
    return correct_data(certificate=made.certificate, version=version, values=values, by=by)


def test_what_was_there_before_stays_on_record(made: MadeCertificate, alice: Staff) -> None:
    correct(
        made, alice, project_name="市道改良工事", period_end=date(2027, 3, 31), office_contact="例示 太郎"
    )
    made.certificate.refresh_from_db()
    assert made.certificate.project_name == "市道改良工事"
    facts = made.certificate.events.get(type=AuditEvent.Type.DATA_CORRECTED).facts
    assert facts["fields"] == ["project_name", "period_end"]
    assert facts["before"] == {"project_name": "", "period_end": None}
    assert facts["after"] == {"project_name": "市道改良工事", "period_end": "2027-03-31"}


def test_key_and_mails_stay_as_they_are(made: MadeCertificate, alice: Staff) -> None:
    grant, mails = open_viewing(made), OutboxMail.objects.count()
    correct(made, alice, contractor_name="例示建設株式会社")
    grant.refresh_from_db()
    assert grant.is_alive
    assert OutboxMail.objects.count() == mails


def test_the_same_again_is_told(made: MadeCertificate, alice: Staff) -> None:
    with pytest.raises(NothingChanged):
        correct(made, alice, contractor_name=made.certificate.contractor_name)


@pytest.mark.parametrize("name", ["number", "insurer", "kind", "agency", "withdrawn_at", "uuid"])
def test_what_makes_it_this_certificate_is_no_slip_of_the_pen(
    made: MadeCertificate, alice: Staff, name: str
) -> None:
    assert name not in CORRECTABLE
    with pytest.raises(NothingChanged):
        correct_data(certificate=made.certificate, version=1, values={name: "B-1"}, by=alice)


def test_who_is_second_is_told(made: MadeCertificate, alice: Staff, bob: Staff) -> None:
    correct(made, alice, obligee_name="例示市")
    with pytest.raises(ChangedMeanwhile):
        correct(made, bob, obligee_name="例示県")
    made.certificate.refresh_from_db()
    assert made.certificate.obligee_name == "例示市"


def test_to_strangers_there_is_no_such_certificate(made: MadeCertificate, charlie: Staff) -> None:
    with pytest.raises(NotFound):
        correct(made, charlie, obligee_name="例示市")
