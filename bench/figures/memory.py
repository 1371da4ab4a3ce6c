"""Memory of web server and worker over many uploads, their drawing included."""

import time
from dataclasses import dataclass

import psutil
from django.urls import reverse

from bench import databases, papers, servers
from bench.client import Client
from bench.measure import peak_of
from bench.report import Line, Section
from bench.world import People, log_in, make_people, upload
from kakunin.models.job import Job

_UPLOADS, _WARM_UP, _STEP = 500, 50, 50
_GOAL = 5.0
_DATABASE = "bench_memory"
_PATIENCE = 300.0

HOW = (
    f"{_UPLOADS} uploads of a three-page text PDF, each over a new connection, while the worker draws"
    f" all pages and sends all mails. After every {_STEP} the queue is left to run empty and the memory"
    " of all processes (their sandboxes too) is added up: private memory and their share of what they"
    " share (PSS), and the highest that each ever had (peak of RSS). Growth is the largest of the later"
    f" sums over that after {_WARM_UP}."
)


@dataclass(frozen=True)
class _Memory:
    """In megabytes."""

    now: float
    peak: float


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    people, content = make_people(), papers.text(3)
    with servers.site(_DATABASE) as site, servers.worker(_DATABASE) as worker:
        samples: dict[str, list[_Memory]] = {"web": [], "worker": []}
        cookies = _log_in(site.port, people)
        for _ in range(_UPLOADS // _STEP):
            _upload_many(site.port, people, cookies, content)
            _wait_for_empty_queue()
            samples["web"].append(_memory_of(site.pid))
            samples["worker"].append(_memory_of(worker.pid))
    lines = [line for name, taken in samples.items() for line in _lines(name, taken)]
    return Section("memory", lines, HOW)


def _lines(name: str, samples: list[_Memory]) -> list[Line]:
    first = samples[_WARM_UP // _STEP - 1]
    later = samples[_WARM_UP // _STEP :]
    return [
        _line(f"memory of {name}", first.now, max(sample.now for sample in later)),
        _line(f"peak memory of {name}", first.peak, max(sample.peak for sample in later)),
    ]


def _line(what: str, first: float, most: float) -> Line:
    growth = (most / first - 1) * 100
    return Line(
        f"{what}, growth",
        f"{most:.0f} MB at most",
        f"{first:.0f} MB after {_WARM_UP} uploads",
        growth,
        "%",
        _GOAL,
    )


def _log_in(port: int, people: People) -> dict[str, str]:
    """Once: a code of the app is good once."""
    with Client(port) as client:
        log_in(client, people.clerk)
        return client.cookies


def _upload_many(port: int, people: People, cookies: dict[str, str], content: bytes) -> None:
    for _ in range(_STEP):
        # The next free web process takes a new connection, so that all of them get their share.
        with Client(port) as client:
            client.cookies = cookies
            upload(client, people, client.get(reverse("upload:new")).token, content)


def _wait_for_empty_queue() -> None:
    deadline = time.monotonic() + _PATIENCE
    while Job.objects.exists():
        if time.monotonic() > deadline:
            raise TimeoutError("the worker does not come to an end")
        time.sleep(0.2)
    # The last job's child is gone a moment after its row.
    time.sleep(0.5)


def _memory_of(pid: int) -> _Memory:
    parent = psutil.Process(pid)
    family = [parent, *parent.children(recursive=True)]
    shares = [process.memory_full_info().pss for process in family]
    return _Memory(now=sum(shares) / 1e6, peak=sum(map(peak_of, family)) / 1e6)
