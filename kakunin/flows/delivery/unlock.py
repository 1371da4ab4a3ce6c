"""URL and password together open a certificate for one browser (V1)."""

import uuid

from django.db import transaction
from django.db.models import QuerySet

from kakunin.flows.delivery import browsers, keys
from kakunin.foundation import clock, tokens
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import KeyRefused
from kakunin.models.audit import AuditEvent
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.viewing_key import ViewingGrant, ViewingKey


def unlock_certificate(*, locator: str, password: str, browser: uuid.UUID | None) -> ViewingGrant:
    """Grant this browser the viewing, under a new id; ``browser`` is the one it had, if any (T7).

    KeyRefused tells nothing of which half was wrong (T3).
    """
    key = _find_key(locator)
    if not keys.is_password_of(key, tokens.read_password(password)) or key.pk is None:
        _record_refusal(key, browser)
        raise KeyRefused
    return _grant(key, browser)


def unlock_again(*, grant: ViewingGrant, password: str) -> ViewingGrant:
    """After the idle end, or a new password: it is enough, the mail is not needed again (V4, U5)."""
    key = _find_key_of(grant)
    if not keys.is_password_of(key, tokens.read_password(password)):
        _record_refusal(key, grant.browser)
        raise KeyRefused
    return _grant(key, grant.browser)


def _find_key(locator: str) -> ViewingKey:
    """The key in force, or an unsaved decoy, so that both cost the same comparison."""
    key = _keys_in_force().filter(locator_hash=keys.hash_locator(locator.lower())).first()
    return key or ViewingKey(password_hash="0" * 64)  # a hash that nothing has


def _find_key_of(grant: ViewingGrant) -> ViewingKey:
    """The key in force with the URL that this browser was given; NotFound when that was replaced."""
    return get_or_not_found(_keys_in_force(), locator_hash=grant.key.locator_hash)


def _keys_in_force() -> QuerySet[ViewingKey]:
    return ViewingKey.objects.filter(ended_at__isnull=True).select_related("certificate__insurer")


@transaction.atomic
def _record_refusal(key: ViewingKey, browser: uuid.UUID | None) -> None:
    # A transaction of its own, before the error is raised: a refusal must not undo its trace.
    if key.pk is not None:
        AuditEvent.record(AuditEvent.Type.UNLOCK_REFUSED, by=browser, about=key.certificate)


@transaction.atomic
def _grant(key: ViewingKey, known: uuid.UUID | None) -> ViewingGrant:
    browser, now = browsers.renew_browser(known), clock.now()
    grant, _ = ViewingGrant.objects.update_or_create(
        browser=browser,
        key=key,
        defaults={"opened_at": now, "last_active_at": now, "ended_at": None},
    )
    ObligeeLogin.objects.touch(browser)
    before = {"before": str(known)} if known else {}
    AuditEvent.record(AuditEvent.Type.CERTIFICATE_UNLOCKED, by=browser, about=key.certificate, **before)
    return grant
