"""The one-time password, to the obligee's address (D2)."""

from django.utils.translation import gettext as _

from kakunin.foundation import tokens
from kakunin.mails.letter import Letter
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail


def one_time_password(password: OneTimePassword) -> OutboxMail:
    """Unsaved; ``enqueue`` makes it due."""
    return OutboxMail(
        kind=OutboxMail.Kind.ONE_TIME_PASSWORD,
        key=password.grant.key,
        one_time_password=password,
        recipient=password.address,
    )


def write(mail: OutboxMail) -> Letter:
    """Holds the digits in its text only: lists of mails show subjects to whoever looks over a shoulder."""
    password = mail.one_time_password
    assert password is not None  # noqa: S101  # for the type checker; the database holds it
    subject = _("【保証証券等確認システム】ワンタイムパスワードのご案内（受付番号：%(reference)s）")
    return Letter(
        subject=subject % {"reference": password.reference},
        template="one_time_password",
        context={
            "certificate": mail.viewing_key.certificate,
            "code": tokens.group_password(password.digits),
            "reference": password.reference,
            "address": password.address,
            "expires_at": password.expires_at,
        },
    )
