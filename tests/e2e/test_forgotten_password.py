"""Somebody who logs in three times a year has forgotten the password (U1)."""

import pytest
from playwright.sync_api import expect

from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.pages import Visitor
from tests.e2e.test_membership import PASSWORD
from tests.e2e.test_second_factor import DESK, SHOW, add_an_app, address, boss, log_out
from tests.second_factors import code

__all__ = ["address", "boss"]

pytestmark = pytest.mark.e2e

NEW = "a password that is new"
TITLE = "パスワードの再設定のご案内"


def ask_for_the_mail(who: Visitor, address: str) -> None:
    """From the desk's address to the page that says where to look."""
    who.page.goto(f"{who.url}/desk/")
    pages.meet(who, "ログイン")
    who.page.get_by_role("link", name="パスワードを忘れたとき").click()
    pages.meet(who, "パスワードを忘れたとき")
    who.page.get_by_label("メールアドレス").fill(address)
    who.page.get_by_role("button", name="メールを送る").click()
    pages.meet(who, "メールをご確認ください")


def follow_the_link(who: Visitor, address: str) -> str:
    """From the mail to the page that asks for another password; its address."""
    pages.open_mail(who, TITLE, to=address, closing="{}")
    link = who.page.get_by_role("main").get_by_role("link", name="/staff/password/new/")
    url = link.get_attribute("href") or ""
    link.click()
    pages.meet(who, "新しいパスワードの登録")
    expect(who.page.get_by_role("main")).to_contain_text(address)
    return url


def choose(who: Visitor, *passwords: str) -> None:
    for field, password in zip(who.page.get_by_label("パスワード").all(), passwords, strict=True):
        field.fill(password)
    who.page.get_by_role("button", name="登録する").click()


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "without JavaScript"])
def test_from_the_forgotten_password_to_the_login_with_a_new_one(
    visitor: NewVisitor, address: str, scripted: bool
) -> None:
    elsewhere, member = visitor(scripted=scripted), visitor(scripted=scripted, width=390, height=844)
    pages.log_in(elsewhere, address, PASSWORD)
    ask_for_the_mail(member, address)
    pages.see_no_sideways_scrolling(member)
    link = follow_the_link(member, address)
    pages.see_no_sideways_scrolling(member)
    choose(member, NEW, "another one")
    pages.meet(member, "新しいパスワードの登録")
    expect(member.page.get_by_role("alert")).to_contain_text("2回とも同じパスワード")
    choose(member, NEW, NEW)
    pages.meet(member, "ログイン")
    expect(member.page.get_by_role("status")).to_contain_text("パスワードを再設定しました。")

    elsewhere.page.reload()
    pages.meet(elsewhere, "ログイン")
    pages.log_in(member, address, NEW, DESK)
    pages.open_mail(member, "パスワードの変更のお知らせ", to=address, closing="{}（例示保険事務所）")
    member.page.goto(link)
    pages.meet(member, "このURLは使えません")


def test_the_second_factor_is_asked_for_as_before(visitor: NewVisitor, address: str) -> None:
    member = visitor()
    pages.log_in(member, address, PASSWORD)
    secret = add_an_app(member)
    log_out(member)
    ask_for_the_mail(member, address)
    follow_the_link(member, address)
    choose(member, NEW, NEW)
    pages.log_in(member, address, NEW, SHOW)
    member.page.get_by_label("認証コード").fill(code(secret, steps=1))
    member.page.get_by_role("button", name="確認する").click()
    pages.meet(member, DESK)
