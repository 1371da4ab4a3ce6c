"""How soon the first page is on the screen, against a PDF.js page that gets the document itself."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench import databases, papers, pdfjs, servers
from bench.client import Client
from bench.measure import middle, ms
from bench.report import Line, Section
from bench.world import make_drawn_certificate, make_people, unlock
from tests.world import MadeCertificate

_REPETITIONS = 15
_GOALS = {"text": 0.35, "scan": 0.25}
_PAGES = 3
_PATIENCE = 30.0
_DATABASE = "bench_painted"
# Tall enough to show the first page on every page measured: what is not on the screen is not painted.
_SCREEN: ViewportSize = {"width": 1280, "height": 1800}
_FLAGS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
# The same end as in the PDF.js page: drawn, and two frames later it is on the screen.
_WATCH = """
(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  let image;
  while (!(image = document.querySelector(".page-sheet img"))) await frame();
  await image.decode();
  await frame();
  await frame();
  window.painted = performance.now();
})();
"""

HOW = (
    "Chromium without a window; for each visit a new profile (empty cache, the cookies of an unlocked"
    f" viewing), a document of {_PAGES} pages. From the start of the navigation to the certificate's"
    " start page until its picture is decoded and two frames have passed; against a page with nothing"
    f" but PDF.js {pdfjs.VERSION} and a canvas of as many dots, which gets the PDF from the bare server,"
    " until it is rendered and two frames have passed. Coming from the gate: the gate's page was open"
    " before, as for everybody who unlocks; for information."
)


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    people = make_people()
    contents = {"text": papers.text(_PAGES), "scan": papers.scan(_PAGES)}
    made = {name: make_drawn_certificate(people, content) for name, content in contents.items()}
    with tempfile.TemporaryDirectory() as folder, _chromium() as browser:
        pdfjs.prepare(Path(folder), contents)
        with servers.site(_DATABASE) as site, servers.bare(_DATABASE, files=folder) as bare:
            lines = [
                line
                for name in contents
                for line in _compare(browser, site.port, bare.port, name, made[name])
            ]
    return Section("painted", lines, HOW)


def _compare(browser: Browser, site: int, bare: int, name: str, made: MadeCertificate) -> list[Line]:
    cookies = _cookies_of_viewer(site, made)
    ours = f"http://localhost:{site}"
    start = ours + reverse("viewer:start", kwargs={"certificate": made.certificate.uuid})
    gate = ours + reverse("gate:gate", kwargs={"locator": made.locator})
    theirs = f"http://localhost:{bare}/files/{pdfjs.PAGE.format(name=name)}"
    cold: list[float] = []
    after_gate: list[float] = []
    by_pdfjs: list[float] = []
    for round_ in range(-2, _REPETITIONS):
        taken = (
            _visit(browser, start, cookies, watch=True),
            _visit(browser, theirs, cookies),
            _visit(browser, start, cookies, watch=True, before=gate),
        )
        if round_ >= 0:
            for times, time_ in zip((cold, by_pdfjs, after_gate), taken, strict=True):
                times.append(time_)
    against, first, second = middle(by_pdfjs), middle(cold), middle(after_gate)
    return [
        Line(
            f"{name}: first page painted, nothing cached",
            ms(first),
            f"{ms(against)} PDF.js",
            first / against,
            goal=_GOALS[name],
        ),
        Line(
            f"{name}: the same, coming from the gate", ms(second), f"{ms(against)} PDF.js", second / against
        ),
    ]


def _visit(
    browser: Browser, address: str, cookies: dict[str, str], *, watch: bool = False, before: str = ""
) -> float:
    """Seconds from the start of the navigation; ``before`` is a page that was open until then."""
    context = browser.new_context(viewport=_SCREEN, extra_http_headers={"X-Forwarded-Proto": "https"})
    try:
        for name, value in cookies.items():
            context.add_cookies(
                [{"name": name, "value": value, "domain": "localhost", "path": "/", "secure": True}]
            )
        page = context.new_page()
        if before:
            page.goto(before)
        if watch:
            page.add_init_script(_WATCH)
        page.goto(address)
        return _painted(page)
    finally:
        context.close()


def _painted(page: Page) -> float:
    deadline = time.monotonic() + _PATIENCE
    # Asked by hand: the page's own policy forbids the browser tool's way of waiting.
    while not (painted := page.evaluate("window.painted")):
        if time.monotonic() > deadline:
            raise TimeoutError("nothing was painted")
        page.wait_for_timeout(20)
    return float(painted) / 1000


def _cookies_of_viewer(port: int, made: MadeCertificate) -> dict[str, str]:
    with Client(port) as client:
        unlock(client, made)
        return client.cookies


@contextmanager
def _chromium() -> Iterator[Browser]:
    flags = [*_FLAGS, "--no-sandbox"] if os.getuid() == 0 else _FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        try:
            yield browser
        finally:
            browser.close()
