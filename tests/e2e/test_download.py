"""The second half of the walk: the obligee logs in and takes the very files away (D1-D5)."""

import io
import re
import zipfile
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.demo.running import Demo
from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.downloads import download
from tests.e2e.pages import ATTACHMENT, BOND, CHANGE_NOTICE, Visitor
from tests.e2e.test_delivery import unlock, upload

pytestmark = pytest.mark.e2e

CLERK = "keiyaku@city.example.lg.jp"
SEEDED, SEEDED_TO = "DEMO-2026-000001", "keiyaku@kensetsu.example.co.jp"
_colleagues = count(1)


def colleague() -> str:
    """An address that no other story reads the mails of."""
    return f"keiyaku{next(_colleagues)}@city.example.lg.jp"


def log_in(obligee: Visitor, address: str) -> None:
    """From the certificate on the screen to the download page, with the digits typed in full width."""
    reference = pages.ask_for_a_code(obligee, address)
    code = pages.read_code(obligee, reference, to=address)
    pages.enter_code(obligee, code.translate({ord("0") + n: ord("０") + n for n in range(10)}))
    pages.meet(obligee, "証券等PDFのダウンロード")


def take(obligee: Visitor, name: str) -> tuple[str, bytes]:
    """The file behind the link whose name begins so."""
    return download(obligee, obligee.page.get_by_role("link", name=re.compile(f"^{name}")).click)


def take_both_documents(obligee: Visitor, number: str) -> None:
    """One by one and as an archive: names that tell what they are, and the uploaded bytes."""
    stem = f"損害保険ジャパン株式会社_{number}"
    name, content = take(obligee, "ダウンロード.*_01_")
    assert re.fullmatch(rf"{stem}_01_証券_\d{{8}}\.pdf", name)
    assert content == BOND.read_bytes()
    name, content = take(obligee, "すべてまとめて")
    assert name == f"{stem}.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert [packed.read(entry) for entry in packed.infolist()] == [
            BOND.read_bytes(),
            ATTACHMENT.read_bytes(),
        ]
        assert re.fullmatch(rf"{stem}_02_証券別紙_\d{{8}}\.pdf", packed.namelist()[1])


def go_on_with_the_new_password(obligee: Visitor, number: str, old: str) -> None:
    """What was opened is shut at the next step; the old password is refused, the new one leads back."""
    new = pages.read_new_password(obligee, number, to="agency@example.jp")
    obligee.page.reload()
    pages.meet(obligee, "閲覧用パスワードが新しくなりました")
    pages.unlock_again(obligee, old)
    expect(obligee.page.get_by_role("textbox")).to_have_accessible_description(
        re.compile("閲覧用パスワードが正しくありません")
    )
    pages.unlock_again(obligee, new)
    pages.meet(obligee, "証券等PDFのダウンロード")


@pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)
def test_the_whole_way_from_the_agency_to_the_obligee_and_a_change_after_it(
    visitor: NewVisitor, demo: Demo
) -> None:
    clerk, contractor, obligee = visitor(), visitor(), visitor()
    number = upload(clerk, demo)
    unlock(contractor, number)
    old = unlock(obligee, number)
    log_in(obligee, colleague())
    take_both_documents(obligee, number)

    pages.add_a_change_notice(clerk, number)
    go_on_with_the_new_password(obligee, number, old)
    name, content = take(obligee, "ダウンロード.*_03_")
    assert "契約内容変更のお知らせ" in name
    assert content == CHANGE_NOTICE.read_bytes()

    # What the contractor had opened is shut too.
    contractor.page.reload()
    pages.meet(contractor, "閲覧用パスワードが新しくなりました")


def test_the_same_without_javascript(visitor: NewVisitor) -> None:
    obligee = visitor(scripted=False)
    unlock(obligee, SEEDED, SEEDED_TO)
    log_in(obligee, colleague())
    assert take(obligee, "ダウンロード.*_01_")[1] == BOND.read_bytes()


def test_an_unregistered_address_is_told_how_to_register(visitor: NewVisitor) -> None:
    obligee = visitor()
    unlock(obligee, SEEDED, SEEDED_TO)
    obligee.page.get_by_role("link", name="発注者の方（ダウンロード）").click()
    obligee.page.get_by_label("メールアドレス").fill("keiyaku@town.example.lg.jp")
    obligee.page.get_by_role("button", name="ワンタイムパスワードを送る").click()
    pages.meet(obligee, "発注者の方：ログイン")
    notice = obligee.page.get_by_role("alert").first
    expect(notice).to_contain_text("town.example.lg.jp")
    expect(notice).to_contain_text("日本損害保険協会")
    expect(obligee.page.get_by_label("メールアドレス")).to_have_value("keiyaku@town.example.lg.jp")


def test_a_wrong_code_says_how_often_it_may_be_tried_and_in_the_end_offers_a_new_one(
    visitor: NewVisitor,
) -> None:
    obligee = visitor()
    unlock(obligee, SEEDED, SEEDED_TO)
    address = colleague()
    code = pages.read_code(obligee, pages.ask_for_a_code(obligee, address), to=address)
    wrong = f"{(int(code.replace('-', '')) + 1) % 10**8:08}"
    for left in (4, 3, 2, 1):
        pages.enter_code(obligee, wrong)
        expect(obligee.page.get_by_label("ワンタイムパスワード")).to_have_accessible_description(
            re.compile(f"あと{left}回")
        )
    pages.enter_code(obligee, wrong)
    pages.meet(obligee, "ワンタイムパスワードの入力")
    expect(obligee.page.get_by_role("alert").first).to_contain_text("使えなくなりました")
    expect(obligee.page.get_by_role("button", name="新しいワンタイムパスワードを送る").first).to_be_visible()
    expect(obligee.page.get_by_label("ワンタイムパスワード")).to_have_count(0)


def test_advice_comes_when_the_mail_does_not(visitor: NewVisitor) -> None:
    obligee = visitor()
    unlock(obligee, SEEDED, SEEDED_TO)
    obligee.page.clock.install()
    pages.ask_for_a_code(obligee, colleague())
    advice = obligee.page.get_by_role("heading", name="メールが届かないとき")
    expect(advice).to_be_hidden()
    expect(advice).to_be_visible(timeout=15_000)
    pages.meet(obligee, "ワンタイムパスワードの入力")
    again = obligee.page.get_by_role("button", name="新しいワンタイムパスワードを送る")
    expect(again).to_be_disabled()
    obligee.page.clock.fast_forward("01:05")
    expect(again).to_be_enabled()


def test_after_logging_out_the_back_button_shows_nothing(visitor: NewVisitor) -> None:
    obligee = visitor()
    unlock(obligee, SEEDED, SEEDED_TO)
    log_in(obligee, colleague())
    obligee.page.get_by_role("button", name="ログアウト").click()
    pages.meet(obligee, "ログアウトしました")
    obligee.page.go_back()
    expect(obligee.page.get_by_label("閲覧用パスワード")).to_be_visible()
    expect(obligee.page.get_by_text("株式会社例示建設")).to_have_count(0)


def test_on_a_phone_nothing_sticks_out(visitor: NewVisitor) -> None:
    obligee = visitor(width=390, height=844)
    unlock(obligee, SEEDED, SEEDED_TO)
    address = colleague()
    reference = pages.ask_for_a_code(obligee, address)
    pages.see_no_sideways_scrolling(obligee)
    pages.enter_code(obligee, pages.read_code(obligee, reference, to=address))
    pages.meet(obligee, "証券等PDFのダウンロード")
    pages.see_no_sideways_scrolling(obligee)


def test_one_login_serves_a_second_certificate_of_the_same_browser(visitor: NewVisitor) -> None:
    obligee = visitor()
    unlock(obligee, SEEDED, SEEDED_TO)
    log_in(obligee, colleague())
    unlock(obligee, "DEMO-2026-000002", "jimu@doboku.example.co.jp")
    obligee.page.get_by_role("link", name="発注者の方（ダウンロード）").click()
    pages.meet(obligee, "証券等PDFのダウンロード")
    assert "DEMO-2026-000002" in take(obligee, "ダウンロード.*_01_")[0]
