"""The hard stops: what is larger than this wants to be two things."""

import ast
from pathlib import Path

import pytest

SOURCES = sorted(
    path
    for top in ("kakunin", "tests", "scripts")
    for path in Path(top).rglob("*.py")
    if "migrations" not in path.parts
)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_no_file_above_400_lines_and_no_function_above_60(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} is too long"


@pytest.mark.parametrize("top", ["static/css", "static/js", "templates"])
def test_no_style_script_or_template_above_400_lines(top: str) -> None:
    for path in (Path("kakunin") / top).rglob("*.*"):
        if path.suffix in {".css", ".js", ".html", ".txt"} and "vendor" not in path.parts:
            assert path.read_text().count("\n") <= 400, path
