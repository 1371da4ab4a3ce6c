"""A browser's id, and all that hangs on it."""

import uuid
from datetime import datetime

from kakunin.foundation.db import require_transaction
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.viewing_key import ViewingGrant

# Whoever changes rows of several kinds takes them in this order, so that no two wait for each other.
_KINDS = (OneTimePassword, ObligeeLogin, ViewingGrant)


def renew_browser(known: uuid.UUID | None) -> uuid.UUID:
    """A new id for a browser that has just shown a secret; what it had moves along (T7).

    Somebody may have got a second session with the old id and left one of them
    here: from now on that id opens nothing.
    """
    require_transaction()
    fresh = uuid.uuid4()
    for kind in _KINDS if known else ():
        kind.objects.filter(browser=known).update(browser=fresh)
    return fresh


def end_all_of(browser: uuid.UUID, *, at: datetime) -> None:
    """Its code, its login and all its viewings end at this moment (D4)."""
    for kind in _KINDS:
        kind.objects.filter(browser=browser, ended_at__isnull=True).update(ended_at=at)
