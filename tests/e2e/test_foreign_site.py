"""What another site can do with the browser of somebody who is in: nothing (T1, T8)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Request, expect

from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.test_delivery import SEEDED, SEEDED_TO, unlock

pytestmark = pytest.mark.e2e

# {0}: our site; {1}: the certificate that this browser has open.
TRAP = """<!doctype html><title>trap</title>
<img id="private" src="{1}1/1/image"><img id="public" src="{0}/static/img/mark.svg">
<iframe id="framed" src="{0}/"></iframe>
<form method="post" action="{1}end/"><button>press</button></form>"""


@contextmanager
def site(html: str) -> Iterator[str]:
    """Another site: the same machine, but for a browser a stranger."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Nobody asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def cookies_of(asked: list[Request], end: str) -> str:
    """Those that went along with the last request for an address that ends so."""
    last = [request for request in asked if request.url.endswith(end)][-1]
    return last.all_headers().get("cookie", "")


@pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)
def test_it_shows_ends_and_learns_nothing(visitor: NewVisitor) -> None:
    reader = visitor()
    asked: list[Request] = []
    reader.page.on("request", lambda request: asked.append(request))
    unlock(reader, SEEDED, SEEDED_TO)
    certificate = reader.page.url
    assert cookies_of(asked, "image")
    with site(TRAP.format(reader.url, certificate)) as trap:
        reader.page.goto(trap)
        # Without a cookie the picture is not found; what needs none is not handed out either.
        for picture in ("#private", "#public"):
            assert reader.page.locator(picture).evaluate("image => image.naturalWidth") == 0
        framed = reader.page.frame_locator("#framed")
        expect(framed.get_by_text("保証証券等確認システム")).to_have_count(0)
        reader.page.get_by_role("button", name="press").click()
        pages.meet(reader, "画面の有効期限が切れました")
        assert not cookies_of(asked, "end/")
    reader.page.goto(certificate)
    pages.see_page(reader, "証券の1ページ目")
    # It was the trap that went elsewhere, and that browsers complained about.
    assert all(url.startswith(trap) for url in reader.watch.elsewhere)
    reader.watch.elsewhere.clear()
    reader.watch.errors.clear()
