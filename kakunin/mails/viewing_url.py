"""The viewing URL, to the contractor (U4)."""

from django.conf import settings
from django.utils.translation import gettext as _

from kakunin.adapters.vault import secrets
from kakunin.mails.letter import Letter
from kakunin.mails.renewal import renewal_of
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey


def viewing_url(key: ViewingKey, *, to: str) -> OutboxMail:
    """Unsaved; ``enqueue`` makes it due."""
    return OutboxMail(kind=OutboxMail.Kind.VIEWING_URL, key=key, recipient=to)


def write(mail: OutboxMail) -> Letter:
    """Holds the locator, never the password."""
    key = mail.viewing_key
    certificate = key.certificate
    locator = secrets.unseal(key.sealed_locator, context=key.locator_context).decode()
    subject = _(
        "【保証証券等確認システム】証券等閲覧用URLのご案内（保険会社名：%(insurer)s、証券番号：%(number)s）"
    ) % {"insurer": certificate.insurer.name, "number": certificate.number}
    return Letter(
        subject=subject,
        template="viewing_url",
        context={"certificate": certificate, "url": f"{settings.BASE_URL}/v/{locator}", **renewal_of(mail)},
    )
