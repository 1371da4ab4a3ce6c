"""An obligee asks to log in: a one-time password goes to the address that was typed (D1, D2)."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock
from kakunin.foundation.errors import DomainNotRegistered, TooOften, ViewingEnded
from kakunin.foundation.mail_address import MailAddress, parse_mail_address
from kakunin.mails.one_time_password import one_time_password
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.domain import RegisteredDomain
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.viewing_key import ViewingGrant

# Mails an hour (T5). Whoever bombs an address needs the key of a certificate, so the narrow
# caps stand there and at the browser; a new password begins anew and shuts the bomber out.
# An address may be the mailbox of a whole section on 1 April, whose browsers forget
# everything each time they are closed.
MOST_AN_HOUR = {"browser": 20, "key": 20, "address": 60, "domain": 1000, "system": 20_000}
_HOUR = timedelta(hours=1)
_TOO_MANY = _(
    "ワンタイムパスワードの送信が続いたため、しばらく送信できません。1時間ほどおいて、もう一度お試しください。"
)


@transaction.atomic
def send_one_time_password(*, grant: ViewingGrant, address: str) -> OneTimePassword:
    """Mail eight digits that log this browser in; what was just sent is not sent twice.

    ``grant`` is alive, ``address`` well-formed. Raises DomainNotRegistered, TooOften.
    """
    parsed = parse_mail_address(address)
    domain = _lock(parsed, grant)
    before = _find_before(grant.browser)
    if before and before.address == _normal(parsed) and before.wait:
        if before.is_open:
            return before
        raise TooOften(before.wait)  # guessed at too often; the pause is part of the price
    return _replace(before, grant, parsed, domain)


@transaction.atomic
def send_another(*, pending: OneTimePassword) -> OneTimePassword:
    """A fresh one in place of ``pending``, after a pause; the gate need not be passed again for it.

    Once the viewing has fallen asleep, it is good no longer than the first was,
    and cannot be had after that: else the password would never be asked for
    again. Raises ViewingEnded, DomainNotRegistered, TooOften.
    """
    parsed = parse_mail_address(pending.address)
    domain = _lock(parsed, pending.grant)
    now, grant = clock.now(), ViewingGrant.objects.select_related("key__certificate").get(pk=pending.grant_id)
    over = grant.ended_at or grant.key.ended_at or grant.key.certificate.withdrawn_at
    if over or not (grant.is_alive or now < pending.expires_at):
        raise ViewingEnded
    before = _find_before(grant.browser)
    if before and before.wait:
        raise TooOften(before.wait)
    return _replace(before, grant, parsed, domain, until=None if grant.is_alive else pending.expires_at)


def _lock(address: MailAddress, grant: ViewingGrant) -> RegisteredDomain:
    """The domain's row, held until the commit like the certificate's: requests are counted one by one."""
    in_force = RegisteredDomain.objects.in_force().select_for_update(no_key=True)
    domain = in_force.filter(host=address.host).first()
    if domain is None:
        raise DomainNotRegistered(address.host)
    Certificate.objects.hold(grant.key.certificate_id)
    return domain


def _find_before(browser: uuid.UUID) -> OneTimePassword | None:
    mine = OneTimePassword.objects.filter(browser=browser, ended_at__isnull=True)
    return mine.select_related("domain").first()


def _replace(
    before: OneTimePassword | None,
    grant: ViewingGrant,
    address: MailAddress,
    domain: RegisteredDomain,
    *,
    until: datetime | None = None,
) -> OneTimePassword:
    now = clock.now()
    expires_at = until or now + settings.ONE_TIME_PASSWORD_VALID
    if before:
        before.ended_at = now
        before.save(update_fields=["ended_at"])
    fresh = OneTimePassword(
        browser=grant.browser,
        address=_normal(address),
        domain=domain,
        grant=grant,
        created_at=now,
        expires_at=expires_at,
    )
    _check_caps(fresh)
    fresh.save()
    AuditEvent.record(
        AuditEvent.Type.LOGIN_REQUESTED, by=grant.browser, about=grant.key.certificate, address=fresh.address
    )
    # Somebody waits for it; and a code that has expired is not worth a mail.
    one_time_password(fresh).enqueue(urgent=True, tried_for=expires_at - now)
    return fresh


def _check_caps(fresh: OneTimePassword) -> None:
    lately = OneTimePassword.objects.filter(created_at__gt=fresh.created_at - _HOUR)
    same = {
        "browser": Q(browser=fresh.browser),
        "key": Q(grant__key=fresh.grant.key_id),
        "address": Q(address=fresh.address),
        "domain": Q(domain=fresh.domain_id),
        "system": Q(),
    }
    for name, most in MOST_AN_HOUR.items():
        if lately.filter(same[name])[:most].count() >= most:
            raise TooOften(int(_HOUR.total_seconds()), _TOO_MANY)


def _normal(address: MailAddress) -> str:
    """In small letters throughout: no server means two people by A and a, but a cap would."""
    return str(address).lower()
