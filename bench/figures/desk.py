"""The desk in a database of 100,000 certificates, against the desk in one of 1,000."""

from collections.abc import Iterable
from contextlib import ExitStack

from django.urls import reverse
from django.utils.http import urlencode

from bench import crowd, databases, servers
from bench.client import Client
from bench.measure import middle, ms, take_turns
from bench.report import Line, Section
from bench.world import RARE, People, log_in
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.web.desk.lists import LISTS
from tests.world import MadeCertificate

_FEW, _MANY = 1_000, 100_000
_REPETITIONS = 30
_GOAL = 1.5
_SMALL, _LARGE = "bench_desk_small", "bench_desk_large"
_WORDS = {
    "a rare word": RARE,
    "a word that all hold": "舗装補修",
    "a word that none holds": "橋梁架替",
    # Each pair of letters is in every certificate, so that the index leaves them all.
    "a word of frequent pairs that none holds": "会社例示市",
}
# Fewer rows than a page holds, with few certificates.
_OF_A_SHARE = ("list ", "one day")

HOW = (
    f"Two servers on two databases of the same PostgreSQL, one with {_FEW:,} certificates and one with"
    f" {_MANY:,} (as in growth), both analysed. Over HTTP an officer of an insurer that has an eighth of"
    " all, and a clerk of an agency that has a fortieth, open the list, its second page, each of the lists"
    " for the back office, searches and a day; then one certificate with its history. Lists that hold a"
    " share of all have no goal: in the small database they do not fill a page, so that less is written."
)


def run() -> Section:
    people, made = crowd.fill({_SMALL: _FEW, _LARGE: _MANY})
    with ExitStack() as stack:
        lines = []
        few, many = (_Site(stack, name, people, made) for name in (_SMALL, _LARGE))
        for who in ("officer", "clerk"):
            for what in few.pages:
                lines.append(_compare(who, what, few, many))
    return Section("desk", lines, HOW)


def _compare(who: str, what: str, few: "_Site", many: "_Site") -> Line:
    times = take_turns(_REPETITIONS, lambda: few.open(who, what), lambda: many.open(who, what))
    small, large = map(middle, times)
    goal = None if what.startswith(_OF_A_SHARE) else _GOAL
    return Line(f"{who}: {what}", ms(large), f"{ms(small)} with {_FEW:,}", large / small, "×", goal)


class _Site:
    """One server on one database, with both people logged in."""

    def __init__(self, stack: ExitStack, database: str, people: People, made: MadeCertificate) -> None:
        site = stack.enter_context(servers.site(database))
        databases.use(database)
        self._clients: dict[str, Client] = {}
        self._pages: dict[str, dict[str, str]] = {}
        for who, staff in (("officer", people.officer), ("clerk", people.clerk)):
            self._clients[who] = stack.enter_context(Client(site.port))
            log_in(self._clients[who], staff)
            self._pages[who] = dict(_pages(staff, made))
        self.pages = list(self._pages["officer"])

    def open(self, who: str, what: str) -> None:
        self._clients[who].get(self._pages[who][what])


def _pages(staff: Staff, made: MadeCertificate) -> Iterable[tuple[str, str]]:
    theirs = Certificate.objects.visible_to(staff).order_by("-pk")
    middle_one = theirs[theirs.count() // 2]
    day = middle_one.created_at.date().isoformat()
    yield "list", _list()
    yield "list, further down", _list(before=middle_one.pk)
    for one in LISTS.values():
        if one.name:
            yield f"list {one.name}", _list(list=one.name)
    for what, words in _WORDS.items():
        yield f"search, {what}", _list(q=words)
    yield "list unseen, searched", _list(q="舗装補修", list="unseen")
    yield "one day", _list(since=day, until=day)
    yield "detail", reverse("desk:detail", kwargs={"uuid": made.certificate.uuid})


def _list(**asked: str | int) -> str:
    return f"{reverse('desk:list')}?{urlencode(asked)}"
