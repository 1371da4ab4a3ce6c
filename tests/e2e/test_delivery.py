"""The first half of the walk: an agency uploads, the contractor reads (U1, U3, V1, V5)."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.demo.running import Demo
from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.pages import ATTACHMENT, BOND, CONTRACTOR, Visitor

pytestmark = pytest.mark.e2e
_numbers = count(1)

# What the demo holds from the start, and who got the URL.
SEEDED, SEEDED_TO = "DEMO-2026-000001", "keiyaku@kensetsu.example.co.jp"


def upload(clerk: Visitor, demo: Demo) -> str:
    """The agency's part; the 証券番号 of what it uploaded."""
    number = f"E2E-{next(_numbers):04}"
    pages.log_in(clerk, "agency@example.jp", demo.password)
    pages.fill_in(clerk, number)
    pages.choose(clerk, BOND, ATTACHMENT)
    pages.press_upload(clerk)
    pages.see_both_mails_sent(clerk, number)
    return number


def unlock(contractor: Visitor, number: str, to: str = CONTRACTOR) -> str:
    """With the URL of one mail and the password of the other, which it returns."""
    pages.open_mail(contractor, number, to="agency@example.jp")
    password = pages.read_password(contractor)
    pages.open_mail(contractor, number, to=to)
    pages.follow_the_viewing_url(contractor)
    pages.unlock(contractor, password.lower())
    pages.see_page(contractor, "証券の1ページ目")
    pages.meet(contractor, "証券等の内容")
    return password


def read(reader: Visitor) -> None:
    """Every way through the pages that the screen offers."""
    reader.page.get_by_role("link", name="ページを大きく表示する").click()
    pages.see_page(reader, "証券の1ページ目")
    assert "公共工事履行保証証券" in pages.page_text(reader)
    reader.page.get_by_role("link", name="証券別紙").click()
    pages.see_page(reader, "証券別紙の1ページ目")
    pages.turn_to(reader, "証券別紙の2ページ目", by="次")
    pages.turn_to(reader, "証券別紙の1ページ目", by="前")
    assert pages.zoom(reader, "300%") == pytest.approx(2 * pages.zoom(reader, "150%"), rel=0.01)


def test_what_the_agency_uploads_the_contractor_reads(visitor: NewVisitor, demo: Demo) -> None:
    clerk, contractor = visitor(), visitor()
    number = upload(clerk, demo)
    unlock(contractor, number)
    read(contractor)
    clerk.page.goto(f"{demo.url}/desk/")
    expect(clerk.page.get_by_role("row").filter(has_text=number)).to_contain_text("閲覧済み")


def test_the_same_without_javascript(visitor: NewVisitor, demo: Demo) -> None:
    number = upload(visitor(scripted=False), demo)
    contractor = visitor(scripted=False)
    unlock(contractor, number)
    read(contractor)


def test_the_keyboard_turns_pages(visitor: NewVisitor, demo: Demo) -> None:
    reader = visitor()
    unlock(reader, SEEDED, SEEDED_TO)
    reader.page.get_by_role("link", name="証券別紙").click()
    pages.see_page(reader, "証券別紙の1ページ目")
    reader.page.keyboard.press("ArrowRight")
    pages.see_page(reader, "証券別紙の2ページ目")
    reader.page.go_back()
    pages.see_page(reader, "証券別紙の1ページ目")


def test_the_links_in_the_html_of_a_mail_lead_to_the_gate_too(visitor: NewVisitor) -> None:
    reader = visitor()
    pages.open_mail(reader, SEEDED, to=SEEDED_TO)
    reader.page.frame_locator("iframe").get_by_role("link", name="/v/").click()
    pages.meet(reader, "証券等の閲覧")


def test_behind_the_gate_both_doors_stand_open_and_the_reader_can_leave(visitor: NewVisitor) -> None:
    reader = visitor()
    unlock(reader, SEEDED, SEEDED_TO)
    start = reader.page.url
    for door in ("発注者の方（ダウンロード）", "受注者の方"):
        reader.page.get_by_role("link", name=door, exact=True).click()
        pages.meet(reader, re.compile("：発注者への提出|：ログイン"))
        reader.page.go_back()
    reader.page.get_by_role("button", name="閲覧を終了する").click()
    pages.meet(reader, "閲覧を終了しました")
    reader.page.goto(start)
    expect(reader.page.get_by_label("閲覧用パスワード")).to_be_visible()
    expect(reader.page.get_by_role("img", name="ページ目")).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["/", "/how/", "/help/", "/environment/", "/demo/mail/", "/styleguide/", "/no/such/page/"]
)
def test_the_pages_for_everybody_are_for_everybody(path: str, visitor: NewVisitor) -> None:
    reader = visitor()
    reader.page.goto(reader.url + path)
    pages.meet(reader, re.compile("."))


def test_on_a_phone_nothing_sticks_out(visitor: NewVisitor) -> None:
    reader = visitor(width=390, height=844)
    unlock(reader, SEEDED, SEEDED_TO)
    pages.see_no_sideways_scrolling(reader)
    reader.page.get_by_role("link", name="ページを大きく表示する").click()
    pages.see_page(reader, "証券の1ページ目")
    pages.see_no_sideways_scrolling(reader)


def test_another_insurer_sees_none_of_it(visitor: NewVisitor, demo: Demo) -> None:
    stranger = visitor()
    pages.log_in(stranger, "other-insurer@example.jp", demo.password)
    expect(stranger.page.get_by_text("アップロードした証券等は、まだありません")).to_be_visible()
    expect(stranger.page.get_by_text(SEEDED)).to_have_count(0)
