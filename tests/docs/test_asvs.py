"""docs/asvs.md is complete, counts right and cites what is there."""

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.docs.cited import cells, citations, exists

TEXT = Path("docs/asvs.md").read_text()
STATES = ["met", "not met", "not applicable", "operator's"]
# How many requirements of levels 1 and 2 each chapter of 5.0.0 has.
SIZES = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
# SHA-256 over all of them as "id level" lines, in the order of the standard.
AS_PUBLISHED = "c221cc01ef8fef1236787852eaaffe3e41baaa66b99534975cf9ccc3f62e5b4a"


class Row(NamedTuple):
    id: str
    level: str
    requirement: str
    state: str
    where: str

    @property
    def chapter(self) -> int:
        return int(self.id.split(".")[0])


ROWS = [
    Row(*cells(line.removeprefix("| v5.0.0-"))) for line in TEXT.splitlines() if line.startswith("| v5.0.0-")
]


def counts(rows: list[Row]) -> list[int]:
    """Of each state, and of all."""
    found = Counter(row.state for row in rows)
    return [*(found[state] for state in STATES), len(rows)]


def test_every_requirement_of_both_levels_is_there_once() -> None:
    assert Counter(row.chapter for row in ROWS) == SIZES
    lines = "".join(f"{row.id} {row.level}\n" for row in ROWS)
    assert hashlib.sha256(lines.encode()).hexdigest() == AS_PUBLISHED


def test_every_row_is_filled_in() -> None:
    assert not [row.id for row in ROWS if not (row.requirement and row.where and row.state in STATES)]


def test_what_is_met_says_where() -> None:
    assert not [row.id for row in ROWS if row.state == "met" and not citations(row.where)]


def test_all_that_is_cited_exists() -> None:
    cited = citations(TEXT)
    assert len(cited) > 200
    assert [each for each in cited if not exists(each)] == []


def test_the_counts_are_those_of_the_tables() -> None:
    summary = TEXT.split("## Counts")[1].split("\n## ")[0]
    lines = [cells(line) for line in summary.splitlines() if line.startswith("|")][2:]
    told = {name: [int(cell) for cell in numbers] for name, *numbers in lines}
    expected = {f"level {level}": counts([row for row in ROWS if row.level == level]) for level in "12"}
    for number, title in re.findall(r"^## (\d+) (.+)$", TEXT, re.MULTILINE):
        expected[f"{number} {title}"] = counts([row for row in ROWS if row.chapter == int(number)])
    assert told == expected | {"all": counts(ROWS)}


def test_the_list_of_what_is_not_met_has_exactly_what_is_not_met() -> None:
    section = TEXT.split("## Not met")[1].split("\n## ")[0]
    listed = re.findall(r"\d+\.\d+\.\d+", " ".join(re.findall(r"^\| ([\d., ]+) \|", section, re.MULTILINE)))
    assert sorted(listed) == sorted(row.id for row in ROWS if row.state == "not met")
