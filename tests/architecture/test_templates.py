"""What the policy forbids stands in no template and no script: browsers refuse it without a word."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path("kakunin/templates")
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path.parent.name != "mails")
MAILS = sorted((TEMPLATES / "mails").glob("*.html"))
SCRIPTS = sorted(Path("kakunin/static/js").rglob("*.js"))

FORBIDDEN_IN_PAGES = {
    "a script past the tag": r"<script",
    "a style sheet past the tag": r"<style|rel=[\"']?stylesheet",
    "a style of its own": r"\sstyle\s*=",
    "a handler of its own": r"\son[a-z]+\s*=",
    "an address that is a script": r"javascript:",
    "something from elsewhere": r"(?:src|srcset|action|data|poster)\s*=\s*[\"']?(?:https?:)?//",
    "another base": r"<base\b",
    "foreign content": r"<(?:object|embed|applet)\b",
    "a header": r"http-equiv",
}
# The only page with a frame; the frame's content may do nothing.
FRAMED = TEMPLATES / "demo" / "mail.html"
LOADS = r"<(?:img|link|script|iframe|object|video|audio)\b|\bsrc\s*=|url\("
# Sinks of HTML and code, which Trusted Types refuse.
SINKS = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc"
    r"|\beval\(|new Function|set(?:Timeout|Interval)\(\s*[\"'`]|https?://"
)


def markup(path: Path) -> str:
    """The template without its tags, in which words such as ``style=`` mean something else."""
    return re.sub(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("what", FORBIDDEN_IN_PAGES)
def test_no_page_has(what: str) -> None:
    assert len(PAGES) > 50
    found = [path for path in PAGES if re.search(FORBIDDEN_IN_PAGES[what], markup(path), re.IGNORECASE)]
    assert not found


def test_only_the_demo_frames_something() -> None:
    assert [path for path in PAGES if "<iframe" in markup(path)] == [FRAMED]


def test_a_mail_loads_nothing() -> None:
    """Nobody learns that it was opened."""
    assert MAILS
    assert not [path for path in MAILS if re.search(LOADS, markup(path), re.IGNORECASE)]


def test_no_script_makes_code_or_html_of_a_string() -> None:
    assert SCRIPTS
    assert not [path for path in SCRIPTS if re.search(SINKS, path.read_text())]
