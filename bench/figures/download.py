"""A sealed document with all that guards it, against the same plain file through the same server."""

import hashlib
import math
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from django.core.files.storage import storages

from bench import databases, papers, servers
from bench.client import Client
from bench.measure import middle, ms, take_turns
from bench.report import Line, Section
from bench.wire import Wire
from bench.world import log_in_obligee, make_documents, make_people, path_of, unlock
from kakunin.adapters.vault import files
from kakunin.models.document import Document
from tests.world import CLERK, MadeCertificate, make_domain

_SIZE, _USUAL = 5_000_000, 200_000
_REPETITIONS, _FOR_INFORMATION = 200, 50
_GIGABIT = 1_000_000_000 / 8
_GOAL = 1.5
_DATABASE = "bench_download"

HOW = (
    f"`GET` of a document of {_SIZE / 1e6:.0f} MB by an obligee who is logged in: session, all"
    " middleware, grant, login, sealed file read, decrypted, compared with its SHA-256 before the first"
    " byte goes out, audit event committed; until the last byte has come. Against it, first: Kakunin"
    " itself, with the same guards and the same file stored plain and believed. Then: a bare view that"
    " reads the plain file from the disk and returns it, granian with the same workers and settings. One"
    " client, one request after the other, over loopback, where the transfer itself takes next to"
    " nothing; and, for information, read no faster than a line of 1 Gbit/s brings it. Archive: two such"
    " documents, against their plain ZIP. SHA-256 and decryption of the same bytes were timed in this"
    " process, for comparison."
)


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    make_domain()
    people, content = make_people(), papers.weighing(_SIZE)
    large, usual = make_documents(people, content, content), make_documents(people, papers.weighing(_USUAL))
    with ExitStack() as stack:
        folder = stack.enter_context(_plain_files(content))
        site = stack.enter_context(servers.site(_DATABASE))
        plain = stack.enter_context(
            servers.site(_DATABASE, DJANGO_SETTINGS_MODULE="bench.plain.settings", BENCH_FILES=folder)
        )
        bare = stack.enter_context(servers.bare(_DATABASE, files=folder))
        client = stack.enter_context(Client(site.port))
        for made in (large, usual):
            unlock(client, made)
        log_in_obligee(client, large, CLERK)
        pairs = _Pairs(client, site, plain, bare)
        return Section("download", _lines(pairs, large, usual, content), HOW)


def _lines(pairs: "_Pairs", large: MadeCertificate, usual: MadeCertificate, content: bytes) -> list[Line]:
    document, archive = (
        path_of("download:document", large, position=1),
        path_of("download:archive", large, part=1),
    )
    if pairs.fetch(document) != content:
        raise AssertionError("other bytes than those of the upload")
    parts = _time_parts(Document.objects.get(certificate=large.certificate, position=1), content)
    size = f"{_SIZE / 1e6:.0f} MB"
    whole = pairs.compare(f"a download of {size}", document, "plain.pdf", goal=_GOAL)
    return [
        pairs.compare_sealing(f"a download of {size}", document),
        replace(whole, against=f"{whole.against}; {parts}"),
        pairs.compare(f"a download of {size}, line of 1 Gbit/s", document, "plain.pdf", speed=_GIGABIT),
        pairs.compare(
            f"a download of {_USUAL / 1e3:.0f} KB",
            path_of("download:document", usual, position=1),
            "usual.pdf",
        ),
        pairs.compare(f"an archive of two documents of {size}", archive, "plain.zip"),
    ]


@dataclass(frozen=True)
class _Pairs:
    """One logged-in client at the site, at the same site with plain files, and at the bare server."""

    client: Client
    site: servers.Server
    plain: servers.Server
    bare: servers.Server

    def fetch(self, path: str) -> bytes:
        return self.client.get(path).body

    def compare(
        self, what: str, path: str, name: str, *, speed: float = math.inf, goal: float | None = None
    ) -> Line:
        repetitions = _REPETITIONS if goal else _FOR_INFORMATION
        with (
            Wire(self.site.port, path, self.client.headers) as ours,
            Wire(self.bare.port, f"/disk/{name}", self.client.headers) as theirs,
        ):
            times = take_turns(repetitions, partial(ours.weigh, speed), partial(theirs.weigh, speed))
        mine, plain = map(middle, times)
        return Line(what, ms(mine), f"{ms(plain)} plain file, bare view", mine / plain, goal=goal)

    def compare_sealing(self, what: str, path: str) -> Line:
        """The same request with the same guards; only the file is stored plain and believed."""
        with (
            Wire(self.site.port, path, self.client.headers) as ours,
            Wire(self.plain.port, path, self.client.headers) as theirs,
        ):
            mine, plain = map(middle, take_turns(_REPETITIONS, ours.weigh, theirs.weigh))
        return Line(what, ms(mine), f"{ms(plain)} plain file, same guards", mine / plain, goal=_GOAL)


def _time_parts(document: Document, content: bytes) -> str:
    """What the bytes alone cost: known, so that the rest is what the request costs."""

    def decrypt() -> None:
        for _chunk in files.read(
            storages["default"], document.sealed_name, document.sealed_key, context=document.seal_context
        ):
            pass

    hashed, decrypted = take_turns(50, lambda: hashlib.sha256(content).digest(), decrypt)
    return f"SHA-256 {ms(middle(hashed))}, decryption {ms(middle(decrypted))}"


@contextmanager
def _plain_files(content: bytes) -> Iterator[str]:
    """A folder for the bare server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plain.pdf").write_bytes(content)
        (folder / "usual.pdf").write_bytes(papers.weighing(_USUAL))
        with zipfile.ZipFile(folder / "plain.zip", "w") as archive:
            archive.writestr("1.pdf", content)
            archive.writestr("2.pdf", content)
        yield name
