"""Wrong entries cost the one who makes them time, and nobody else (V3, T2-T5).

Why so: docs/adr/0011-wrong-tries.md.
"""

import math
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import Text, TooOften, Unavailable
from kakunin.models.job import Job
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.wrong_tries import WrongTries

# Seconds to wait after so many tries at one gate; the last holds for all that follow.
PAUSES = (0, 0, 0, 5, 10, 20, 40, 60)
_FORGOTTEN = timedelta(hours=1)  # after the last try

# A whole prefecture may stand behind one address, so this is wide: the password's 59 bits
# need no more. Browsers that have opened something before are not bound by it.
MOST_OF_AN_ORIGIN = 2000
_ORIGIN_WINDOW = timedelta(minutes=10)

# Wrong passwords or codes of one key in a day before staff are told.
ALARM_AT = 10

_KEY = "key:"
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
# Wrong one-time passwords in a time; each is one in a hundred million (T5). Whoever guesses has the
# key of some certificate: it must end there, before it uses up what a whole domain needs.
MOST_WRONG_CODES = {"key": (60, _DAY), "domain": (1000, _HOUR), "system": (10_000, _HOUR)}
_CODES_SPENT = _(
    "ワンタイムパスワードの誤入力が続いたため、ログインを一時的に止めています。お急ぎのときは、受注者にご連絡ください。"
)


@dataclass(frozen=True)
class Visitor:
    """Who stands at the gate, as well as that can be told.

    ``browser`` has opened something before; ``cookie`` is what protects its
    forms, new to each browser and free to choose; ``origin`` is a network address.
    """

    browser: uuid.UUID | None = None
    cookie: str = ""
    origin: str = ""

    @property
    def name(self) -> str:
        """The first of them that there is."""
        if self.browser:
            return f"browser:{self.browser}"
        return f"cookie:{self.cookie}" if self.cookie else f"origin:{self.origin}"


def take_try(visitor: Visitor, *, locator_hash: str) -> None:
    """Counted before anything is compared, so that a hundred at once are a hundred tries.

    Asking during a pause neither counts nor makes it longer. Raises TooOften,
    and Unavailable when nothing can be counted: uncounted, nobody gets in (T4).
    """
    with _or_unavailable(), transaction.atomic():
        mine = WrongTries.objects.hold(_visitors(visitor, locator_hash), lasting=_FORGOTTEN)
        pause = PAUSES[min(mine.count, len(PAUSES) - 1)]
        _refuse_until(mine.expires_at - _FORGOTTEN + timedelta(seconds=pause))
        theirs = WrongTries.objects.hold(_origins(visitor), lasting=_ORIGIN_WINDOW)
        if visitor.browser is None and theirs.count >= MOST_OF_AN_ORIGIN:
            _refuse_until(theirs.expires_at)
        mine.expires_at = clock.now() + _FORGOTTEN
        mine.add()
        theirs.add()


def give_back_try(visitor: Visitor, *, locator_hash: str) -> None:
    """It was right: nothing of it counts. Inside the transaction of what it opens."""
    WrongTries.objects.filter(whose=_visitors(visitor, locator_hash)).delete()
    WrongTries.objects.filter(whose=_origins(visitor), count__gt=0).update(count=F("count") - 1)


@transaction.atomic
def note_wrong_password(*, locator_hash: str) -> None:
    """The same for a URL that exists and one that does not: the worker finds out whose it was (T3)."""
    tries = WrongTries.objects.hold(f"{_KEY}{locator_hash}", lasting=_DAY)
    tries.add()
    Job.objects.enqueue(Job.Kind.REPORT_WRONG_TRIES, tries.pk)


def locator_hash_of(counted: WrongTries) -> str:
    """Of the viewing URL whose wrong passwords these are."""
    return counted.whose.removeprefix(_KEY)


def check_codes_left(pending: OneTimePassword) -> None:
    """Raises TooOften while this key, domain or the whole system has seen too many wrong codes."""
    names = _codes(pending)
    for tries in WrongTries.objects.filter(whose__in=names):
        most, _lasting = MOST_WRONG_CODES[names[tries.whose]]
        if tries.count >= most:
            _refuse_until(tries.expires_at, _CODES_SPENT)


def count_wrong_code(pending: OneTimePassword) -> int:
    """How many of the same key there are now; inside the transaction that counts it at the code itself."""
    counted = {}
    for name, word in _codes(pending).items():
        counted[word] = WrongTries.objects.hold(name, lasting=MOST_WRONG_CODES[word][1]).add()
    return counted["key"]


def _codes(pending: OneTimePassword) -> dict[str, str]:
    """The three counts that a wrong code belongs to, in the order in which they are locked."""
    return {
        f"codes:key:{pending.grant.key_id}": "key",
        f"codes:domain:{pending.domain_id}": "domain",
        "codes:system": "system",
    }


def _visitors(visitor: Visitor, locator_hash: str) -> str:
    return tokens.keyed_hash(settings.PEPPER, "visitor at a gate", f"{locator_hash}:{visitor.name}")


def _origins(visitor: Visitor) -> str:
    return tokens.keyed_hash(settings.PEPPER, "origin", visitor.origin)


def _refuse_until(moment: datetime, message: Text | None = None) -> None:
    left = math.ceil((moment - clock.now()).total_seconds())
    if left > 0:
        raise TooOften(left, message)


@contextmanager
def _or_unavailable() -> Iterator[None]:
    try:
        yield
    except DatabaseError as failure:
        raise Unavailable from failure
