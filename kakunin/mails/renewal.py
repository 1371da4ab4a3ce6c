"""What both mails of a key tell when it is not the certificate's first (U5)."""

from typing import Any

from kakunin.models.viewing_key import ViewingKey


def renewal_of(key: ViewingKey) -> dict[str, Any]:
    """``renewed``: another password was given out before; ``added``: the documents that came since."""
    certificate = key.certificate
    before = certificate.viewing_keys.filter(created_at__lt=key.created_at).order_by("created_at").last()
    added = certificate.documents.filter(added_at__gt=before.created_at) if before else []
    return {"renewed": before is not None, "added": list(added)}
