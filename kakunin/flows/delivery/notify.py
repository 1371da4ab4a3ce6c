"""Two separate mails, never both halves of the key in one (U3)."""

from collections.abc import Iterable

from kakunin.foundation.db import require_transaction
from kakunin.mails.viewing_password import viewing_password
from kakunin.mails.viewing_url import viewing_url
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingKey


def notify_contractor_and_uploaders(*, key: ViewingKey, uploaders: Iterable[Staff]) -> None:
    """The viewing URL to each contractor's address, the viewing password to those who uploaded."""
    require_transaction()
    for contractor in key.certificate.contractor_addresses.all():
        viewing_url(key, to=contractor.address).enqueue()
    for uploader in uploaders:
        viewing_password(key, to=uploader.email).enqueue()
