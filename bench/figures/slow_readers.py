"""What a reader costs who has asked for a large document and does not take it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import psutil

from bench import databases, papers, servers
from bench.client import Client
from bench.measure import middle, ms, peak_of, seconds
from bench.report import Line, Section
from bench.wire import Wire
from bench.world import log_in_obligee, make_documents, make_people, path_of, unlock
from tests.world import CLERK, MadeCertificate, make_domain

_SIZE = 20_000_000
_READERS = 2
_VISITS = 60
_WARM_UP = 12
_DATABASE = "bench_slow_readers"

HOW = (
    f"{_READERS} clients ask for a document of {_SIZE / 1e6:.0f} MB, read the head of the answer and then"
    " nothing. Held is what all web processes have for themselves alone (USS) while nobody takes the"
    f" answers, less what they had after {_WARM_UP} such downloads one after the other; highest is the"
    " most that a process had during those (peak of RSS), less that before them. Meanwhile another"
    " browser opens the download page, each time over a new connection, as it did before."
)


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    make_domain()
    made = make_documents(make_people(), papers.weighing(_SIZE))
    with servers.site(_DATABASE) as site, Client(site.port) as client:
        unlock(client, made)
        log_in_obligee(client, made, CLERK)
        return Section("slow readers", _measure(site, client, made), HOW)


def _measure(site: servers.Server, client: Client, made: MadeCertificate) -> list[Line]:
    ask = partial(Wire, site.port, path_of("download:document", made, position=1), client.headers)
    visit = partial(_visit, site.port, client.cookies, path_of("download:documents", made))
    low = _peak(site)
    for _ in range(_WARM_UP):
        with ask() as wire:
            wire.weigh()
    peak, before, alone = _peak(site) - low, _own_memory(site), _middle_of(visit)
    with _readers_that_stop(ask):
        held, beside = _own_memory(site) - before, _middle_of(visit)
    return [
        _memory_line(f"memory held for {_READERS} readers who stopped", held, _READERS * _SIZE),
        _memory_line("highest memory of a web process during one download", peak, _SIZE),
        Line("another page meanwhile", ms(beside), f"{ms(alone)} without them", beside / alone),
    ]


@contextmanager
def _readers_that_stop(ask: Callable[[], Wire]) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(_READERS):
            stack.enter_context(ask()).ask()
        # What made the answers is let go a moment after their first bytes.
        time.sleep(0.5)
        yield


def _visit(port: int, cookies: dict[str, str], path: str) -> float:
    with Client(port) as client:
        client.cookies = dict(cookies)
        return seconds(lambda: client.get(path))


def _middle_of(visit: Callable[[], float]) -> float:
    return middle([visit() for _ in range(_VISITS)])


def _memory_line(what: str, taken: int, size: int) -> Line:
    return Line(what, f"{taken / 1e6:.0f} MB", f"{size / 1e6:.0f} MB of documents", taken / size)


def _own_memory(site: servers.Server) -> int:
    """Of all web processes together, in bytes."""
    return sum(process.memory_full_info().uss for process in _processes(site))


def _peak(site: servers.Server) -> int:
    """The highest of the web processes, in bytes."""
    return max(map(peak_of, _processes(site)))


def _processes(site: servers.Server) -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(site.pid).children()
    return found
