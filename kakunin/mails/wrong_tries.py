"""Somebody enters wrong passwords or codes: to the staff in charge of the certificate (V3, T4)."""

from django.utils.translation import gettext as _

from kakunin.mails.letter import Letter
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey


def wrong_passwords(key: ViewingKey, *, to: str) -> OutboxMail:
    """At the gate; unsaved, ``enqueue`` makes it due."""
    return OutboxMail(kind=OutboxMail.Kind.WRONG_PASSWORDS, key=key, recipient=to)


def wrong_codes(key: ViewingKey, *, to: str) -> OutboxMail:
    """At the obligee's login: whoever does it has shown URL and viewing password."""
    return OutboxMail(kind=OutboxMail.Kind.WRONG_CODES, key=key, recipient=to)


def write(mail: OutboxMail) -> Letter:
    """Holds neither half of the key: it tells people who have both of them anyway."""
    certificate = mail.viewing_key.certificate
    at_the_login = mail.kind == OutboxMail.Kind.WRONG_CODES
    subject = (
        _("【保証証券等確認システム】ワンタイムパスワードの誤入力のお知らせ（証券番号：%(number)s）")
        if at_the_login
        else _("【保証証券等確認システム】閲覧用パスワードの誤入力のお知らせ（証券番号：%(number)s）")
    )
    return Letter(
        subject=subject % {"number": certificate.number},
        template="wrong_tries",
        context={"certificate": certificate, "at_the_login": at_the_login, "noticed_at": mail.created_at},
    )
