"""The figures as a table that people read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One figure. ``value`` and ``goal`` are in ``unit``; without a goal it is told for information."""

    what: str
    ours: str
    against: str
    value: float
    unit: str = "×"
    goal: float | None = None

    @property
    def reached(self) -> bool | None:
        """None when there is nothing to reach."""
        return None if self.goal is None else self.value <= self.goal

    def cells(self) -> list[str]:
        goal = "" if self.goal is None else f"≤ {_number(self.goal)} {self.unit}"
        verdict = {True: "yes", False: "**no**", None: ""}[self.reached]
        return [self.what, self.ours, self.against, f"{_number(self.value)} {self.unit}", goal, verdict]


@dataclass(frozen=True)
class Section:
    """The lines of one figure's run, and how they were measured."""

    name: str
    lines: Sequence[Line]
    how: str


HEAD = ["figure", "Kakunin", "against", "value", "goal", "reached"]


def table(lines: Iterable[Line]) -> str:
    rows = [HEAD, ["---"] * len(HEAD), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows) + "\n"


def document(sections: Sequence[Section], machine: Sequence[str]) -> str:
    """docs/bench/README.md."""
    parts = [
        "# What Kakunin costs\n",
        "Written by `make bench`. Machines differ, so each figure is a ratio within one run: what is\n"
        "compared takes turns on the same machine, database and disk; times are medians.\n"
        "The servers run with production's settings and two web processes on PostgreSQL; TLS ends\n"
        "before them and is not measured.\n",
        table(line for section in sections for line in section.lines),
        "## How each figure is measured\n",
        "\n".join(f"- **{section.name}**: {section.how}" for section in sections) + "\n",
        "## The machine of this run\n",
        "\n".join(f"- {fact}" for fact in machine) + "\n",
    ]
    return "\n".join(parts)


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")
