"""What both mails of a key tell when they are not the first that the receiver got (U5, U6, U8)."""

from typing import Any

from django.db.models import QuerySet

from kakunin.models.outbox import OutboxMail


def renewal_of(mail: OutboxMail) -> dict[str, Any]:
    """``renewed``: one went out with another password; ``replaced``: and with another URL.

    ``added``: the documents since then; ``again``: the very same went out before.
    """
    key, certificate = mail.viewing_key, mail.viewing_key.certificate
    sent = _sent(mail)
    last = sent.filter(key__created_at__lt=key.created_at).order_by("key__created_at").last()
    before = last.viewing_key if last else None
    added = certificate.documents.standing().filter(added_at__gt=before.created_at) if before else []
    return {
        "renewed": before is not None,
        "replaced": before is not None and before.locator_hash != key.locator_hash,
        "added": list(added),
        "again": sent.filter(key=mail.key_id).exists(),
    }


def _sent(mail: OutboxMail) -> QuerySet[OutboxMail]:
    """Of its kind. A password is its readers' common business; a contractor knows its own mails only."""
    mails = OutboxMail.objects.filter(
        kind=mail.kind, state=OutboxMail.State.SENT, key__certificate=mail.viewing_key.certificate
    ).select_related("key")
    return mails.filter(recipient=mail.recipient) if mail.kind == OutboxMail.Kind.VIEWING_URL else mails
