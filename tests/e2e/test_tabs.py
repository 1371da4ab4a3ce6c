"""Several certificates in several tabs of one browser, each for itself (V5, D3, T7)."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.pages import Visitor
from tests.e2e.test_delivery import SEEDED, SEEDED_TO, unlock
from tests.e2e.test_download import colleague, log_in, take

pytestmark = pytest.mark.e2e

SECOND, SECOND_TO = "DEMO-2026-000002", "jimu@doboku.example.co.jp"


def two_tabs(visitor: NewVisitor) -> tuple[Visitor, Visitor]:
    """One certificate in each; the session's key changed while the first was open."""
    first = visitor()
    unlock(first, SEEDED, SEEDED_TO)
    second = replace(first, page=first.page.context.new_page())
    unlock(second, SECOND, SECOND_TO)
    return first, second


def read(tab: Visitor, number: str) -> None:
    """The next step in this tab leads on in its own certificate."""
    tab.page.reload()
    pages.see_page(tab, "証券の1ページ目")
    expect(tab.page.get_by_role("main")).to_contain_text(number)


def test_each_is_read_and_ended_for_itself(visitor: NewVisitor) -> None:
    first, second = two_tabs(visitor)
    read(first, SEEDED)
    read(second, SECOND)
    first.page.get_by_role("button", name="閲覧を終了する").click()
    pages.meet(first, "閲覧を終了しました")
    read(second, SECOND)
    second.page.get_by_role("button", name="閲覧を終了する").click()
    pages.meet(second, "閲覧を終了しました")


def test_one_login_opens_the_download_in_both_and_one_logout_shuts_both(visitor: NewVisitor) -> None:
    first, second = two_tabs(visitor)
    log_in(first, colleague())
    second.page.get_by_role("link", name="発注者の方（ダウンロード）").click()
    pages.meet(second, "証券等PDFのダウンロード")
    assert SECOND in take(second, "ダウンロード.*_01_")[0]
    assert SEEDED in take(first, "ダウンロード.*_01_")[0]
    second.page.get_by_role("button", name="ログアウト").click()
    pages.meet(second, "ログアウトしました")
    first.page.reload()
    expect(first.page.get_by_label("閲覧用パスワード")).to_be_visible()
    expect(first.page.get_by_text("株式会社例示建設")).to_have_count(0)
