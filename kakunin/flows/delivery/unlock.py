"""URL and password together open a certificate for one browser (V1)."""

from django.db import transaction
from django.db.models import QuerySet

from kakunin.flows.delivery import browsers, keys, tries
from kakunin.flows.delivery.tries import Visitor
from kakunin.foundation import clock, tokens
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import KeyRefused
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.viewing_key import ViewingGrant, ViewingKey


def unlock_certificate(*, locator: str, password: str, visitor: Visitor) -> ViewingGrant:
    """Grant this browser the viewing, under a new id (T7).

    KeyRefused tells nothing of which half was wrong (T3); TooOften and
    Unavailable come before anything is compared (T4).
    """
    locator_hash = keys.hash_locator(locator.lower())
    return _unlock(locator_hash, _find_key(locator_hash), password, visitor)


def unlock_again(*, grant: ViewingGrant, password: str, visitor: Visitor) -> ViewingGrant:
    """After the idle end, or a new password: it is enough, the mail is not needed again (V4, U5).

    Raises what ``unlock_certificate`` does, and NotFound when the URL was replaced.
    """
    key = get_or_not_found(_keys_in_force(), locator_hash=grant.key.locator_hash)
    return _unlock(key.locator_hash, key, password, visitor)


def _unlock(locator_hash: str, key: ViewingKey, password: str, visitor: Visitor) -> ViewingGrant:
    tries.take_try(visitor, locator_hash=locator_hash)
    if not keys.is_password_of(key, tokens.read_password(password)):
        tries.note_wrong_password(locator_hash=locator_hash)
        raise KeyRefused
    return _grant(key, visitor)


def _find_key(locator_hash: str) -> ViewingKey:
    """The key in force, or an unsaved decoy, so that both cost the same comparison."""
    key = _keys_in_force().filter(locator_hash=locator_hash).first()
    return key or ViewingKey(password_hash="0" * 64)  # a hash that nothing has


def _keys_in_force() -> QuerySet[ViewingKey]:
    return ViewingKey.objects.filter(ended_at__isnull=True)


@transaction.atomic
def _grant(key: ViewingKey, visitor: Visitor) -> ViewingGrant:
    browser, now = browsers.renew_browser(visitor.browser), clock.now()
    grant, _ = ViewingGrant.objects.update_or_create(
        browser=browser,
        key=key,
        defaults={"opened_at": now, "last_active_at": now, "ended_at": None},
    )
    Certificate.objects.filter(pk=key.certificate_id, first_viewed_at__isnull=True).update(
        first_viewed_at=now
    )
    ObligeeLogin.objects.touch(browser)
    tries.give_back_try(visitor, locator_hash=key.locator_hash)
    before = {"before": str(visitor.browser)} if visitor.browser else {}
    AuditEvent.record(AuditEvent.Type.CERTIFICATE_UNLOCKED, by=browser, about=key.certificate, **before)
    return grant
