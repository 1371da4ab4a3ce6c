"""Two small things that every step needs of the database."""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models

from kakunin.foundation.errors import NotFound

M = TypeVar("M", bound=models.Model)


def get_or_not_found(rows: models.QuerySet[M], **lookup: object) -> M:
    """The one row, or NotFound: what is another's and what does not exist look alike (T13)."""
    try:
        return rows.get(**lookup)
    except ObjectDoesNotExist:
        raise NotFound from None


def require_transaction() -> None:
    """Raise RuntimeError outside a transaction: state, audit and mails go together."""
    if not connection.in_atomic_block:
        raise RuntimeError("Only inside a transaction: use @transaction.atomic on the flow.")
