"""Staff add a passkey or an app, come in with it, and keep others out (U1, T7)."""

import re
from itertools import count
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, expect

from tests.demo.running import Demo
from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.pages import BOND, Visitor
from tests.e2e.test_membership import ADMINISTRATOR, PASSWORD, accept, invite, open_members, remove
from tests.second_factors import code

pytestmark = pytest.mark.e2e

_newcomers = count(1)
REFUSED = "パスキーで確認できませんでした。もう一度お試しください。"
DESK, ACCOUNT, SHOW = "証券等の一覧", "利用者の設定", "2段階目の認証"


@pytest.fixture
def boss(visitor: NewVisitor, demo: Demo) -> Visitor:
    """On the page of the house's people."""
    boss = visitor()
    open_members(boss, ADMINISTRATOR, demo.password)
    return boss


@pytest.fixture
def address(boss: Visitor, visitor: NewVisitor) -> str:
    """Of a new member, who logs in with ``PASSWORD``; the demo's own people keep to the password alone."""
    address = f"factor{next(_newcomers)}@example.jp"
    invite(boss, f"新人 {address}", address)
    accept(visitor(), address)
    return address


def see(who: Visitor, words: str) -> None:
    """Not only in the page, where a script may show them."""
    expect(who.page.get_by_text(words)).to_be_visible()


def plug_in_a_device(who: Visitor) -> CDPSession:
    """A PC that asks for a PIN or a finger, and is shown it at once."""
    line = who.page.context.new_cdp_session(who.page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return line


def open_account(who: Visitor, *steps: str) -> None:
    """From any page for staff, and on through these links."""
    who.page.get_by_role("link", name="利用者の設定").first.click()
    pages.meet(who, ACCOUNT)
    for step in steps:
        # Of what is only read out, a browser makes a word of its own.
        who.page.get_by_role("link", name=re.compile(step.replace("（", r"\s*（"))).click()


def log_out(who: Visitor) -> None:
    who.page.get_by_role("button", name="ログアウト").click()
    expect(who.page.get_by_role("status")).to_contain_text("ログアウトしました。")


def add_a_passkey(who: Visitor, name: str) -> None:
    open_account(who, "追加（パスキー）")
    pages.meet(who, "パスキーの追加")
    who.page.get_by_label("パスキーの名前").fill(name)
    who.page.get_by_role("button", name="パスキーを作る").click()
    pages.meet(who, "リカバリーコード")


def add_an_app(who: Visitor) -> str:
    """The secret that the page shows, for an app that can't read the picture."""
    open_account(who, "追加（認証アプリ）")
    pages.meet(who, "認証アプリの追加")
    expect(who.page.get_by_role("img", name="QRコード")).to_be_visible()
    who.page.get_by_text("QRコードを読み取れないとき").click()
    secret = who.page.locator(".secret__value").inner_text()
    who.page.get_by_label("認証コード").fill(code(secret))
    who.page.get_by_role("button", name="追加する").click()
    pages.meet(who, "リカバリーコード")
    return secret


def log_in_with(who: Visitor, address: str, shown: str) -> None:
    """Password, and a code."""
    pages.log_in(who, address, PASSWORD, SHOW)
    who.page.get_by_label("認証コード").fill(shown)
    who.page.get_by_role("button", name="確認する").click()


def test_from_the_invitation_with_a_passkey_to_the_end_of_the_session(
    visitor: NewVisitor, boss: Visitor, address: str
) -> None:
    member = visitor()
    plug_in_a_device(member)
    pages.log_in(member, address, PASSWORD)
    add_a_passkey(member, "会社のパソコン")
    open_account(member)
    expect(member.page.get_by_role("main")).to_contain_text("会社のパソコン")
    log_out(member)

    # The passkey alone, and it leads to where one wanted to go.
    member.page.goto(f"{member.url}/desk/upload/")
    pages.meet(member, "ログイン")
    member.page.get_by_role("button", name="パスキーでログイン").click()
    pages.meet(member, "証券等のアップロード")
    member.page.get_by_role("link", name="証券等の一覧").first.click()
    pages.fill_in(member, f"KEY-{address[6:].split('@')[0]:0>4}")
    pages.choose(member, BOND)
    pages.press_upload(member)
    pages.meet(member, re.compile("証券番号 KEY-"))

    remove(boss, f"新人 {address}")
    member.page.reload()
    pages.meet(member, "ログイン")
    member.page.get_by_role("button", name="パスキーでログイン").click()
    see(member, REFUSED)


def test_after_the_password_the_passkey_is_asked_for(visitor: NewVisitor, address: str) -> None:
    member, thief = visitor(), visitor()
    line = plug_in_a_device(member)
    pages.log_in(member, address, PASSWORD)
    add_a_passkey(member, "")
    log_out(member)
    pages.log_in(member, address, PASSWORD, SHOW)
    member.page.get_by_role("button", name="パスキーで確認する").click()
    pages.meet(member, DESK)

    # Whoever knows the password has another device, or none.
    plug_in_a_device(thief)
    pages.log_in(thief, address, PASSWORD, SHOW)
    thief.page.get_by_role("button", name="パスキーで確認する").click()
    see(thief, "この端末にパスキーがない可能性があります。")
    pages.meet(thief, SHOW)

    # Taken out of the account, the passkey in the device opens nothing.
    open_account(member, "削除（パスキー1）")
    pages.meet(member, "パスキーの削除")
    member.page.get_by_role("button", name="パスキーを削除する").click()
    pages.meet(member, ACCOUNT)
    log_out(member)
    member.page.goto(f"{member.url}/staff/login/")
    member.page.get_by_role("button", name="パスキーでログイン").click()
    see(member, REFUSED)
    pages.meet(member, "ログイン")
    line.detach()


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "without JavaScript"])
def test_an_app_and_a_recovery_code_that_opens_once(
    visitor: NewVisitor, address: str, scripted: bool
) -> None:
    member, thief = visitor(scripted=scripted), visitor(scripted=scripted, width=390, height=844)
    pages.log_in(member, address, PASSWORD)
    secret = add_an_app(member)
    recovery = member.page.locator(".recovery-codes code").first.inner_text()
    log_out(member)
    shown = code(secret, steps=1)
    log_in_with(member, address, shown)
    pages.meet(member, DESK)

    # The same digits: half a minute later the app would show others.
    log_in_with(thief, address, shown)
    expect(thief.page.get_by_role("main")).to_contain_text("コードが正しくありません。")
    log_out_of_the_question(thief)
    log_in_with(thief, address, recovery)
    pages.meet(thief, DESK)

    # The owner ends the stranger's login.
    open_account(member, "ログイン中のブラウザーを見る")
    pages.meet(member, "ログイン中のブラウザー")
    member.page.get_by_role("button", name=re.compile("^終了")).click()
    expect(member.page.get_by_role("status")).to_contain_text("選んだログインを終了しました。")
    thief.page.reload()
    pages.meet(thief, "ログイン")
    log_in_with(thief, address, recovery)
    expect(thief.page.get_by_role("main")).to_contain_text("コードが正しくありません。")


def log_out_of_the_question(who: Visitor) -> None:
    """Back to the login from the page that asks for a code."""
    who.page.get_by_role("button", name="別の利用者でログインする").click()
    pages.meet(who, "ログイン")


def test_the_changes_reach_the_owner_by_mail(visitor: NewVisitor, address: str) -> None:
    member = visitor()
    pages.log_in(member, address, PASSWORD)
    add_an_app(member)
    pages.open_mail(member, "認証の追加のお知らせ", to=address, closing="{}（例示保険事務所）")
    link = member.page.get_by_role("main").get_by_role("link", name="/staff/account/")
    assert urlsplit(link.get_attribute("href") or "").path == "/staff/account/"


def test_a_device_that_is_refused_or_missing_says_what_to_do(visitor: NewVisitor, address: str) -> None:
    member = visitor()
    line = plug_in_a_device(member)
    member.page.goto(f"{member.url}/staff/login/")
    member.page.get_by_role("button", name="パスキーでログイン").click()
    see(member, "もう一度試すか、ほかの方法をお使いください。")
    pages.log_in(member, address, PASSWORD)
    add_a_passkey(member, "会社のパソコン")
    open_account(member, "追加（パスキー）")
    member.page.get_by_role("button", name="パスキーを作る").click()
    see(member, "すでに登録されています。")
    pages.meet(member, "パスキーの追加")
    line.detach()
