"""A page image with all that guards it, against a view that reads one session and one row."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench import databases, papers, servers
from bench.client import Client
from bench.measure import middle, ms, percentile, take_turns
from bench.report import Line, Section
from bench.wire import Wire
from bench.world import image_path, make_drawn_certificate, make_people, unlock
from kakunin.models.document import Page

_REPETITIONS = 2000
_ROUNDS, _REQUESTS, _READERS = 8, 200, 4
_GOAL = 2.0
_DATABASE = "bench_page_image"

HOW = (
    "`GET` of the first page's image by a browser that has unlocked the certificate: session, all"
    " middleware, grant, sealed file read, decrypted and checked. Against it: granian with the same"
    " workers and the same database, one middleware (sessions), one session and one row read, as many"
    f" bytes returned from memory. One request after the other; then {_READERS} connections at once for"
    " requests a second; then the processor time that all processes of each server took for one request."
)


@dataclass(frozen=True)
class _Target:
    """One address of one server."""

    server: servers.Server
    path: str
    headers: dict[str, str]

    @contextmanager
    def wire(self) -> Iterator[Wire]:
        with Wire(self.server.port, self.path, self.headers) as wire:
            yield wire

    def processor_seconds(self) -> float:
        """Taken so far by all processes of this server."""
        parent = psutil.Process(self.server.pid)
        times = [process.cpu_times() for process in (parent, *parent.children(recursive=True))]
        return float(sum(time_.user + time_.system for time_ in times))


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    made = make_drawn_certificate(make_people(), papers.text(1))
    page = Page.objects.get(document__certificate=made.certificate)
    with servers.site(_DATABASE) as site, servers.bare(_DATABASE) as bare, Client(site.port) as client:
        unlock(client, made)
        ours = _Target(site, image_path(made), client.headers)
        size = len(client.get(ours.path).body)
        against = _Target(bare, f"/page/{page.pk}/{size}", client.headers)
        lines = [*_one_by_one(ours, against, size), *_many_at_once(ours, against)]
    return Section("page image", lines, HOW)


def _one_by_one(ours: _Target, against: _Target, size: int) -> list[Line]:
    with ours.wire() as first, against.wire() as second:
        mine, theirs = take_turns(_REPETITIONS, first.get, second.get, warm_up=50)
    half, theirs_half = middle(mine), middle(theirs)
    slow, theirs_slow = percentile(mine, 99), percentile(theirs, 99)
    what = f"a page image of {size / 1000:.0f} KB"
    return [
        Line(f"{what}, median", ms(half), f"{ms(theirs_half)} bare view", half / theirs_half, "×", _GOAL),
        Line(f"{what}, 99th percentile", ms(slow), f"{ms(theirs_slow)} bare view", slow / theirs_slow),
    ]


def _many_at_once(ours: _Target, against: _Target) -> list[Line]:
    """Blocks of requests, taking turns; the processor time is read around them."""
    before = ours.processor_seconds(), against.processor_seconds()
    mine, theirs = take_turns(_ROUNDS, lambda: _block(ours), lambda: _block(against), warm_up=0)
    used = ours.processor_seconds() - before[0], against.processor_seconds() - before[1]
    requests = _READERS * _REQUESTS
    rate, their_rate = requests / middle(mine), requests / middle(theirs)
    each, their_each = used[0] / requests / _ROUNDS, used[1] / requests / _ROUNDS
    return [
        Line(
            f"page images a second, {_READERS} connections (bare / Kakunin)",
            f"{rate:.0f}",
            f"{their_rate:.0f} bare view",
            their_rate / rate,
        ),
        Line("processor time for a page image", ms(each), f"{ms(their_each)} bare view", each / their_each),
    ]


def _block(target: _Target) -> None:
    def read(_reader: int) -> None:
        with target.wire() as wire:
            for _ in range(_REQUESTS):
                wire.get()

    with ThreadPoolExecutor(_READERS) as readers:
        list(readers.map(read, range(_READERS)))
