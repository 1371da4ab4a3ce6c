"""What people do on each page, by the words on the screen; each page met is checked with axe."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.watch import Watch, check_accessibility

PDFS = Path(__file__).resolve().parents[2] / "kakunin" / "demo" / "pdfs"
BOND, ATTACHMENT = PDFS / "performance-bond.pdf", PDFS / "attachment.pdf"
CHANGE_NOTICE = PDFS / "change-notice.pdf"
_PASSWORD = r"\b\w{4}-\w{4}-\w{4}\b"
CONTRACTOR = "keiri@contractor.example.co.jp"

TYPED = {
    "受注者名": "株式会社髙﨑建設",
    "取扱店の名称": "例示保険事務所",
    "取扱店の電話番号": "00-0000-0000",
    "取扱店の担当者名": "例示 花子",
    "工事名（件名）": "例示市立北小学校 体育館改修工事",
    "発注者名": "例示市",
    "保証金額（円）": "12,000,000",
    "保証期間の始期": "2026-04-01",
    "保証期間の終期": "2027-03-31",
}


@dataclass(frozen=True)
class Visitor:
    """A person at a browser of their own; ``scripted`` is false where JavaScript is switched off."""

    page: Page
    url: str
    watch: Watch
    scripted: bool = True


def meet(who: Visitor, heading: str | re.Pattern[str]) -> None:
    """This page is on the screen, and everybody can use it."""
    expect(who.page.get_by_role("heading", level=1)).to_have_text(heading)
    # axe itself is a script; the same pages are checked in the stories with one.
    if who.scripted:
        check_accessibility(who.page)


def log_in(who: Visitor, email: str, password: str, first: str = "証券等の一覧") -> None:
    """To the desk, whose ``first`` page depends on the organisation."""
    who.page.goto(f"{who.url}/desk/")
    meet(who, "ログイン")
    who.page.get_by_label("メールアドレス").fill(email)
    who.page.get_by_label("パスワード").fill(password)
    who.page.get_by_role("button", name="ログイン", exact=True).click()
    meet(who, first)


def fill_in(who: Visitor, number: str) -> None:
    """From the desk to the upload page, and all of it but the files."""
    page = who.page
    page.get_by_role("link", name="証券等をアップロードする").click()
    meet(who, "証券等のアップロード")
    page.get_by_label("保険会社").select_option(label="損害保険ジャパン株式会社")
    page.get_by_label("証券番号").fill(number)
    page.get_by_label("公共工事履行保証証券（履行ボンド）").check()
    page.get_by_label("受注者のメールアドレス").fill(CONTRACTOR)
    for label, text in TYPED.items():
        page.get_by_label(label).fill(text)


def choose(who: Visitor, certificate: Path, *attachments: Path) -> None:
    """The PDFs, in the fields of their kinds."""
    who.page.locator("[name=certificate_files]").set_input_files(certificate)
    if attachments:
        who.page.locator("[name=attachment_files]").set_input_files(attachments)


def press_upload(who: Visitor) -> None:
    """The button of the upload page."""
    who.page.get_by_role("button", name="アップロードする").click()


def see_both_mails_sent(who: Visitor, number: str) -> None:
    """On the certificate's page at the desk, which is loaded again until they are."""
    meet(who, f"証券番号 {number}")
    rows = see_mails(who, "送信済み", 2)
    expect(rows.filter(has_text="閲覧用URLのご案内")).to_contain_text(CONTRACTOR)
    expect(rows.filter(has_text="閲覧用パスワードのご案内")).to_contain_text("agency@example.jp")


def see_mails(who: Visitor, state: str, number: int) -> Locator:
    """So many of the certificate's mails are in this state, after a while; the rows of all."""
    rows = who.page.get_by_role("table", name="メールの送信状況").get_by_role("row")
    _reload_until(who.page, lambda: rows.filter(has_text=state).count() == number)
    return rows


def add_a_change_notice(who: Visitor, number: str) -> None:
    """From the certificate's page at the desk and back to it, with both mails sent again."""
    who.page.get_by_role("link", name="書類を追加する").click()
    meet(who, "書類の追加")
    who.page.locator("[name=change_notice_files]").set_input_files(CHANGE_NOTICE)
    who.page.get_by_role("button", name="追加してパスワードを新しくする").click()
    meet(who, f"証券番号 {number}")
    rows = see_mails(who, "送信済み", 4)
    expect(rows.filter(has_text="閲覧用パスワードの変更前")).to_have_count(2)


def open_mail(who: Visitor, words: str, to: str, nth: int = 1, closing: str = "：{}）") -> None:
    """The ``nth`` mail to this address with these words (a number) in its subject, from the demo's list."""
    page = who.page
    page.goto(f"{who.url}/demo/mail/")
    rows = page.get_by_role("row").filter(has_text=words).filter(has_text=to)
    _reload_until(page, lambda: rows.count() == nth)
    meet(who, "届いたメール")
    rows.first.get_by_role("link").click()  # the newest stands first
    meet(who, re.compile(rf"【保証証券等確認システム】.*{closing.format(words)}"))


def read_password(who: Visitor) -> str:
    """From the mail on the screen."""
    return _find(who, _PASSWORD)


def _find(who: Visitor, pattern: str) -> str:
    found = re.search(pattern, who.page.get_by_role("main").inner_text())
    assert found, f"nothing like {pattern} on {who.page.url}"
    return found[0]


def viewing_url(who: Visitor) -> str:
    """From the mail on the screen."""
    address = who.page.get_by_role("main").get_by_role("link", name="/v/").get_attribute("href")
    assert address
    return address


def follow_the_viewing_url(who: Visitor) -> None:
    """From the mail on the screen to the gate."""
    who.page.get_by_role("main").get_by_role("link", name="/v/").click()
    meet(who, "証券等の閲覧")


def unlock(who: Visitor, password: str) -> None:
    """At the gate, with whatever password."""
    who.page.get_by_label("閲覧用パスワード").fill(password)
    who.page.get_by_role("button", name="証券等を見る").click()


def unlock_again(who: Visitor, password: str) -> None:
    """Where a page asks for the password once more, with whatever password."""
    who.page.get_by_role("textbox", name="閲覧用パスワード").fill(password)
    who.page.get_by_role("button", name="閲覧を続ける").click()


def ask_for_a_code(who: Visitor, address: str) -> str:
    """From the certificate to the page that wants the one-time password; its reference."""
    who.page.get_by_role("link", name="発注者の方（ダウンロード）").click()
    meet(who, "発注者の方：ログイン")
    who.page.get_by_label("メールアドレス").fill(address)
    who.page.get_by_role("button", name="ワンタイムパスワードを送る").click()
    meet(who, "ワンタイムパスワードの入力")
    expect(who.page.get_by_role("main")).to_contain_text(address)
    return who.page.locator(".reference").inner_text()


def read_code(who: Visitor, reference: str, to: str) -> str:
    """From the mail with this reference, in a tab of its own: the login waits in the other."""
    return _read_beside(who, reference, to, r"\b\d{4}-\d{4}\b")


def read_new_password(who: Visitor, number: str, to: str) -> str:
    """From the second mail about this certificate, in a tab of its own."""
    return _read_beside(who, number, to, _PASSWORD, nth=2)


def _read_beside(who: Visitor, words: str, to: str, pattern: str, nth: int = 1) -> str:
    reader = replace(who, page=who.page.context.new_page())
    open_mail(reader, words, to=to, nth=nth)
    found = _find(reader, pattern)
    reader.page.close()
    return found


def enter_code(who: Visitor, code: str) -> None:
    """Whatever code, on the page that wants it."""
    who.page.get_by_label("ワンタイムパスワード").fill(code)
    who.page.get_by_role("button", name="ログインする").click()


def see_page(who: Visitor, name: str) -> None:
    """The picture of this page is there; one that is still being drawn comes by itself."""
    picture = who.page.get_by_role("img", name=name)
    expect(picture).to_be_visible(timeout=30_000)
    _wait_until(lambda: bool(picture.evaluate("image => image.complete && image.naturalWidth > 500")))


def turn_to(who: Visitor, name: str, *, by: str) -> None:
    """Turn pages with the link of this name."""
    who.page.get_by_role("navigation", name="ページ送り").get_by_role("link", name=by).click()
    see_page(who, name)
    meet(who, name)


def zoom(who: Visitor, size: str) -> float:
    """The width of the page's picture, at this size."""
    who.page.get_by_role("group", name="表示の大きさ").get_by_role("link", name=size).click()
    expect(who.page.get_by_role("link", name=size)).to_have_attribute("aria-current", "true")
    box = who.page.locator(".page-sheet img").bounding_box()
    assert box
    return box["width"]


def page_text(who: Visitor) -> str:
    """The words of the page, as a screen reader has them."""
    who.page.get_by_text("このページの文字").click()
    return who.page.locator(".page-text").inner_text()


def see_no_sideways_scrolling(who: Visitor) -> None:
    """Whatever the width of the screen."""
    sizes = who.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1], who.page.url


def _reload_until(page: Page, there: Callable[[], bool]) -> None:
    def look() -> bool:
        if there():
            return True
        page.reload()
        return there()

    _wait_until(look)


def _wait_until(there: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.3)
