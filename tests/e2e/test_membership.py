"""Somebody is invited, joins, uploads and leaves: the session is dead at the next request (U1, T7)."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.demo.running import Demo
from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.pages import BOND, Visitor

pytestmark = pytest.mark.e2e

ADMINISTRATOR, PASSWORD = "agency-admin@example.jp", "a password of my own"
_newcomers = count(1)


def open_members(who: Visitor, email: str, password: str) -> None:
    """Logged in, on the page of the house's people."""
    pages.log_in(who, email, password)
    who.page.get_by_role("navigation", name="業務メニュー").get_by_role("link", name="利用者").click()
    pages.meet(who, "利用者")


def invite(boss: Visitor, name: str, address: str) -> None:
    boss.page.get_by_role("link", name="利用者を招待する").click()
    pages.meet(boss, "利用者の招待")
    boss.page.get_by_label("氏名").fill(name)
    boss.page.get_by_label("メールアドレス").fill(address)
    boss.page.get_by_role("radio", name="一般").check()
    boss.page.get_by_role("button", name="招待メールを送る").click()
    pages.meet(boss, "利用者")
    expect(boss.page.get_by_role("table", name="招待中の方")).to_contain_text(address)


def accept(newcomer: Visitor, address: str) -> str:
    """From the mail to the login; the address of the link that was used."""
    pages.open_mail(newcomer, "例示保険事務所", to=address, closing="（{}）")
    link = newcomer.page.get_by_role("main").get_by_role("link", name="/staff/invitation/")
    url = link.get_attribute("href") or ""
    link.click()
    pages.meet(newcomer, "利用者の登録")
    expect(newcomer.page.get_by_role("main")).to_contain_text(address)
    for field in newcomer.page.get_by_label("パスワード").all():
        field.fill(PASSWORD)
    newcomer.page.get_by_role("button", name="登録する").click()
    pages.meet(newcomer, "ログイン")
    expect(newcomer.page.get_by_role("status")).to_contain_text("登録が終わりました")
    return url


def remove(boss: Visitor, name: str) -> None:
    boss.page.reload()
    boss.page.get_by_role("link", name=re.compile(f"削除する.*{name}")).click()
    pages.meet(boss, "利用者の削除")
    expect(boss.page.get_by_role("main")).to_contain_text("ただちにシステムを使えなくなります")
    boss.page.get_by_role("button", name="利用者から削除する").click()
    pages.meet(boss, "利用者")
    expect(boss.page.get_by_role("status")).to_contain_text(f"{name}さんを、利用者から削除しました")


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "without JavaScript"])
def test_from_the_invitation_to_the_end_of_the_session(
    visitor: NewVisitor, demo: Demo, scripted: bool
) -> None:
    boss, newcomer = visitor(scripted=scripted), visitor(scripted=scripted)
    number = next(_newcomers)
    name, address = f"新人 {number}郎", f"newcomer{number}@example.jp"
    open_members(boss, ADMINISTRATOR, demo.password)
    invite(boss, name, address)
    link = accept(newcomer, address)

    pages.log_in(newcomer, address, PASSWORD)
    pages.fill_in(newcomer, f"NEW-{number:04}")
    pages.choose(newcomer, BOND)
    pages.press_upload(newcomer)
    pages.meet(newcomer, f"証券番号 NEW-{number:04}")

    remove(boss, name)
    newcomer.page.reload()
    pages.meet(newcomer, "ログイン")
    newcomer.page.goto(link)
    pages.meet(newcomer, "この招待は使えません")


@pytest.mark.parametrize(
    ("email", "paths"),
    [
        ("agency@example.jp", ["members/", "history/"]),
        (ADMINISTRATOR, ["members/", "members/invite/", "history/"]),
        ("insurer-admin@example.jp", ["agencies/", "agencies/add/", "agencies/link/", "agencies/1/"]),
        ("insurer-admin@example.jp", ["agencies/1/end/", "members/"]),
        (
            "association@example.jp",
            ["figures/", "insurers/", "insurers/add/", "insurers/1/invite/", "members/"],
        ),
    ],
)
def test_every_screen_is_for_everybody_and_nothing_sticks_out_on_a_phone(
    visitor: NewVisitor, demo: Demo, email: str, paths: list[str]
) -> None:
    who = visitor(width=390, height=844)
    pages.log_in(who, email, demo.password, "利用状況" if email.startswith("association") else "証券等の一覧")
    for path in paths:
        who.page.goto(f"{demo.url}/desk/{path}")
        pages.meet(who, re.compile("."))
        expect(who.page.get_by_role("heading", level=1)).not_to_contain_text("見つかりません")
        pages.see_no_sideways_scrolling(who)
