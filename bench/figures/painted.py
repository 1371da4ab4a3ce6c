"""How soon the first page is on the screen, against a PDF.js page that gets the document itself."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

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
_SCREEN = {"width": 1280, "height": 1800}
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
    f"Chromium without a window, for each visit a new profile (no cache, only the session's cookie), a document of"
    f" {_PAGES} pages. From the start of the navigation until the first page's picture is decoded and two frames have"
    f" passed; against a page with nothing but PDF.js {pdfjs.VERSION} and a canvas of as many dots, which gets the"
    " PDF from the bare server, until the page is rendered and two frames have passed."
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
                line for name in contents for line in _compare(browser, site.port, bare.port, name, made[name])
            ]
    return Section("painted", lines, HOW)


def _compare(browser: Browser, site: int, bare: int, name: str, made: MadeCertificate) -> list[Line]:
    cookies = _cookies_of_viewer(site, made)
    place = {"certificate": made.certificate.uuid}
    addresses = {
        "start page": f"http://localhost:{site}{reverse('viewer:start', kwargs=place)}",
        "viewer": f"http://localhost:{site}{reverse('viewer:page', kwargs={**place, 'position': 1, 'number': 1})}",
        "PDF.js": f"http://localhost:{bare}/files/{pdfjs.PAGE.format(name=name)}",
    }
    times: dict[str, list[float]] = {which: [] for which in addresses}
    for round_ in range(-2, _REPETITIONS):
        for which, address in addresses.items():
            taken = _visit(browser, address, cookies, watch=which != "PDF.js")
            if round_ >= 0:
                times[which].append(taken)
    start, viewer, theirs = (middle(times[which]) for which in addresses)
    return [
        Line(f"{name}: first page painted after unlocking", ms(start), f"{ms(theirs)} PDF.js", start / theirs, "×", _GOALS[name]),
        Line(f"{name}: page painted in the viewer", ms(viewer), f"{ms(theirs)} PDF.js", viewer / theirs, "×", _GOALS[name]),
    ]


def _visit(browser: Browser, address: str, cookies: dict[str, str], *, watch: bool) -> float:
    """Seconds from the start of the navigation."""
    context = browser.new_context(viewport=_SCREEN, extra_http_headers={"X-Forwarded-Proto": "https"})
    try:
        for name, value in cookies.items():
            context.add_cookies(
                [{"name": name, "value": value, "domain": "localhost", "path": "/", "secure": True}]
            )
        page = context.new_page()
        if watch:
            page.add_init_script(_WATCH)
        page.goto(address)
        deadline = time.monotonic() + _PATIENCE
        # Asked by hand: the page's own policy forbids the browser tool's way of waiting.
        while not (painted := page.evaluate("window.painted")):
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing was painted at {address}")
            page.wait_for_timeout(20)
        return float(painted) / 1000
    finally:
        context.close()


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
