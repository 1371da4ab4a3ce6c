"""A new password, or a new URL with it (U6, U8)."""

from collections.abc import Callable
from typing import Any

import pytest

from kakunin.flows.delivery.replace_password import replace_password
from kakunin.flows.delivery.replace_url import replace_url
from kakunin.flows.delivery.tries import Visitor
from kakunin.flows.delivery.unlock import unlock_again
from kakunin.flows.delivery.view import find_grant
from kakunin.foundation.errors import ChangedMeanwhile, KeyRefused, NotFound
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.world import MadeCertificate, open_viewing, reveal

pytestmark = pytest.mark.django_db
URL, PASS = OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD
State = OutboxMail.State
Replace = Callable[..., Certificate]


def with_new_url(**how: Any) -> Certificate:
    return replace_url(addresses=["right@example.co.jp"], **how)


BOTH = pytest.mark.parametrize("replace", [replace_password, with_new_url])


def waiting(kind: OutboxMail.Kind) -> list[str]:
    return sorted(mail.recipient for mail in OutboxMail.objects.filter(kind=kind, state=State.WAITING))


@BOTH
def test_the_old_password_opens_nothing_and_what_it_opened_ends(
    made: MadeCertificate, alice: Staff, replace: Replace
) -> None:
    grant = open_viewing(made)
    replace(certificate=made.certificate, version=1, by=alice)
    grant.refresh_from_db()
    assert not grant.is_alive
    with pytest.raises(KeyRefused):
        open_viewing(made)
    assert open_viewing(reveal(made.certificate)).is_alive


def test_with_a_new_password_the_url_stays(made: MadeCertificate, alice: Staff) -> None:
    replace_password(certificate=made.certificate, version=1, by=alice)
    new = reveal(made.certificate)
    assert new.locator == made.locator
    assert new.password != made.password
    assert waiting(URL) == ["right@example.co.jp", "wrong@example.co.jp"]


def test_with_a_new_url_the_old_one_is_unknown_even_to_who_unlocked_it(
    made: MadeCertificate, alice: Staff
) -> None:
    grant = open_viewing(made)
    with_new_url(certificate=made.certificate, version=1, by=alice)
    new = reveal(made.certificate)
    assert new.locator != made.locator
    assert new.password != made.password
    with pytest.raises(NotFound):
        find_grant(browser=grant.browser, certificate=made.certificate.uuid)
    with pytest.raises(NotFound):
        unlock_again(grant=grant, password=new.password, visitor=Visitor(grant.browser))
    assert waiting(URL) == ["right@example.co.jp"]


@BOTH
def test_both_mails_are_due_and_those_of_the_old_key_called_off(
    made: MadeCertificate, alice: Staff, bob: Staff, replace: Replace
) -> None:
    replace(certificate=made.certificate, version=1, by=bob)
    assert waiting(PASS) == sorted([alice.email, bob.email])
    old = OutboxMail.objects.filter(key__ended_at__isnull=False)
    assert {mail.state for mail in old} == {State.CANCELLED}


@BOTH
def test_an_insurer_that_replaces_it_does_not_learn_it(
    made: MadeCertificate, alice: Staff, ida: Staff, replace: Replace
) -> None:
    replace(certificate=made.certificate, version=1, by=ida)
    assert waiting(PASS) == [alice.email]


@BOTH
def test_when_the_uploader_has_left_its_organisation_gets_it(
    made: MadeCertificate, alice: Staff, bob: Staff, ida: Staff, replace: Replace
) -> None:
    Staff.objects.filter(pk=alice.pk).update(is_active=False)
    replace(certificate=made.certificate, version=1, by=ida)
    assert waiting(PASS) == [bob.email]


@BOTH
def test_who_is_second_is_told_and_the_first_ones_key_stays(
    made: MadeCertificate, alice: Staff, bob: Staff, replace: Replace
) -> None:
    replace(certificate=made.certificate, version=1, by=alice)
    first = reveal(made.certificate)
    with pytest.raises(ChangedMeanwhile):
        replace(certificate=made.certificate, version=1, by=bob)
    assert reveal(made.certificate) == first


@BOTH
def test_to_strangers_there_is_no_such_certificate(
    made: MadeCertificate, charlie: Staff, replace: Replace
) -> None:
    with pytest.raises(NotFound):
        replace(certificate=made.certificate, version=1, by=charlie)
    assert reveal(made.certificate).password == made.password


def test_what_was_replaced_is_on_record(made: MadeCertificate, alice: Staff) -> None:
    replace_password(certificate=made.certificate, version=1, by=alice)
    with_new_url(certificate=made.certificate, version=2, by=alice)
    last = made.certificate.events.get(type=AuditEvent.Type.URL_REPLACED)
    assert last.facts["removed"] == ["wrong@example.co.jp"]
    assert made.certificate.events.filter(type=AuditEvent.Type.PASSWORD_REPLACED).count() == 1
