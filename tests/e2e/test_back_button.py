"""Whoever sits down at the browser next presses "back", and sees nothing (V4, D4, T1)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.demo.running import Demo
from tests.e2e import browsers, pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.pages import Visitor
from tests.e2e.test_delivery import SEEDED, SEEDED_TO, unlock
from tests.e2e.test_download import colleague, log_in

pytestmark = pytest.mark.e2e

# On every page of the certificate, whoever looks at it.
PRIVATE = ("株式会社例示建設", "DEMO-2026-000001")


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def engine(request: pytest.FixtureRequest, driver: Playwright) -> Iterator[Browser]:
    """With its memory of pages: ``no-store`` alone no longer keeps Chromium from using it."""
    launched = browsers.launch(driver, request.param, remembers_pages=True)
    yield launched
    launched.close()


def go_back(page: Page) -> None:
    # Not until "load": a page out of the memory has loaded long ago.
    page.go_back(wait_until="commit")


def see_nothing_on_the_way_back(who: Visitor, stop: str) -> None:
    """Back, page by page, until the address ends so."""
    for _ in range(20):
        go_back(who.page)
        expect(who.page.get_by_role("heading", level=1)).to_be_visible()
        for word in PRIVATE:
            expect(who.page.get_by_text(word)).to_have_count(0)
        expect(who.page.get_by_role("img", name="ページ目")).to_have_count(0)
        if who.page.url.endswith(stop):
            return
    raise AssertionError(f"never came to {stop}")


def test_there_is_such_a_memory(visitor: NewVisitor, engine: Browser) -> None:
    """Or the stories below would prove nothing; Firefox keeps no page that says ``no-store``."""
    reader = visitor()
    reader.page.add_init_script("addEventListener('pageshow', (shown) => (window.kept = shown.persisted))")
    reader.page.goto(reader.url)
    reader.page.goto(f"{reader.url}/help/")
    go_back(reader.page)
    expect(reader.page).to_have_url(f"{reader.url}/")
    assert reader.page.evaluate("window.kept") is (engine.browser_type.name == "chromium")


@pytest.mark.parametrize("scripted", [True, False])
def test_after_the_end_of_the_viewing(visitor: NewVisitor, scripted: bool) -> None:
    reader = visitor(scripted=scripted)
    unlock(reader, SEEDED, SEEDED_TO)
    start = reader.page.url.removeprefix(reader.url)
    reader.page.get_by_role("link", name="ページを大きく表示する").click()
    pages.see_page(reader, "証券の1ページ目")
    go_back(reader.page)
    pages.see_page(reader, "証券の1ページ目")
    reader.page.get_by_role("button", name="閲覧を終了する").click()
    pages.meet(reader, "閲覧を終了しました")
    see_nothing_on_the_way_back(reader, stop=start)


def test_after_the_obligees_logout(visitor: NewVisitor) -> None:
    # Chromium keeps no page whose script asked the server for something: without scripts it is harder.
    obligee = visitor(scripted=False)
    unlock(obligee, SEEDED, SEEDED_TO)
    start = obligee.page.url.removeprefix(obligee.url)
    log_in(obligee, colleague())
    obligee.page.get_by_role("button", name="ログアウト").click()
    pages.meet(obligee, "ログアウトしました")
    see_nothing_on_the_way_back(obligee, stop=start)


def test_after_the_staffs_logout(visitor: NewVisitor, demo: Demo) -> None:
    clerk = visitor()
    pages.log_in(clerk, "agency@example.jp", demo.password)
    clerk.page.get_by_role("link", name=SEEDED).click()
    pages.meet(clerk, f"証券番号 {SEEDED}")
    clerk.page.get_by_role("button", name="ログアウト").click()
    expect(clerk.page.get_by_text("ログアウトしました")).to_be_visible()
    see_nothing_on_the_way_back(clerk, stop="/staff/login/?next=/desk/")
