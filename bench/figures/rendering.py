"""Drawing, marking and encoding a page: in the sandbox, in this process, and by ``pdftoppm``."""

import subprocess
import tempfile
from collections.abc import Callable
from typing import BinaryIO

from bench import papers
from bench.measure import middle, ms, take_turns
from bench.report import Line, Section
from kakunin.adapters.pdf import draw, examine, sandbox
from kakunin.adapters.pdf.limits import Limits

_REPETITIONS = 25
_PAGES = 10
_GOALS = {"text page": 0.3, "scan": 0.1}
_MOST_ADDED_MS = 15.0

HOW = (
    "One page of a ten-page document a time, every process but `pdftoppm` warm. The sandbox decodes, draws at"
    " 144 dpi, burns the watermark in, encodes, extracts the text and hands all of it to the parent;"
    " `pdftoppm -png -r 144` draws and encodes into a pipe. In this process: the same code without the sandbox."
    " A whole document is the ten pages in one go, on both sides."
)


def run() -> Section:
    makers: dict[str, Callable[[int], bytes]] = {"text page": papers.text, "scan": papers.scan}
    lines: list[Line] = []
    for name, make in makers.items():
        lines += _compare(name, make(_PAGES), _GOALS[name])
    sandbox.shared().close()
    return Section("rendering", lines, HOW)


def _compare(name: str, content: bytes, goal: float) -> list[Line]:
    """One page each, then the whole document."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        boxed, inside, process = take_turns(
            _REPETITIONS,
            lambda: _in_sandbox(file, [2]),
            lambda: _in_this_process(content, 2),
            lambda: _by_pdftoppm(file.name, 2, 2),
        )
        whole, whole_process = take_turns(
            3,
            lambda: _in_sandbox(file, list(range(1, _PAGES + 1))),
            lambda: _by_pdftoppm(file.name, 1, _PAGES),
            warm_up=1,
        )
    ours, direct, theirs = middle(boxed), middle(inside), middle(process)
    added = (ours - direct) * 1000
    pages, their_pages = middle(whole), middle(whole_process)
    return [
        Line(
            f"a {name}, rendered, marked, encoded",
            ms(ours),
            f"{ms(theirs)} pdftoppm",
            ours / theirs,
            "×",
            goal,
        ),
        Line(
            f"a {name}: what the sandbox adds",
            ms(ours),
            f"{ms(direct)} PDFium here",
            added,
            "ms",
            _MOST_ADDED_MS,
        ),
        Line(
            f"{_PAGES} pages like it in one go", ms(pages), f"{ms(their_pages)} pdftoppm", pages / their_pages
        ),
    ]


def _in_sandbox(file: BinaryIO, numbers: list[int]) -> None:
    for _page in sandbox.shared().render_pages(file, numbers):
        pass


def _in_this_process(content: bytes, number: int) -> None:
    draw.draw(examine.open_document(content), number, Limits())


def _by_pdftoppm(path: str, first: int, last: int) -> None:
    command = ["pdftoppm", "-png", "-r", "144", "-f", str(first), "-l", str(last), path]
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
