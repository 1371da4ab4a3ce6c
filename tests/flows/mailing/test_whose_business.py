"""A mail that waits is not sent to one whose business it is not any more (U1, T13)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from kakunin.flows.mailing.send import send_mail
from kakunin.flows.membership.end_contract import end_contract
from kakunin.flows.membership.move_certificates import Office, move_certificates
from kakunin.flows.membership.start_contract import renew_contract
from kakunin.foundation import clock
from kakunin.mails.wrong_tries import wrong_codes, wrong_passwords
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests.mail_server import MailServer
from tests.world import (
    MadeCertificate,
    make_administrator,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        server.use(settings)
        yield server


@pytest.fixture
def insurer() -> Insurer:
    return make_insurer("甲損害保険株式会社")


@pytest.fixture
def ines(insurer: Insurer) -> Staff:
    return make_administrator(insurer, "保険 イネス")


@pytest.fixture
def agency(insurer: Insurer) -> Agency:
    return make_agency("乙代理店", insurers=[insurer])


@pytest.fixture
def made(insurer: Insurer, agency: Agency) -> MadeCertificate:
    """Its mails are due; two alarms as well."""
    alice = make_staff(agency, "アリス")
    made = make_certificate(insurer=insurer, agency=agency, by=alice)
    key = made.certificate.viewing_keys.get()
    with transaction.atomic():
        wrong_passwords(key, to=alice.email).enqueue()
        wrong_codes(key, to=alice.email).enqueue()
    return made


def end(agency: Agency, ines: Staff) -> None:
    end_contract(agency=agency.pk, ends_on=clock.today() - timedelta(days=1), by=ines)


def end_move_and_renew(agency: Agency, ines: Staff) -> None:
    end(agency, ines)
    move_certificates(agency=agency.pk, to=None, office=Office("甲", "03", "乙"), by=ines)
    renew_contract(agency=agency.pk, starts_on=clock.today(), by=ines)


def sent(made: MadeCertificate) -> set[str]:
    mails = OutboxMail.objects.filter(key__certificate=made.certificate)
    for mail in mails:
        send_mail(mail.pk)
    return set(mails.filter(state=OutboxMail.State.SENT).values_list("kind", flat=True))


def test_while_the_contract_runs_all_are_sent(server: MailServer, made: MadeCertificate) -> None:
    assert sent(made) == {"viewing_url", "viewing_password", "wrong_passwords", "wrong_codes"}


@pytest.mark.parametrize("what", [end, end_move_and_renew])
def test_neither_password_nor_alarm_goes_to_an_agency_that_has_left(
    server: MailServer,
    agency: Agency,
    made: MadeCertificate,
    ines: Staff,
    what: Callable[[Agency, Staff], None],
) -> None:
    what(agency, ines)
    assert sent(made) == {"viewing_url"}
    cancelled = OutboxMail.objects.filter(state=OutboxMail.State.CANCELLED).values_list("kind", flat=True)
    assert set(cancelled) == {"viewing_password", "wrong_passwords", "wrong_codes"}


def test_nor_to_one_who_has_left(server: MailServer, made: MadeCertificate) -> None:
    Staff.objects.update(is_active=False)
    assert sent(made) == {"viewing_url"}
