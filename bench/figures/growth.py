"""The whole walk in a database of 100,000 certificates, against the walk in one of 100."""

from collections.abc import Callable
from contextlib import ExitStack

from django.urls import reverse

from bench import crowd, databases, papers, servers
from bench.client import Client
from bench.measure import middle, ms, seconds, take_turns
from bench.report import Line, Section
from bench.world import (
    People,
    image_path,
    log_in,
    log_in_obligee,
    path_of,
    unlock,
    upload,
)
from tests.world import CLERK, MadeCertificate

_FEW, _MANY = 100, 100_000
_REPETITIONS = 80
_GOAL = 1.2
_SMALL, _LARGE = "bench_small", "bench_large"

HOW = (
    f"Two servers on two databases of the same PostgreSQL, one with {_FEW} certificates and one with"
    f" {_MANY:,} (each with its documents, pages, addresses, key, mails, events, viewings and logins; more"
    " than twenty rows), both analysed. The walk over HTTP: an agency uploads one page; a contractor unlocks"
    " with URL and password, opens the start page and a page image; an obligee who is logged in opens the"
    " download page and downloads the document; an officer of an insurer that has an eighth of all opens"
    " the desk's list and one certificate; the agency opens its list."
)


def run() -> Section:
    people, made = crowd.fill({_SMALL: _FEW, _LARGE: _MANY})
    with ExitStack() as stack:
        small = _Walk(stack, _SMALL, people, made)
        large = _Walk(stack, _LARGE, people, made)
        take_turns(_REPETITIONS, small.go, large.go, warm_up=8)
    return Section("growth", _lines(small, large), HOW)


def _lines(small: "_Walk", large: "_Walk") -> list[Line]:
    lines = []
    for step in small.times:
        few, many = middle(small.times[step]), middle(large.times[step])
        lines.append(Line(f"growth: {step}", ms(many), f"{ms(few)} with {_FEW}", many / few))
    few, many = (sum(map(middle, walk.times.values())) for walk in (small, large))
    whole = Line(
        f"the walk with {_MANY:,} certificates", ms(many), f"{ms(few)} with {_FEW}", many / few, "×", _GOAL
    )
    return [whole, *lines]


class _Walk:
    """One server on one database; remembers how long each step took."""

    def __init__(self, stack: ExitStack, database: str, people: People, made: MadeCertificate) -> None:
        self.times: dict[str, list[float]] = {}
        self._people, self._made = people, made
        self._site = stack.enter_context(servers.site(database))
        self._clerk, self._officer, self._obligee = (
            stack.enter_context(Client(self._site.port)) for _ in range(3)
        )
        log_in(self._clerk, people.clerk)
        log_in(self._officer, people.officer)
        self._token = self._clerk.get(reverse("upload:new")).token
        unlock(self._obligee, made)
        databases.use(database)  # the digits are looked up there
        log_in_obligee(self._obligee, made, CLERK)

    def go(self) -> None:
        """Once through; the reader is a new browser each time."""
        certificate = self._made.certificate.uuid
        desk, detail = reverse("desk:list"), reverse("desk:detail", kwargs={"uuid": certificate})
        start, files = path_of("viewer:start", self._made), path_of("download:documents", self._made)
        document = path_of("download:document", self._made, position=1)
        self._step("upload", lambda: upload(self._clerk, self._people, self._token, papers.text(1)))
        with Client(self._site.port) as reader:
            self._step("unlock", lambda: unlock(reader, self._made))
            self._step("start page", lambda: reader.get(start))
            self._step("page image", lambda: reader.get(image_path(self._made)))
        self._step("download page", lambda: self._obligee.get(files))
        self._step("document", lambda: self._obligee.get(document))
        self._step("insurer's list", lambda: self._officer.get(desk))
        self._step("agency's list", lambda: self._clerk.get(desk))
        self._step("certificate on the desk", lambda: self._officer.get(detail))

    def _step(self, name: str, move: Callable[[], object]) -> None:
        self.times.setdefault(name, []).append(seconds(move))
