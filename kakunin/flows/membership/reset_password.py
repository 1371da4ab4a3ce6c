"""Whoever has forgotten the password chooses another, by a link sent to the account's address (U1, T7).

The second factor stays as it is, and is asked for at the login that follows.
"""

import secrets

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import models, transaction

from kakunin.flows.membership import organisations
from kakunin.foundation.errors import PasswordResetEnded
from kakunin.mails.password_reset import password_reset
from kakunin.models.audit import AuditEvent
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff


@transaction.atomic
def ask_password_reset(*, address: str) -> None:
    """``address`` in small letters. The same work whether anybody has it or not: the rest is the worker's.

    So neither the answer nor its time tells who is staff; who asks too often is stopped before.
    """
    staff = Staff.objects.filter(email=address).first()
    reference = staff.pk if staff else -1 - secrets.randbelow(2**62)  # nobody's
    Job.objects.enqueue(Job.Kind.OFFER_PASSWORD_RESET, reference, urgent=True)


@transaction.atomic
def offer_password_reset(staff_id: int) -> None:
    """The mail with the link, to one who is there; whoever asked is not known."""
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return
    event = AuditEvent.record(
        AuditEvent.Type.PASSWORD_RESET_ASKED,
        by=None,
        about=staff.organisation,
        **organisations.facts_of(staff),
    )
    # Somebody waits for it; and a link that comes later is not expected any more.
    password_reset(event, to=staff.email).enqueue(urgent=True, tried_for=settings.PASSWORD_RESET_VALID)


def find_password_reset(*, staff: int, token: str) -> Staff:
    """Whose password this link sets. Raises PasswordResetEnded: used, expired, never given out, or left."""
    return _find(Staff.objects.all(), staff, token)


@transaction.atomic
def reset_password(*, staff: int, token: str, password: str) -> Staff:
    """All logins end at their next request, and the owner is told; of several at once, one sets it.

    Raises PasswordResetEnded.
    """
    found = _find(Staff.objects.select_for_update(no_key=True), staff, token)
    found.set_password(password)
    found.save(update_fields=["password"])
    found.sessions.all().delete()
    event = AuditEvent.record(
        AuditEvent.Type.PASSWORD_RESET_DONE,
        by=found,
        about=found.organisation,
        **organisations.facts_of(found),
    )
    organisations.tell_all(OutboxMail.Kind.PASSWORD_CHANGED, event, [found])
    return found


def _find(people: models.QuerySet[Staff], number: int, token: str) -> Staff:
    found = people.filter(pk=number, is_active=True).first()
    if found is None or not default_token_generator.check_token(found, token):
        raise PasswordResetEnded
    return found
