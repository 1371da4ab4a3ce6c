"""What the office does after the upload, and what the contractor sees of it (U6, U8, F1, F2)."""

import io
import re

import msoffcrypto
import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.demo.running import Demo
from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.downloads import download
from tests.e2e.pages import CONTRACTOR, Visitor
from tests.e2e.test_delivery import upload

pytestmark = pytest.mark.e2e

RIGHT = "soumu@contractor.example.co.jp"
FORM = "発注者提出用フォーマット"
_PAUSE = 30  # seconds between two mails to the same address


def press(who: Visitor, name: str) -> None:
    """The button of exactly this name."""
    who.page.get_by_role("button", name=name, exact=True).click()


def follow(who: Visitor, name: str) -> None:
    """The first link of this name."""
    who.page.get_by_role("link", name=name).first.click()


def see_done(who: Visitor, words: str) -> None:
    expect(who.page.get_by_role("status")).to_contain_text(words)


def correct_the_address(clerk: Visitor, number: str) -> None:
    follow(clerk, "受注者のメールアドレスを訂正する")
    pages.meet(clerk, "受注者のメールアドレスの訂正")
    field = clerk.page.get_by_label("受注者のメールアドレス")
    expect(field).to_have_value(CONTRACTOR)
    field.fill(RIGHT)
    press(clerk, "訂正して閲覧用URLを送る")
    pages.meet(clerk, f"証券番号 {number}")
    see_done(clerk, f"閲覧用URLを{RIGHT}へ送ります")
    pages.see_mails(clerk, "送信済み", 3)


def send_the_url_again(clerk: Visitor, number: str) -> None:
    """At once it is too soon, and the page says for how long."""
    follow(clerk, "閲覧用URLを送り直す")
    pages.meet(clerk, "閲覧用URLの送り直し")
    expect(clerk.page.get_by_role("main")).to_contain_text(RIGHT)
    press(clerk, "閲覧用URLを送り直す")
    told = re.search(r"(\d+)秒", clerk.page.get_by_role("alert").inner_text())
    assert told
    assert 0 < int(told[1]) <= _PAUSE
    clerk.page.wait_for_timeout(1000 * int(told[1]))
    press(clerk, "閲覧用URLを送り直す")
    pages.meet(clerk, f"証券番号 {number}")
    see_done(clerk, f"閲覧用URLを{RIGHT}へ送り直します")
    pages.see_mails(clerk, "送信済み", 4)


def take_the_form(clerk: Visitor, number: str, *, locked: bool) -> tuple[bytes, str]:
    """As a file, with the password that stood on the screen."""
    follow(clerk, f"「{FORM}」を作る")
    pages.meet(clerk, FORM)
    clerk.page.get_by_label("暗号化する（おすすめ）" if locked else "暗号化しない").check()
    press(clerk, "次へ進む")
    pages.meet(clerk, FORM)
    password = clerk.page.locator(".secret__value").inner_text() if locked else ""
    name, content = save_the_form(clerk)
    assert name == f"{FORM}_{number}.xlsx"
    follow(clerk, "証券等の画面へ戻る")
    pages.meet(clerk, f"証券番号 {number}")
    return content, password


def save_the_form(who: Visitor) -> tuple[str, bytes]:
    return download(who, who.page.get_by_role("button", name="ファイルをダウンロードする").click)


def values(workbook: bytes) -> dict[str, str]:
    """Of the form, by what stands on the left."""
    page = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert page is not None
    return {
        str(label).split("\n")[0]: str(value or "")
        for label, value in page.iter_rows(max_col=2, values_only=True)
    }


def unlocked(content: bytes, password: str) -> bytes:
    """Which nothing but the password opens."""
    book = msoffcrypto.OfficeFile(io.BytesIO(content))
    assert book.is_encrypted()
    book.load_key(password=password, verify_password=True)
    opened = io.BytesIO()
    book.decrypt(opened)
    return opened.getvalue()


def see_the_offices_form(clerk: Visitor, number: str) -> str:
    """Open and locked the same: all but what the contractor adds. The viewing password in it."""
    opened, _ = take_the_form(clerk, number, locked=False)
    form = values(opened)
    assert form["保険会社"] == "損害保険ジャパン株式会社"
    assert form["証券番号"] == number
    assert [form[blank] for blank in ("閲覧用URL", "工事名（件名）", "受注者名")] == ["", "", ""]
    assert values(unlocked(*take_the_form(clerk, number, locked=True))) == form
    return form["閲覧用パスワード"]


def open_the_certificate(contractor: Visitor, number: str, password: str, mails: int) -> str:
    """With the newest of so many mails to the right address, and the password of the form; the URL."""
    pages.open_mail(contractor, number, to=RIGHT, nth=mails)
    url = pages.viewing_url(contractor)
    pages.follow_the_viewing_url(contractor)
    pages.unlock(contractor, password)
    pages.see_page(contractor, "証券の1ページ目")
    return url


def complete_the_form(contractor: Visitor) -> str:
    """As PDF, locked; its text."""
    page = contractor.page
    follow(contractor, "受注者の方")
    pages.meet(contractor, "受注者の方：発注者への提出")
    for label in ("工事名（件名）", "受注者名", "発注者名"):
        expect(page.get_by_label(label)).to_have_value(pages.TYPED[label])
    page.get_by_label("工事名（件名）").fill("例示市立北小学校 体育館改修工事（第2期）")
    press(contractor, "次へ進む")
    pages.meet(contractor, FORM)
    password = page.locator(".secret__value").inner_text()
    body = page.get_by_label("メールの本文（ファイルを添付します）").input_value()
    assert "体育館改修工事（第2期）" in body
    assert password not in body
    _, content = save_the_form(contractor)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(content)
    with pypdfium2.PdfDocument(content, password=password) as form:
        return "".join(each.get_textpage().get_text_range() for each in form).replace("\r\n", "")


def copy_a_text(contractor: Visitor) -> None:
    contractor.page.get_by_role("button", name="コピーする").first.click()
    expect(contractor.page.get_by_role("button", name="コピーしました")).to_be_visible()


def withdraw(clerk: Visitor, number: str) -> None:
    clerk.page.get_by_text("登録内容や書類を間違えた").click()
    follow(clerk, "証券等を取り下げる")
    pages.meet(clerk, "証券等の取り下げ")
    clerk.page.get_by_label("契約が取りやめになった").check()
    press(clerk, "証券等を取り下げる")
    pages.meet(clerk, f"証券番号 {number}")
    see_done(clerk, "証券等を取り下げました")
    expect(clerk.page.get_by_role("main")).to_contain_text("契約が取りやめになった")  # in the history


def restore(clerk: Visitor, number: str) -> None:
    follow(clerk, "取り下げを取り消す")
    pages.meet(clerk, "取り下げの取り消し")
    press(clerk, "取り下げを取り消す")
    pages.meet(clerk, f"証券番号 {number}")
    see_done(clerk, "取り下げを取り消しました")


def find_in_the_list(clerk: Visitor, number: str, words: str) -> None:
    """By words that stand in it, and in the table to take away."""
    follow(clerk, "証券等の一覧")
    pages.meet(clerk, "証券等の一覧")
    clerk.page.get_by_label("検索する言葉").fill(words)
    press(clerk, "探す")
    pages.meet(clerk, "証券等の一覧")
    expect(clerk.page.get_by_role("link", name=number)).to_be_visible()
    _, table = download(clerk, clerk.page.get_by_role("link", name=re.compile("CSV")).click)
    assert number in table.decode("utf-8-sig")
    follow(clerk, number)
    pages.meet(clerk, f"証券番号 {number}")


@pytest.mark.parametrize("scripted", [True, False])
def test_a_wrong_address_the_form_and_a_withdrawal(visitor: NewVisitor, demo: Demo, scripted: bool) -> None:
    clerk, contractor = visitor(scripted=scripted), visitor(scripted=scripted)
    number = upload(clerk, demo)
    correct_the_address(clerk, number)
    if scripted:  # once is enough to wait for
        send_the_url_again(clerk, number)
    password = see_the_offices_form(clerk, number)

    url = open_the_certificate(contractor, number, password, mails=2 if scripted else 1)
    text = complete_the_form(contractor)
    assert url in text
    assert password in text
    assert "第2期" in text
    if scripted:
        copy_a_text(contractor)

    withdraw(clerk, number)
    follow(contractor, "入力内容を変えて作り直す")
    pages.meet(contractor, "この証券等は取り下げられました")
    restore(clerk, number)
    contractor.page.reload()
    pages.meet(contractor, "受注者の方：発注者への提出")
    find_in_the_list(clerk, number, "髙﨑 体育館")
