"""What the desk's list reads from columns of their own: the first viewing, the mails that count."""

import pytest
from django.db import transaction

from kakunin.flows.delivery import keys
from kakunin.flows.delivery.tries import Visitor
from kakunin.flows.delivery.unlock import unlock_certificate
from kakunin.mails.viewing_url import viewing_url
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from tests.world import MadeCertificate, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> MadeCertificate:
    insurer = make_insurer("例示損害保険株式会社")
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


def current(made: MadeCertificate) -> list[tuple[str, str]]:
    mails = OutboxMail.objects.filter(key__certificate=made.certificate, is_current=True)
    return list(mails.values_list("kind", "recipient"))


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
        again = viewing_url(made.certificate.viewing_keys.get(), to="contractor@example.co.jp").enqueue()
    assert sorted(current(made)) == sorted(before)
    assert OutboxMail.objects.get(kind="viewing_url", is_current=True) == again


def test_a_mail_to_another_address_does_not_stand_for_this_one(made: MadeCertificate) -> None:
    with transaction.atomic():
        viewing_url(made.certificate.viewing_keys.get(), to="other@example.co.jp").enqueue()
    assert OutboxMail.objects.filter(kind="viewing_url", is_current=True).count() == 2


def test_no_mail_of_an_ended_key_counts(made: MadeCertificate) -> None:
    with transaction.atomic():
        keys.replace_password(made.certificate)
    assert current(made) == []
