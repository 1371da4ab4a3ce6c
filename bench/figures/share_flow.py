"""From the viewing URL to the file and out again, by several browsers at once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from django.db import connection

from bench import databases, papers, servers
from bench.client import Answer, Client
from bench.measure import middle, ms, percentile, take_turns
from bench.report import Line, Section
from bench.world import (
    fill_in,
    gate_path,
    image_path,
    make_drawn_certificate,
    make_people,
    path_of,
    read_digits,
    unlock,
)
from kakunin.models.document import Page
from tests.world import MadeCertificate, make_domain

_BROWSERS = 8
# Below the cap on one-time passwords for one certificate in an hour, together with warming up.
_WALKS, _ROUNDS = 4, 4
_SIZE = 200_000
_DATABASE = "bench_share_flow"

HOW = (
    f"{_BROWSERS} browsers at once, each with a certificate, an obligee's address and a domain of its own,"
    " each time as a new visitor over a new connection, none waiting between its steps: gate, viewing"
    " password, start page, first page's image, login page, address, code page, code (the digits are"
    f" looked up in the database), download page, one document of {_SIZE / 1e3:.0f} KB, logout. Mails are"
    " queued; no worker runs. Against it: as many requests, over as many connections, to the bare view"
    " that reads one session and one row and returns as many bytes as the walk's answers have on average."
)


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    people, content = make_people(), papers.weighing(_SIZE)
    visitors = [_Visitor.of(number, make_drawn_certificate(people, content)) for number in range(_BROWSERS)]
    with servers.site(_DATABASE) as site, servers.bare(_DATABASE) as bare:
        first = _Steps()
        _all_at_once(site.port, partial(_share, visitors, first), walks=1)
        # A session that stays: those of the walks end with the logout.
        with Client(site.port) as client:
            unlock(client, visitors[0].made)
        row = Page.objects.values_list("pk", flat=True)[0]
        path = f"/page/{row}/{first.received // first.count}"
        ours, theirs = _Steps(), _Steps()
        times = take_turns(
            _ROUNDS,
            lambda: _all_at_once(site.port, partial(_share, visitors, ours)),
            lambda: _all_at_once(bare.port, partial(_read, client.cookies, path, len(first.times), theirs)),
            warm_up=0,
        )
    return Section("share flow", _lines(ours, theirs, *map(middle, times)), HOW)


def _lines(ours: "_Steps", theirs: "_Steps", whole: float, bare: float) -> list[Line]:
    """``whole`` and ``bare`` are the seconds of one round."""
    walks, [reads] = _BROWSERS * _WALKS, theirs.times.values()
    requests = walks * len(ours.times)
    rates = f"{requests / whole:.0f}, {walks / whole:.1f} whole walks", f"{requests / bare:.0f} bare view"
    what = f"share flow, {_BROWSERS} browsers: requests a second (bare / Kakunin)"
    steps = (_step_line(step, taken, reads) for step, taken in ours.times.items())
    return [Line(what, *rates, whole / bare), *steps]


def _step_line(step: str, taken: list[float], reads: list[float]) -> Line:
    spread = f"{ms(middle(taken))}, 99th percentile {ms(percentile(taken, 99))}"
    bare = f"{ms(middle(reads))}, {ms(percentile(reads, 99))} bare view"
    return Line(f"share flow: {step}", spread, bare, middle(taken) / middle(reads))


@dataclass(frozen=True)
class _Visitor:
    """An obligee's clerk, who was given URL and password."""

    made: MadeCertificate
    address: str

    @classmethod
    def of(cls, number: int, made: MadeCertificate) -> "_Visitor":
        """At a domain of its own."""
        host = f"city{number}.example.lg.jp"
        make_domain(host)
        return cls(made, f"keiyaku@{host}")


class _Steps:
    """How long each step took, in all walks."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}
        self.received = self.count = 0

    def take(self, name: str, move: Callable[[], Answer]) -> Answer:
        began = time.perf_counter()
        answer = move()
        self.times.setdefault(name, []).append(time.perf_counter() - began)
        self.received += len(answer.body)
        self.count += 1
        return answer


def _all_at_once(port: int, walk: Callable[[Client, int], None], walks: int = _WALKS) -> None:
    """Every browser walks so often, each time with nothing that it remembers."""

    def go(number: int) -> None:
        try:
            for _ in range(walks):
                with Client(port) as client:
                    walk(client, number)
        finally:
            # This thread's own, by which it looked up the digits.
            connection.close()

    with ThreadPoolExecutor(_BROWSERS) as threads:
        list(threads.map(go, range(_BROWSERS)))


def _share(visitors: list[_Visitor], steps: _Steps, client: Client, number: int) -> None:
    """From the gate to the logout."""
    made, address = visitors[number].made, visitors[number].address
    gate, ask, enter = gate_path(made), path_of("login:address", made), path_of("login:code", made)
    start, files = path_of("viewer:start", made), path_of("download:documents", made)
    document, leave = path_of("download:document", made, position=1), path_of("login:logout", made)
    token = steps.take("gate", lambda: client.get(gate)).token
    steps.take("viewing password", lambda: fill_in(client, gate, token, password=made.password))
    steps.take("start page", lambda: client.get(start))
    steps.take("page image", lambda: client.get(image_path(made)))
    steps.take("login page", lambda: client.get(ask))
    steps.take("address", lambda: fill_in(client, ask, token, address=address))
    steps.take("code page", lambda: client.get(enter))
    digits = read_digits(address)
    steps.take("code", lambda: fill_in(client, enter, token, code=digits))
    steps.take("download page", lambda: client.get(files))
    steps.take("document", lambda: client.get(document))
    steps.take("logout", lambda: client.post(leave, {"csrfmiddlewaretoken": token}, expect=200))


def _read(
    cookies: dict[str, str], path: str, number: int, steps: _Steps, client: Client, _browser: int
) -> None:
    """As many requests to the bare view."""
    client.cookies = dict(cookies)
    for _ in range(number):
        steps.take("bare", lambda: client.get(path))
