"""The figures themselves are not for tests: only that they can be started and read."""

import importlib

import pytest

from bench.__main__ import FIGURES
from bench.figures import gate_timing
from bench.measure import percentile, take_turns
from bench.report import Line, Section, document, table


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_can_be_run_and_says_how_it_is_measured(name: str) -> None:
    figure = importlib.import_module(f"bench.figures.{name}")
    assert callable(figure.run)
    assert len(figure.HOW) > 100


def test_a_figure_at_its_goal_is_reached_and_one_above_it_is_told_as_missed() -> None:
    lines = [
        Line("upload", "15 ms", "10 ms", 1.5, goal=1.5),
        Line("page image", "4.5 ms", "2 ms", 2.25, goal=2),
        Line("growth", "104 MB", "100 MB", 4.0, "%"),
    ]
    assert table(lines) == (
        "| figure | Kakunin | against | value | goal | reached |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| upload | 15 ms | 10 ms | 1.5 × | ≤ 1.5 × | yes |\n"
        "| page image | 4.5 ms | 2 ms | 2.25 × | ≤ 2 × | **no** |\n"
        "| growth | 104 MB | 100 MB | 4 % |  |  |\n"
    )


def test_a_value_that_is_rounded_to_its_goal_but_above_it_is_missed() -> None:
    assert Line("upload", "", "", 1.5001, goal=1.5).reached is False


def test_the_document_tells_figures_methods_and_machine() -> None:
    section = Section("upload", [Line("an upload", "15 ms", "10 ms", 1.5)], "Posted by a clerk.")
    text = document([section], ["2 cores"])
    for words in ("| an upload |", "- **upload**: Posted by a clerk.", "- 2 cores"):
        assert words in text


def test_what_is_compared_takes_turns_in_both_orders_after_warming_up() -> None:
    calls: list[str] = []
    times = take_turns(2, lambda: calls.append("a"), lambda: calls.append("b"), warm_up=1)
    assert sorted(map("".join, zip(calls[::2], calls[1::2], strict=True))) == ["ab", "ab", "ba"]
    assert [len(taken) for taken in times] == [2, 2]


def test_the_99th_percentile_lies_near_the_slowest() -> None:
    assert percentile([float(number) for number in range(101)], 99) == 99


@pytest.mark.parametrize(
    ("these", "those", "share"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0.5),
        ([3.0, 4.0], [1.0, 2.0], 1.0),
        ([1.0], [2.0], 0.0),
        ([2.0], [1.0, 3.0], 0.5),
    ],
)
def test_what_tells_two_times_apart_is_a_share_of_pairs(
    these: list[float], those: list[float], share: float
) -> None:
    assert gate_timing.share_of_slower(these, those) == share
