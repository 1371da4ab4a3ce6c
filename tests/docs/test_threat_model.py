"""The threat model tells of what is there (T1-T23)."""

import re
from dataclasses import asdict, is_dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from kakunin.config import settings as ours
from tests.docs.cited import cells, citations, exists

TEXT = Path("docs/threat-model.md").read_text()
THREATS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "10b", *map(str, range(11, 24))]
STATES = {"holds", "in part", "not yet built"}
SECTIONS = re.findall(r"^### T(\w+)\. .+?\n(.*?)(?=^#)", TEXT, re.MULTILINE | re.DOTALL)


def part(section: str, word: str) -> str:
    """What stands behind this word in a threat's list."""
    found = re.search(rf"^- {word}: (.*?)(?=^- |\Z)", section, re.MULTILINE | re.DOTALL)
    assert found, word
    return found[1].strip()


def test_all_that_is_cited_exists() -> None:
    cited = citations(TEXT)
    assert len(cited) > 150
    assert [each for each in cited if not exists(each)] == []


def test_what_does_not_exist_is_noticed() -> None:
    """Else the test above could not fail."""
    wrong = [
        "tests/docs/none.py",
        "tests/docs/cited.py::none",
        "tests/none.py::x",
        "NO_SETTING",
        "KAKUNIN_NONE",
    ]
    text = " ".join(f"`{each}`" for each in [*wrong, "DEBUG", "KAKUNIN_MODE", "tests/docs/cited.py::exists"])
    assert [each for each in citations(text) if not exists(each)] == wrong


def test_every_threat_is_there_once_and_in_order() -> None:
    assert [number for number, _ in SECTIONS] == THREATS


@pytest.mark.parametrize(("number", "section"), SECTIONS, ids=[f"T{number}" for number, _ in SECTIONS])
def test_a_threat_has_a_state_and_what_holds_has_a_test(number: str, section: str) -> None:
    state, shown = part(section, "State"), citations(part(section, "Shown by"))
    assert state in STATES
    assert part(section, "Against it")
    assert part(section, "Remains")
    if state == "not yet built":
        assert not shown
    else:
        assert shown
    if state == "in part":
        assert "not yet built" in section or "yet" in part(section, "Remains")
    for each in shown:
        assert re.fullmatch(r"tests/[\w/]+\.py(::\w+)?::test_\w+", each), each


LIMITS = [
    cells(line) for line in re.findall(r"^\|.*$", TEXT.split("## Limits")[1].split("\n## ")[0], re.MULTILINE)
][2:]
WAYS = re.findall(r"(\d+ (?:min|h)), `(\w+)`", TEXT.split("## Ways in")[1].split("\n## ")[0])


def value_of(cited: str) -> Any:
    """A setting, or a constant of a module; of a class, what it is when nothing is said."""
    path, _, name = cited.partition("::")
    found = (
        getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
        if name
        else getattr(ours, path)
    )
    return found() if isinstance(found, type) else found


def told(value: Any, *, of: str) -> str:
    """As the document writes it."""
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes} min" if minutes % 60 else f"{minutes // 60} h"
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {number:,}" for name, number in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value // 1024**2} MB" if of.endswith("BYTES") else f"{value:,}"


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row[0])
def test_each_limit_is_the_one_in_force(row: list[str]) -> None:
    _, figure, where = row
    cited = where.strip("`")
    assert figure == told(value_of(cited), of=cited)


@pytest.mark.parametrize(("figure", "setting"), WAYS, ids=[setting for _, setting in WAYS])
def test_each_end_of_a_session_is_the_one_in_force(figure: str, setting: str) -> None:
    assert figure == told(value_of(setting), of=setting)


def test_no_limit_and_no_end_was_overlooked() -> None:
    assert (len(LIMITS), len(WAYS)) == (14, 6)
