"""A flow's folder tells its steps, and steps don't lean on each other."""

import ast
import re
from pathlib import Path

import pytest

FLOWS = Path("kakunin/flows")
FOLDERS = sorted(folder for folder in FLOWS.iterdir() if (folder / "__init__.py").exists())

# One transaction changes the key and makes the mails due.
NOTIFYING = ("upload", "further_upload", "replace_password", "replace_url")
ALLOWED = {("delivery", step, "notify") for step in NOTIFYING}


def declared(folder: Path, word: str) -> list[str]:
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    line = re.search(rf"^{word}: (.+(?:\n +.+)*)$", docstring, re.MULTILINE)
    return re.findall(r"\w+", line[1]) if line else []


def steps(folder: Path) -> list[str]:
    return declared(folder, "Steps") + declared(folder, "Beside")


def imported_from(folder: Path, module: str) -> set[str]:
    package = f"kakunin.flows.{folder.name}"
    names: set[str] = set()
    for node in ast.walk(ast.parse((folder / f"{module}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}."):
            names.add((node.module or "").removeprefix(f"{package}."))
        elif isinstance(node, ast.Import):
            names |= {a.name.removeprefix(f"{package}.") for a in node.names if a.name.startswith(package)}
    return names


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_docstring_names_exactly_the_modules(folder: Path) -> None:
    named = steps(folder) + declared(folder, "Shared")
    assert sorted(named) == sorted(p.stem for p in folder.glob("*.py") if p.stem != "__init__")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_step_imports_only_what_its_flow_shares(folder: Path) -> None:
    shared = set(declared(folder, "Shared"))
    for step in steps(folder):
        for other in imported_from(folder, step) - shared:
            assert (folder.name, step, other) in ALLOWED, f"{step} imports the step {other}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_shared_imports_no_step(folder: Path) -> None:
    for module in declared(folder, "Shared"):
        assert not imported_from(folder, module) & set(steps(folder))
