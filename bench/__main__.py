"""``python -m bench [NAME …]``: all figures into docs/bench/README.md, or some onto the screen."""

import importlib
import logging
import os
import platform
import subprocess
import sys
import tempfile
import traceback
from importlib.metadata import version
from pathlib import Path

from bench import surroundings
from bench.report import Section, document, table

FIGURES = (
    *("upload", "memory", "page_image", "rendering", "painted"),
    *("download", "decryption", "slow_readers", "share_flow", "gate_timing", "growth", "desk"),
)
REPORT = surroundings.ROOT / "docs" / "bench" / "README.md"


def main(names: list[str]) -> int:
    """0 when every figure could be measured, whether its goal is reached or not."""
    unknown = set(names) - set(FIGURES)
    if unknown:
        sys.exit(f"Figures: {', '.join(FIGURES)}; not {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="kakunin-bench-") as folder:
        from bench.mail_sink import MailSink

        with MailSink() as sink:
            surroundings.set_up(Path(folder), sink.port)
            # What each server and mail says of itself is not asked for here.
            logging.disable(logging.WARNING)
            return _measure(names or list(FIGURES), write=not names)


def _measure(names: list[str], *, write: bool) -> int:
    from bench import databases

    databases.prepare()
    sections: list[Section] = []
    for name in names:
        print(f"\n== {name}", flush=True)
        try:
            section: Section = importlib.import_module(f"bench.figures.{name}").run()
        except Exception:
            # The other figures are still worth having; the exit status tells.
            traceback.print_exc()
            continue
        print(table(section.lines), flush=True)
        sections.append(section)
    if write and len(sections) == len(names):
        REPORT.write_text(document(sections, machine()))
        print(f"Written: {REPORT.relative_to(surroundings.ROOT)}")
    return 0 if len(sections) == len(names) else 1


def machine() -> list[str]:
    """In generic words: what somebody needs to judge the figures."""
    from bench import databases

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "granian", "pypdfium2", "pillow"))
    return [
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} on {platform.machine()}",
        f"Python {platform.python_version()}, {packages}",
        f"PostgreSQL {databases.version()}, with fsync and synchronous commits",
        f"{_says('chromium', '--version')}; {_says('pdftoppm', '-v')}",
    ]


def _says(*command: str) -> str:
    """The first line of what a program says of its version."""
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    words = (answer.stdout or answer.stderr).strip().splitlines()
    return words[0].strip() if words else command[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
