"""Damaged and hostile PDFs by the thousand, the same ones for the same seed (T9, T10, T10b).

Sound ones are among them: a defence that refuses everything is none. Made here,
they are bytes only; open them in the sandbox and nowhere else.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import pikepdf

from tests.mutants import damage, drawing, letters, notes, pictures, rewritten, structure, wrapped

_MODULES = (damage, rewritten, structure, wrapped, drawing, pictures, letters, notes)

KINDS: dict[str, Callable[[Random], bytes]] = {
    f"{module.__name__.rpartition('.')[2]}.{make.__name__}": make
    for module in _MODULES
    for make in module.KINDS
}


@dataclass(frozen=True)
class Mutant:
    """One of its kind; the name is enough to make it again."""

    kind: str
    seed: int
    number: int
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.seed}:{self.number}"


def make(kind: str, seed: int, number: int) -> Mutant:
    """By its name; the others of a run don't matter."""
    dice = Random(f"{kind} {seed} {number}")
    while True:
        # What even the writer finds too broken is no file; the dice go on.
        with contextlib.suppress(pikepdf.PdfError):
            return Mutant(kind, seed, number, KINDS[kind](dice))


def mutants(count: int, seed: int, kinds: list[str] | None = None) -> Iterator[Mutant]:
    """So many, of all kinds in turns."""
    wanted = kinds or list(KINDS)
    for index in range(count):
        yield make(wanted[index % len(wanted)], seed, index // len(wanted))
