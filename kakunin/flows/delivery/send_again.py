"""A notice was lost: the same URL or password goes out once more, unchanged (U6)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from kakunin.flows.delivery.changes import visible
from kakunin.flows.delivery.keys import key_in_force
from kakunin.flows.delivery.staff_in_charge import hold_member
from kakunin.foundation import clock
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import StillWaiting, TooOften
from kakunin.mails.viewing_password import viewing_password
from kakunin.mails.viewing_url import viewing_url
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingKey
from kakunin.policies.viewing_password import check_may_see_password

# A button pressed twice fills nobody's mailbox.
_PAUSE = timedelta(seconds=30)


@transaction.atomic
def send_url_again(*, certificate: Certificate, by: Staff) -> list[str]:
    """To each address of the contractor's for which none is waiting; these are returned.

    Raises NotFound, StillWaiting, TooOften.
    """
    certificate, by = _hold(certificate, by)
    key = key_in_force(certificate)
    addresses = [contractor.address for contractor in certificate.contractor_addresses.all()]
    due = _without_waiting(key, OutboxMail.Kind.VIEWING_URL, addresses)
    AuditEvent.record(AuditEvent.Type.URL_SENT_AGAIN, by=by, about=certificate, addresses=due)
    for address in due:
        viewing_url(key, to=address).enqueue()
    return due


@transaction.atomic
def send_password_again(*, certificate: Certificate, by: Staff) -> None:
    """To the one who asks, if its organisation may read it.

    Raises NotFound, PasswordNotYours, StillWaiting, TooOften.
    """
    certificate, by = _hold(certificate, by)
    check_may_see_password(by, certificate)
    key = key_in_force(certificate)
    _without_waiting(key, OutboxMail.Kind.VIEWING_PASSWORD, [by.email])
    AuditEvent.record(AuditEvent.Type.PASSWORD_SENT_AGAIN, by=by, about=certificate, addresses=[by.email])
    viewing_password(key, to=by.email).enqueue()


def _hold(certificate: Certificate, by: Staff) -> tuple[Certificate, Staff]:
    """Locked, so that two who press at once don't both see nothing waiting; it is no change of it."""
    by = hold_member(by)
    Certificate.objects.hold(certificate.pk)
    return get_or_not_found(visible(by), pk=certificate.pk), by


def _without_waiting(key: ViewingKey, kind: OutboxMail.Kind, addresses: Iterable[str]) -> list[str]:
    mails = key.mails.filter(kind=kind)
    if (
        last := mails.filter(state=OutboxMail.State.SENT, recipient__in=addresses)
        .order_by("created_at")
        .last()
    ):
        left = last.created_at + _PAUSE - clock.now()
        if left > timedelta():
            raise TooOften(int(left.total_seconds()) + 1)
    waiting = set(mails.filter(state=OutboxMail.State.WAITING).values_list("recipient", flat=True))
    due = [address for address in addresses if address not in waiting]
    if not due:
        raise StillWaiting
    return due
