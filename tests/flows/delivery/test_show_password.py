"""The viewing password on the screen (U6)."""

import pytest

from kakunin.flows.delivery.show_password import show_password
from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import NotFound, PasswordNotYours
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from tests.world import MadeCertificate

pytestmark = pytest.mark.django_db
SHOWN = AuditEvent.Type.PASSWORD_SHOWN


def showings(made: MadeCertificate) -> list[int | None]:
    return [event.staff_id for event in made.certificate.events.filter(type=SHOWN)]


def test_it_is_that_in_force_and_each_showing_is_on_record(
    made: MadeCertificate, alice: Staff, bob: Staff
) -> None:
    expected = tokens.group_password(made.password)
    assert show_password(certificate=made.certificate, by=alice) == expected
    assert show_password(certificate=made.certificate, by=bob) == expected
    assert showings(made) == [alice.pk, bob.pk]


def test_no_event_holds_it(made: MadeCertificate, alice: Staff) -> None:
    show_password(certificate=made.certificate, by=alice)
    for event in made.certificate.events.all():
        assert made.password not in str(event.facts)
        assert tokens.group_password(made.password) not in str(event.facts)


def test_the_insurer_does_not_see_what_its_agency_hands_out(made: MadeCertificate, ida: Staff) -> None:
    with pytest.raises(PasswordNotYours):
        show_password(certificate=made.certificate, by=ida)
    assert showings(made) == []


def test_who_takes_it_over_sees_it(made: MadeCertificate, alice: Staff, ida: Staff) -> None:
    Certificate.objects.filter(pk=made.certificate.pk).update(agency=None)
    made.certificate.refresh_from_db()
    assert show_password(certificate=made.certificate, by=ida)
    with pytest.raises(NotFound):
        show_password(certificate=made.certificate, by=alice)


def test_strangers_the_removed_and_what_is_withdrawn_see_nothing(
    made: MadeCertificate, alice: Staff, charlie: Staff, bob: Staff
) -> None:
    with pytest.raises(NotFound):
        show_password(certificate=made.certificate, by=charlie)
    Staff.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(NotFound):
        show_password(certificate=made.certificate, by=bob)
    Certificate.objects.update(withdrawn_at=clock.now())
    with pytest.raises(NotFound):
        show_password(certificate=made.certificate, by=alice)
    assert showings(made) == []
