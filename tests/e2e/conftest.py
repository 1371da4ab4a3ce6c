"""One demo for all stories, and the people in them at browsers of their own."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.demo.running import Demo
from tests.e2e import browsers
from tests.e2e.pages import Visitor
from tests.e2e.watch import Watch
from tests.mail_server import closed_port

NewVisitor = Callable[..., Visitor]


# Playwright keeps an event loop in this thread, where Django refuses the database: it
# must end with these stories.
@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Running for all stories of this folder; each brings certificates of its own."""
    with Demo(tmp_path_factory.mktemp("demo"), closed_port()) as running:
        yield running


@pytest.fixture(scope="package", params=["chromium"])
def engine(request: pytest.FixtureRequest, driver: Playwright) -> Iterator[Browser]:
    """Chromium, unless a story asks for others too."""
    launched = browsers.launch(driver, request.param)
    yield launched
    launched.close()


@pytest.fixture
def visitor(engine: Browser, demo: Demo) -> Iterator[NewVisitor]:
    """Somebody at a fresh browser; in the end all is looked through for what ought not to be there."""
    visitors: list[Visitor] = []

    def arrive(*, scripted: bool = True, width: int = 1024, height: int = 768) -> Visitor:
        context = engine.new_context(
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            java_script_enabled=scripted,
            viewport={"width": width, "height": height},
        )
        watch = Watch(context, demo.url)
        visitors.append(Visitor(context.new_page(), demo.url, watch, scripted))
        return visitors[-1]

    yield arrive
    for one in visitors:
        one.page.context.close()
    for one in visitors:
        one.watch.verify()
