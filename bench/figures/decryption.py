"""A sealed file read and decrypted, against the plain one read in pieces of the same size."""

from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from bench import papers
from bench.measure import middle, ms, take_turns
from bench.report import Line, Section
from kakunin.adapters.vault import files

_SIZE = 5_000_000
_REPETITIONS = 300
_GOAL = 3.0
_CONTEXT = "bench"

HOW = (
    f"In one process: a sealed file of {_SIZE / 1e6:.0f} MB, its data key unsealed, all chunks read,"
    " decrypted, authenticated and let go; against the plain file from the same storage, read in pieces"
    f" of {files.CHUNK // 1024} KB and let go. Both lie in the system's cache, so that no disk hides"
    " the difference."
)


def run() -> Section:
    content, storage = papers.weighing(_SIZE), storages["default"]
    sealed = files.store(storage, [content], context=_CONTEXT)
    plain = storage.save("plain", ContentFile(content))
    times = take_turns(_REPETITIONS, partial(_read_sealed, sealed), partial(_read_plain, plain), warm_up=10)
    ours, theirs = map(middle, times)
    what = f"a sealed file of {_SIZE / 1e6:.0f} MB, decrypted"
    return Section(
        "decryption", [Line(what, ms(ours), f"{ms(theirs)} plain file", ours / theirs, goal=_GOAL)], HOW
    )


def _read_sealed(sealed: files.SealedFile) -> None:
    for _chunk in files.read(storages["default"], sealed.name, sealed.key, context=_CONTEXT):
        pass


def _read_plain(name: str) -> None:
    with storages["default"].open(name) as file:
        for _chunk in file.chunks(files.CHUNK):
            pass
