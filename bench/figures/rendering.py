"""Drawing, marking and encoding a page: in the sandbox, in this process, and by ``pdftoppm``."""

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from bench import papers
from bench.measure import middle, ms, take_turns
from bench.report import Line, Section
from kakunin.adapters.pdf import draw, examine, sandbox
from kakunin.adapters.pdf.limits import Limits

_PAGES = {1: 15, 5: 5}  # pages of the document: repetitions
_GOALS = {"text page": 0.3, "scan": 0.1}
_MOST_ADDED_MS = 15.0

HOW = (
    "A page costs what all pages of its document cost in one go, divided by their number; a document of"
    " one page therefore carries all of the sandbox's start by itself. The warm sandbox forks a child,"
    " which opens the document, draws at 144 dpi, burns the watermark in, encodes, extracts the text and"
    " hands all of it back. `pdftoppm -png -r 144` is started as a process and writes into a pipe."
    " PDFium here: the sandbox's own code, called in this process."
)


def run() -> Section:
    makers: dict[str, Callable[[int], bytes]] = {"text page": papers.text, "scan": papers.scan}
    lines: list[Line] = []
    for name, make in makers.items():
        for pages, repetitions in _PAGES.items():
            lines += _compare(name, make(pages), pages, repetitions)
    sandbox.shared().close()
    return Section("rendering", lines, HOW)


def _compare(name: str, content: bytes, pages: int, repetitions: int) -> list[Line]:
    """Three ways, taking turns."""
    numbers = list(range(1, pages + 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(content)
        with path.open("rb") as file:
            times = take_turns(
                repetitions,
                lambda: _in_sandbox(file, numbers),
                lambda: _in_this_process(content, numbers),
                lambda: _by_pdftoppm(path),
                warm_up=1,
            )
    ours, direct, theirs = (middle(taken) / pages for taken in times)
    what = f"a {name} of {pages}" if pages > 1 else f"a {name} alone"
    goal, added = _GOALS[name], (ours - direct) * 1000
    return [
        Line(
            f"{what}: rendered, marked, encoded", ms(ours), f"{ms(theirs)} pdftoppm", ours / theirs, goal=goal
        ),
        Line(
            f"{what}: added by the sandbox",
            ms(ours),
            f"{ms(direct)} PDFium here",
            added,
            "ms",
            _MOST_ADDED_MS,
        ),
    ]


def _in_sandbox(file: BinaryIO, numbers: list[int]) -> None:
    for _page in sandbox.shared().render_pages(file, numbers):
        pass


def _in_this_process(content: bytes, numbers: list[int]) -> None:
    document = examine.open_document(content)
    for number in numbers:
        draw.draw(document, number, Limits())


def _by_pdftoppm(path: Path) -> None:
    command = ["pdftoppm", "-png", "-r", "144", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
