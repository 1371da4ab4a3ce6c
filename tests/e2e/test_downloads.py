"""What the stories believe about downloads, tried on a server that is nothing but a list of links."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser, Error

from tests.e2e.downloads import download
from tests.e2e.pages import Visitor
from tests.e2e.watch import Watch

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True),
]

# 髙 and 﨑 stand outside of what Windows once called Japanese; 𠮷 needs two UTF-16 units.
NAMES = [
    "損害保険ジャパン株式会社_DEMO-2026-000001_01_証券_20260401.pdf",
    "株式会社髙﨑建設_𠮷-1_02_証券別紙_20260401.pdf",
    "損害保険ジャパン株式会社_DEMO-2026-000001.zip",
    # The longest that Kakunin gives.
    f"{'保' * 20}_{'証' * 30}_01_契約内容変更のお知らせ_20260401.pdf",
]
CUT_SHORT = "途中で切れる.pdf"


def content_of(name: str) -> bytes:
    """Not two alike, and more than a server sends at a time."""
    head = b"PK\x03\x04" if name.endswith(".zip") else b"%PDF-1.7\n"
    return head + name.encode() * 20_000


class Shelf(BaseHTTPRequestHandler):
    """``/`` has a link to every file; each is sent as the site sends documents."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = unquote(self.path).removeprefix("/")
        if name:
            self.send_file(name)
        else:
            links = (f'<p><a href="/{quote(each)}">{each}</a>' for each in [*NAMES, CUT_SHORT])
            self.send("text/html; charset=utf-8", "".join(links).encode())

    def send_file(self, name: str) -> None:
        self.close_connection = name == CUT_SHORT
        content = content_of(name)
        kind = "application/zip" if name.endswith(".zip") else "application/pdf"
        disposition = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}
        self.send(
            kind, content[: len(content) // 2] if name == CUT_SHORT else content, len(content), disposition
        )

    def send(
        self, kind: str, content: bytes, promised: int | None = None, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(200)
        headers = {"Content-Type": kind, "Content-Length": str(promised or len(content)), **(more or {})}
        for header, value in {**headers, "Cache-Control": "no-store"}.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name it overrides
        """Says nothing."""


@pytest.fixture(scope="module")
def shelf() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def reader(engine: Browser, shelf: str) -> Iterator[Visitor]:
    with engine.new_context(locale="ja-JP") as context:
        page = context.new_page()
        page.goto(shelf)
        yield Visitor(page, shelf, Watch(context, shelf))


def take(reader: Visitor, name: str) -> tuple[str, bytes]:
    return download(reader, reader.page.get_by_role("link", name=name).click)


@pytest.mark.parametrize("name", NAMES)
def test_a_download_has_the_name_and_the_bytes_that_were_sent(reader: Visitor, name: str) -> None:
    assert take(reader, name) == (name, content_of(name))


def test_the_same_again_has_the_same_name(reader: Visitor) -> None:
    assert take(reader, NAMES[0]) == take(reader, NAMES[0])


def test_a_download_that_breaks_off_is_none(reader: Visitor) -> None:
    with pytest.raises(Error):
        take(reader, CUT_SHORT)
