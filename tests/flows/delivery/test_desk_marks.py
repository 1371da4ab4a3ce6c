"""What the desk's list reads from columns of their own: the first viewing, the mails that count."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from kakunin.flows.delivery import keys
from kakunin.flows.delivery.correct_addresses import correct_addresses
from kakunin.flows.delivery.replace_password import replace_password
from kakunin.flows.delivery.send_again import send_url_again
from kakunin.flows.delivery.tries import Visitor
from kakunin.flows.delivery.unlock import unlock_certificate
from kakunin.flows.mailing.send import give_up_mail
from kakunin.flows.membership.move_certificates import Office, move_certificates
from kakunin.foundation import clock
from kakunin.mails.viewing_url import viewing_url
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import AgencyContract
from kakunin.models.staff import Staff
from tests.databases import at_once, needs_postgresql
from tests.world import (
    MadeCertificate,
    make_administrator,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
)

pytestmark = pytest.mark.django_db


FIRST, SECOND = "first@example.co.jp", "second@example.co.jp"


@pytest.fixture
def alice() -> Staff:
    return make_staff(make_agency(insurers=[make_insurer()]))


@pytest.fixture
def made(alice: Staff) -> MadeCertificate:
    return make_certificate(insurer=make_insurer(), agency=alice.agency, by=alice, addresses=[FIRST, SECOND])


def current(made: MadeCertificate) -> list[tuple[str, str]]:
    mails = OutboxMail.objects.filter(key__certificate=made.certificate, is_current=True)
    return list(mails.values_list("kind", "recipient"))


def give_up(made: MadeCertificate, *recipients: str) -> None:
    """These get no URL."""
    urls = OutboxMail.objects.filter(key__certificate=made.certificate, kind=OutboxMail.Kind.VIEWING_URL)
    for mail in urls.filter(recipient__in=recipients, is_current=True):
        give_up_mail(mail.pk)


def failed(made: MadeCertificate) -> bool:
    """What the list shows; always what the mails say themselves."""
    undelivered = OutboxMail.objects.undelivered().filter(key__certificate=made.certificate)
    noted = Certificate.objects.get(pk=made.certificate.pk).mail_failed
    assert noted == undelivered.exists()
    return noted


def test_the_first_viewing_is_kept_and_later_ones_change_nothing(made: MadeCertificate) -> None:
    moments = []
    for _ in range(2):
        visitor = Visitor()
        unlock_certificate(locator=made.locator, password=made.password, visitor=visitor)
        moments.append(Certificate.objects.get(pk=made.certificate.pk).first_viewed_at)
    assert moments[0] is not None
    assert moments[0] == moments[1]


def test_a_mail_sent_again_counts_instead_of_the_one_before(made: MadeCertificate) -> None:
    before = current(made)
    with transaction.atomic():
        again = viewing_url(made.certificate.viewing_keys.get(), to=FIRST).enqueue()
    assert sorted(current(made)) == sorted(before)
    assert OutboxMail.objects.get(kind="viewing_url", recipient=FIRST, is_current=True) == again


def test_a_mail_to_another_address_does_not_stand_for_this_one(made: MadeCertificate) -> None:
    with transaction.atomic():
        viewing_url(made.certificate.viewing_keys.get(), to="other@example.co.jp").enqueue()
    assert OutboxMail.objects.filter(kind="viewing_url", is_current=True).count() == 3


def test_no_mail_of_an_ended_key_counts(made: MadeCertificate) -> None:
    with transaction.atomic():
        keys.replace_password(made.certificate)
    assert current(made) == []


def test_a_failure_is_noted_until_the_last_is_put_right(made: MadeCertificate, alice: Staff) -> None:
    assert not failed(made)
    give_up(made, FIRST, SECOND)
    assert failed(made)
    certificate = made.certificate
    correct_addresses(certificate=certificate, version=1, addresses=[SECOND], by=alice)
    assert failed(made)
    send_url_again(certificate=certificate, by=alice)
    assert not failed(made)
    give_up(made, SECOND)
    assert failed(made)
    replace_password(certificate=certificate, version=2, by=alice)
    assert not failed(made)


def test_a_mail_that_is_sent_or_called_off_is_no_failure(made: MadeCertificate) -> None:
    for mail in OutboxMail.objects.all():
        mail.call_off()
    assert not failed(made)


def test_what_the_former_agency_did_not_get_is_no_failure_of_the_next(
    made: MadeCertificate, alice: Staff
) -> None:
    give_up_mail(OutboxMail.objects.get(kind=OutboxMail.Kind.VIEWING_PASSWORD).pk)
    assert failed(made)
    insurer = made.certificate.insurer
    officer = make_administrator(insurer)
    AgencyContract.objects.update(ends_on=clock.today() - timedelta(days=1))
    move_certificates(
        agency=made.certificate.agency_id or 0, to=None, office=Office("甲", "03", "乙"), by=officer
    )
    assert not failed(made)


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_mails_that_fail_and_are_replaced_at_once_none_is_forgotten(
    made: MadeCertificate, alice: Staff
) -> None:
    for _ in range(8):
        with transaction.atomic():
            key = keys.replace_password(made.certificate)
            mails = [viewing_url(key, to=address).enqueue() for address in (FIRST, SECOND)]
        give_up(made, FIRST)
        at_once(
            partial(give_up_mail, mails[1].pk),
            partial(send_url_again, certificate=made.certificate, by=alice),
        )
        failed(made)  # true or not, whoever came first; never otherwise than the mails say
