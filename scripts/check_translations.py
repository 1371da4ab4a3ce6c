"""Every text for users can be translated, and every translation is complete.

Two rules: a Japanese text in code or template stands inside gettext; and each
catalogue under kakunin/locale/ has an entry for every such text, no more.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path("kakunin")
JAPANESE = re.compile(r"[\u3041-\u30fa\u3400-\u9fff]")
GETTEXT = ("_", "gettext", "gettext_lazy", "ngettext", "pgettext")
# Words of the data, not of the screens: insurers' names, the demo's imaginary case, what is drawn on pages.
DATA = ("demo", "migrations", "adapters", "apps.py")


def python_files() -> Iterator[Path]:
    return (path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in DATA)


def templates() -> Iterator[Path]:
    files = (path for path in sorted((PACKAGE / "templates").rglob("*")) if path.suffix in {".html", ".txt"})
    # The demo and the style guide are never part of an installation.
    return (path for path in files if path.name != "styleguide.html" and path.parent.name != "demo")


def bare_in_python(path: Path) -> Iterator[str]:
    """Japanese literals outside a gettext call; docstrings are for developers and don't count."""
    tree = ast.parse(path.read_text())
    inside: set[int] = set()
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT
        if called or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            inside |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in inside:
            continue
        if isinstance(node.value, str) and JAPANESE.search(node.value):
            yield f"{path}:{node.lineno}: {node.value[:40]}"


def bare_in_template(path: Path) -> Iterator[str]:
    text = path.read_text()
    text = re.sub(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{% comment.*?{% endcomment %}|{#.*?#}|{%.*?%}", "", text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), 1):
        if JAPANESE.search(line):
            yield f"{path}: {line.strip()[:60]} (about line {number})"


def messages() -> set[str]:
    """Every text that gettext is asked for."""
    found: set[str] = set()
    keywords = dict.fromkeys(GETTEXT) | {"ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    for path in [*PACKAGE.rglob("*.py"), *templates()]:
        source = path.read_text()
        if path.suffix != ".py":
            # What is left of a template is Python without meaning: its indentation means nothing either.
            source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
        for _, message, _, _ in extract("python", io.BytesIO(source.encode()), keywords=keywords):
            found.add(message if isinstance(message, str) else message[-1])
    return {message for message in found if message}


def incomplete(catalogue: Path, wanted: set[str]) -> Iterator[str]:
    with catalogue.open("rb") as file:
        entries = {str(entry.id): entry for entry in read_po(file) if entry.id}
    for text in sorted(wanted - entries.keys()):
        yield f"{catalogue}: missing: {text[:60]}"
    for text in sorted(entries.keys() - wanted):
        yield f"{catalogue}: no longer used: {text[:60]}"
    for text, entry in sorted(entries.items()):
        if not entry.string or entry.fuzzy:
            yield f"{catalogue}: not translated: {text[:60]}"


def main() -> int:
    problems = [problem for path in python_files() for problem in bare_in_python(path)]
    problems += [problem for path in templates() for problem in bare_in_template(path)]
    wanted = messages()
    for catalogue in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/*.po")):
        problems += incomplete(catalogue, wanted)
    print("\n".join(problems) or f"{len(wanted)} texts, each inside gettext")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
