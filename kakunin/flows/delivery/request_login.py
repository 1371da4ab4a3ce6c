"""An obligee asks to log in: a one-time password goes to the address that was typed (D1, D2)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock
from kakunin.foundation.errors import DomainNotRegistered, TooOften
from kakunin.foundation.mail_address import MailAddress, parse_mail_address
from kakunin.mails.one_time_password import one_time_password
from kakunin.models.audit import AuditEvent
from kakunin.models.domain import RegisteredDomain
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.viewing_key import ViewingGrant

# Mails an hour (T5). Whoever bombs an address needs the key of a certificate, so the narrow
# caps stand there and at the browser. An address may be the mailbox of a whole section on
# 1 April, whose browsers forget everything each time they are closed.
MOST_AN_HOUR = {"browser": 20, "grant__key__certificate": 20, "address": 60, "domain": 1000}
_HOUR = timedelta(hours=1)
_TOO_MANY = _(
    "ワンタイムパスワードの送信が続いたため、しばらく送信できません。1時間ほどおいて、もう一度お試しください。"
)


@transaction.atomic
def send_one_time_password(*, grant: ViewingGrant, address: str) -> OneTimePassword:
    """Mail eight digits that log this browser in; what was just sent is not sent twice.

    ``address`` is well-formed. Raises DomainNotRegistered, TooOften.
    """
    parsed = parse_mail_address(address)
    domain = _lock_domain(parsed)
    before = _find_before(grant, parsed)
    if before and before.is_open and before.wait:
        return before
    return _replace(before, grant, parsed, domain)


@transaction.atomic
def send_another(*, pending: OneTimePassword) -> OneTimePassword:
    """A fresh one in place of ``pending``, after a pause; raises DomainNotRegistered, TooOften."""
    parsed = parse_mail_address(pending.address)
    domain = _lock_domain(parsed)
    before = _find_before(pending.grant, parsed)
    if before and before.wait:
        raise TooOften(before.wait)
    return _replace(before, pending.grant, parsed, domain)


def _lock_domain(address: MailAddress) -> RegisteredDomain:
    """The domain's row, held until the commit: requests are counted one after the other."""
    in_force = RegisteredDomain.objects.in_force().select_for_update(no_key=True)
    domain = in_force.filter(host=address.host).first()
    if domain is None:
        raise DomainNotRegistered(address.host)
    return domain


def _find_before(grant: ViewingGrant, address: MailAddress) -> OneTimePassword | None:
    mine = OneTimePassword.objects.filter(browser=grant.browser, address=_normal(address))
    return mine.filter(ended_at__isnull=True).select_related("domain").first()


def _replace(
    before: OneTimePassword | None, grant: ViewingGrant, address: MailAddress, domain: RegisteredDomain
) -> OneTimePassword:
    now = clock.now()
    if before:
        before.ended_at = now
        before.save(update_fields=["ended_at"])
    fresh = OneTimePassword(
        browser=grant.browser,
        address=_normal(address),
        domain=domain,
        grant=grant,
        created_at=now,
        expires_at=now + settings.ONE_TIME_PASSWORD_VALID,
    )
    _check_caps(fresh)
    fresh.save()
    AuditEvent.record(
        AuditEvent.Type.LOGIN_REQUESTED, by=grant.browser, about=grant.key.certificate, address=fresh.address
    )
    # Somebody waits for it; and a code that has expired is not worth a mail.
    one_time_password(fresh).enqueue(urgent=True, tried_for=settings.ONE_TIME_PASSWORD_VALID)
    return fresh


def _check_caps(fresh: OneTimePassword) -> None:
    lately = OneTimePassword.objects.filter(created_at__gt=fresh.created_at - _HOUR)
    values = {
        "browser": fresh.browser,
        "grant__key__certificate": fresh.grant.key.certificate_id,
        "address": fresh.address,
        "domain": fresh.domain_id,
    }
    for name, most in MOST_AN_HOUR.items():
        if lately.filter(**{name: values[name]}).count() >= most:
            raise TooOften(int(_HOUR.total_seconds()), _TOO_MANY)


def _normal(address: MailAddress) -> str:
    """In small letters throughout: no server means two people by A and a, but a cap would."""
    return str(address).lower()
