"""The desk in a database of 100,000 certificates, against the desk in one of 1,000."""

from collections.abc import Iterable
from contextlib import ExitStack

from django.urls import reverse
from django.utils.http import urlencode

from bench import crowd, databases, servers
from bench.client import Client
from bench.measure import middle, ms, take_turns
from bench.report import Line, Section
from bench.world import RARE, log_in
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.web.desk import rows
from kakunin.web.desk.lists import LISTS
from tests.world import MadeCertificate

_FEW, _MANY = 1_000, 100_000
_REPETITIONS = 30
_GOAL = 1.5
_SMALL, _LARGE = "bench_desk_small", "bench_desk_large"
_AGAINST_THE_INDEX = "a word of frequent pairs that none holds"
_WORDS = {
    "a rare word": RARE,
    "a word that all hold": "舗装補修",
    "a word that none holds": "橋梁架替",
    # Each pair of letters is in every certificate, so that the index leaves them all.
    _AGAINST_THE_INDEX: "会社例示市",
}
# Fewer rows than a page holds, with few certificates.
_OF_A_SHARE = ("list ", "one day")

HOW = (
    f"Two servers on two databases of the same PostgreSQL, one with {_FEW:,} certificates and one with"
    f" {_MANY:,} (as in growth), both analysed. Over HTTP an officer of an insurer that has an eighth of"
    " all, and a clerk of an agency that has a sixteenth, open the list, a page far down, each of the lists"
    " for the back office, searches and a day; then one certificate with its history. Lists that hold a"
    " share of all have no goal: in the small database they do not fill a page, so that less is written."
    " Nor has a word made so that the index does not help."
)


def run() -> Section:
    people, made = crowd.fill({_SMALL: _FEW, _LARGE: _MANY}, agencies=2)
    lines: list[Line] = []
    with ExitStack() as stack:
        ports = {name: stack.enter_context(servers.site(name)).port for name in (_SMALL, _LARGE)}
        for who, staff in (("officer", people.officer), ("clerk", people.clerk)):
            # One after the other: a line that rests too long is hung up by the server.
            with ExitStack() as lines_open:
                few, many = (_Desk(lines_open, name, port, staff, made) for name, port in ports.items())
                lines += [_compare(who, what, few, many) for what in few.pages]
    return Section("desk", lines, HOW)


def _compare(who: str, what: str, few: "_Desk", many: "_Desk") -> Line:
    times = take_turns(_REPETITIONS, lambda: few.open(what), lambda: many.open(what))
    small, large = map(middle, times)
    told = what.startswith(_OF_A_SHARE) or what.endswith(_AGAINST_THE_INDEX)
    return Line(
        f"{who}: {what}", ms(large), f"{ms(small)} with {_FEW:,}", large / small, "×", None if told else _GOAL
    )


class _Desk:
    """Of one who is logged in, on the server of one database."""

    def __init__(
        self, stack: ExitStack, database: str, port: int, staff: Staff, made: MadeCertificate
    ) -> None:
        databases.use(database)
        self.pages = dict(_pages(staff, made))
        self._client = stack.enter_context(Client(port))
        log_in(self._client, staff)

    def open(self, what: str) -> None:
        self._client.get(self.pages[what])


def _pages(staff: Staff, made: MadeCertificate) -> Iterable[tuple[str, str]]:
    theirs = Certificate.objects.visible_to(staff).order_by("-pk")
    day = theirs[theirs.count() // 2].created_at.date().isoformat()
    # A page of older ones is left below it in both.
    far_down = theirs.reverse()[rows.PAGE_SIZE + 1].pk
    yield "list", _list()
    yield "list, further down", _list(before=far_down)
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
