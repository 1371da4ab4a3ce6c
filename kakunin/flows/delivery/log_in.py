"""The one-time password makes a login of this browser and address (D2-D4)."""

import hmac
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kakunin.flows.delivery import browsers, tries
from kakunin.flows.delivery.staff_in_charge import staff_in_charge
from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import CodeEnded, CodeRefused
from kakunin.mails.wrong_tries import wrong_codes
from kakunin.models.audit import AuditEvent
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import MOST_TRIES, OneTimePassword
from kakunin.models.viewing_key import ViewingGrant


def find_pending(browser: uuid.UUID) -> OneTimePassword | None:
    """What this browser asked for last and has not used; perhaps no longer good."""
    waiting = OneTimePassword.objects.filter(browser=browser, ended_at__isnull=True)
    return waiting.select_related("domain", "grant__key__certificate", "mail").first()


def find_login(browser: uuid.UUID) -> ObligeeLogin | None:
    """The login that is alive in this browser at this moment."""
    login = ObligeeLogin.objects.of_browser(browser).first()
    return login if login and login.is_alive else None


def log_in_obligee(*, pending: OneTimePassword, digits: str) -> ObligeeLogin:
    """Exactly one right entry logs in, however many come at once (T5); it also revives the viewing.

    Raises CodeRefused while tries are left, CodeEnded when this one is used,
    replaced, expired, or has been guessed at too often; TooOften, without a
    look at the digits, when too many others were wrong.
    """
    tries.check_codes_left(pending)
    if not hmac.compare_digest(tokens.read_one_time_password(digits), pending.digits):
        raise _count_wrong_try(pending)
    login = _use(pending)
    if login is None:
        raise CodeEnded
    return login


@transaction.atomic
def _use(pending: OneTimePassword) -> ObligeeLogin | None:
    now = clock.now()
    if not OneTimePassword.objects.filter(pk=pending.pk).open().update(ended_at=now):
        return None
    pending.domain.refresh_from_db()
    if pending.domain.suspended_at is not None:
        return None
    # One login a browser. Its rows are taken in the order of ``browsers``.
    ObligeeLogin.objects.filter(browser=pending.browser, ended_at__isnull=True).update(ended_at=now)
    # The mail may have taken longer than the idle time of what was open when it was asked for (D2).
    # What the reader or a new password ended stays ended.
    idle_since = pending.asked_at - settings.VIEWING_IDLE
    awake = ViewingGrant.objects.filter(browser=pending.browser, ended_at__isnull=True)
    awake.filter(last_active_at__gt=idle_since).update(last_active_at=now)
    login = ObligeeLogin.objects.create(
        browser=browsers.renew_browser(pending.browser),
        address=pending.address,
        domain=pending.domain,
        opened_at=now,
        last_active_at=now,
    )
    _record(AuditEvent.Type.LOGGED_IN, pending, by=login.browser, before=str(pending.browser))
    return login


@transaction.atomic
def _count_wrong_try(pending: OneTimePassword) -> CodeRefused | CodeEnded:
    # Returned, not raised: an error would take the count back with it.
    same = OneTimePassword.objects.filter(pk=pending.pk)
    if not same.open().update(wrong_tries=F("wrong_tries") + 1):
        return CodeEnded()
    _record(AuditEvent.Type.LOGIN_REFUSED, pending, by=pending.browser)
    if tries.count_wrong_code(pending) == tries.ALARM_AT:
        for staff in staff_in_charge(pending.grant.key.certificate):
            wrong_codes(pending.grant.key, to=staff.email).enqueue()
    left = MOST_TRIES - same.get().wrong_tries
    return CodeRefused(left) if left > 0 else CodeEnded()


def _record(type_: AuditEvent.Type, pending: OneTimePassword, *, by: uuid.UUID, **facts: str) -> None:
    AuditEvent.record(type_, by=by, about=pending.grant.key.certificate, address=pending.address, **facts)


@transaction.atomic
def log_out_obligee(*, grant: ViewingGrant) -> None:
    """Whoever sits down at this browser next finds nothing: login, codes and all viewings end (D4)."""
    browsers.end_all_of(grant.browser, at=clock.now())
    AuditEvent.record(AuditEvent.Type.LOGGED_OUT, by=grant.browser, about=grant.key.certificate)
