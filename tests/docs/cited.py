"""What our documents cite, and whether it exists."""

import ast
import re
from functools import cache
from pathlib import Path

from kakunin.config import environment

_TOPS = ("kakunin/", "tests/", "docs/", "bench/", "scripts/", "requirements/")
_SETTING = re.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
# Words in capitals that are no settings.
_WORDS = {"BASE", "HEAD", "TRACE"}

Scopes = dict[str, set[str]]


def citations(text: str) -> list[str]:
    """All that stands between backticks and is a path of ours, with or without a name, or a setting."""
    quoted = re.findall(r"`([^`\n]+)`", text)
    return [each for each in quoted if each.startswith(_TOPS) or _is_setting(each)]


def exists(cited: str) -> bool:
    """A setting, a path, or what a file of Python defines: ``path::name`` or ``path::Class::method``."""
    if _is_setting(cited):
        name = cited.removeprefix(environment.PREFIX)
        return name in (environment.KNOWN if name != cited else _settings())
    path, *names = cited.split("::")
    if not names:
        return Path(path).exists()
    if not Path(path).is_file():
        return False
    scope = _scopes(path).get("::".join(names[:-1]), set())
    return names[-1] in scope


def _is_setting(text: str) -> bool:
    return bool(_SETTING.fullmatch(text)) and text not in _WORDS


@cache
def _settings() -> set[str]:
    """Also those that only production has."""
    tree = ast.parse(Path("kakunin/config/settings.py").read_text())
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


@cache
def _scopes(path: str) -> Scopes:
    """The names that a module and its classes define."""
    tree = ast.parse(Path(path).read_text())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {"": _names(tree)} | {holder.name: _names(holder) for holder in classes}


def _names(holder: ast.Module | ast.ClassDef) -> set[str]:
    found = set()
    for node in holder.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def cells(line: str) -> list[str]:
    """The cells of one line of a table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
