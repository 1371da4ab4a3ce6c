"""Making, replacing, finding and reading the key to a certificate."""

import hmac
import uuid

from django.conf import settings

from kakunin.adapters.vault import secrets
from kakunin.foundation import clock, tokens
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey


def make_key(certificate: Certificate) -> ViewingKey:
    """A fresh URL and password; both rest sealed, beside keyed hashes to find and check them."""
    return _make_key(certificate, tokens.new_locator())


def key_in_force(certificate: Certificate) -> ViewingKey:
    """There is always one; its URL and password are in their receivers' hands."""
    return ViewingKey.objects.get(certificate=certificate, ended_at__isnull=True)


def replace_password(certificate: Certificate) -> ViewingKey:
    """The same URL with a new password (U5).

    The old key ends, and with it every viewing that it opened; its mails that
    still wait are called off. Inside a transaction that holds the certificate's row.
    """
    old = _end_key(certificate)
    return _make_key(certificate, secrets.unseal(old.sealed_locator, context=old.locator_context).decode())


def replace_key(certificate: Certificate) -> ViewingKey:
    """A new URL too (U8): to holders of the old one it looks like one that never was (T3)."""
    _end_key(certificate)
    return make_key(certificate)


def _end_key(certificate: Certificate) -> ViewingKey:
    old = key_in_force(certificate)
    old.ended_at = clock.now()
    old.save(update_fields=["ended_at"])
    for mail in old.mails.filter(state=OutboxMail.State.WAITING, one_time_password__isnull=True):
        mail.call_off()
    old.mails.update(is_current=False)
    OutboxMail.objects.note_failures([certificate.pk])
    return old


def _make_key(certificate: Certificate, locator: str) -> ViewingKey:
    password = tokens.new_password()
    key = ViewingKey(uuid=uuid.uuid4(), certificate=certificate, created_at=clock.now())
    key.locator_hash = hash_locator(locator)
    key.password_hash = _hash_password(key, password)
    key.sealed_locator = secrets.seal(locator.encode(), context=key.locator_context)
    key.sealed_password = secrets.seal(password.encode(), context=key.password_context)
    key.save()
    return key


def hash_locator(locator: str) -> str:
    """By this the database finds a key without knowing any locator."""
    return tokens.keyed_hash(settings.PEPPER, "locator", locator)


def is_password_of(key: ViewingKey, password: str) -> bool:
    """In constant time; ``password`` as ``tokens.read_password`` gives it."""
    return hmac.compare_digest(key.password_hash, _hash_password(key, password))


def _hash_password(key: ViewingKey, password: str) -> str:
    return tokens.keyed_hash(settings.PEPPER, "password", f"{key.uuid}:{password}")
