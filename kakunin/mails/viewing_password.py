"""The viewing password, to the one who uploaded (U3)."""

from django.utils.translation import gettext as _

from kakunin.adapters.vault import secrets
from kakunin.foundation import tokens
from kakunin.mails.letter import Letter
from kakunin.mails.renewal import renewal_of
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey


def viewing_password(key: ViewingKey, *, to: str) -> OutboxMail:
    """Unsaved; ``enqueue`` makes it due."""
    return OutboxMail(kind=OutboxMail.Kind.VIEWING_PASSWORD, key=key, recipient=to)


def write(mail: OutboxMail) -> Letter:
    """Holds the password, never the locator."""
    key = mail.viewing_key
    certificate = key.certificate
    password = secrets.unseal(key.sealed_password, context=key.password_context).decode()
    subject = _(
        "【保証証券等確認システム】閲覧用パスワードのご案内（保険会社名：%(insurer)s、証券番号：%(number)s）"
    ) % {"insurer": certificate.insurer.name, "number": certificate.number}
    return Letter(
        subject=subject,
        template="viewing_password",
        context={
            "certificate": certificate,
            "password": tokens.group_password(password),
            **renewal_of(mail),
        },
    )
