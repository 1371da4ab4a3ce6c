"""Two separate mails, and none to the obligee (U3, Q6)."""

import pytest
from django.db import transaction

from kakunin.flows.delivery.notify import notify_contractor_and_uploaders
from kakunin.models.certificate import ContractorAddress
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingKey
from tests.world import make_agency, make_certificate, make_insurer, make_staff


@pytest.fixture
def alice(db: None) -> Staff:
    return make_staff(make_agency("乙代理店", insurers=[make_insurer("甲損害保険株式会社")]))


@pytest.fixture
def key(alice: Staff) -> ViewingKey:
    """Of a certificate for whom nobody was told yet."""
    made = make_certificate(insurer=make_insurer("甲損害保険株式会社"), agency=alice.agency, by=alice)
    OutboxMail.objects.all().delete()
    Job.objects.all().delete()
    return made.certificate.viewing_keys.get()


def notify(key: ViewingKey, uploader: Staff) -> list[tuple[str, str]]:
    """Kinds and recipients of what becomes due."""
    with transaction.atomic():
        notify_contractor_and_uploaders(key=key, uploaders=[uploader])
    return list(OutboxMail.objects.values_list("kind", "recipient"))


def test_the_url_goes_to_the_contractor_and_the_password_to_the_uploader(
    key: ViewingKey, alice: Staff
) -> None:
    assert notify(key, alice) == [
        ("viewing_url", "contractor@example.co.jp"),
        ("viewing_password", alice.email),
    ]


def test_each_address_of_a_joint_venture_gets_its_own_mail(key: ViewingKey, alice: Staff) -> None:
    ContractorAddress.objects.create(certificate=key.certificate, address="partner@example.co.jp")
    recipients = [recipient for kind, recipient in notify(key, alice) if kind == "viewing_url"]
    assert recipients == ["contractor@example.co.jp", "partner@example.co.jp"]


def test_the_password_goes_to_the_one_who_uploaded_not_to_the_one_who_did_before(
    key: ViewingKey, alice: Staff
) -> None:
    bob = make_staff(alice.organisation)
    assert ("viewing_password", bob.email) in notify(key, bob)
    assert not OutboxMail.objects.filter(recipient=alice.email).exists()


def test_each_mail_waits_with_a_job_and_an_identity_of_its_own(key: ViewingKey, alice: Staff) -> None:
    notify(key, alice)
    mails = OutboxMail.objects.all()
    assert {mail.state for mail in mails} == {OutboxMail.State.WAITING}
    assert {mail.pk for mail in mails} == set(Job.objects.values_list("reference", flat=True))
    assert len({mail.message_id for mail in mails}) == 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses(key: ViewingKey, alice: Staff) -> None:
    with pytest.raises(RuntimeError):
        notify_contractor_and_uploaders(key=key, uploaders=[alice])
    assert not OutboxMail.objects.exists()
