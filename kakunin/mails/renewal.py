"""What both mails of a key tell when they are not the first that the receiver got (U5)."""

from typing import Any

from kakunin.models.outbox import OutboxMail


def renewal_of(mail: OutboxMail) -> dict[str, Any]:
    """``renewed``: a mail of this kind went out with another password; ``added``: the documents since."""
    certificate = mail.viewing_key.certificate
    sent = OutboxMail.objects.filter(
        kind=mail.kind,
        state=OutboxMail.State.SENT,
        key__certificate=certificate,
        key__created_at__lt=mail.viewing_key.created_at,
    )
    last = sent.select_related("key").order_by("key__created_at").last()
    added = certificate.documents.filter(added_at__gt=last.viewing_key.created_at) if last else []
    return {"renewed": last is not None, "added": list(added)}
