"""What people get wrong is told where it went wrong, and nothing they did is lost (U2, V3)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import pdfs
from tests.demo.running import Demo
from tests.e2e import pages
from tests.e2e.conftest import NewVisitor
from tests.e2e.pages import BOND, TYPED, Visitor

pytestmark = pytest.mark.e2e

SEEDED, SEEDED_TO = "DEMO-2026-000002", "jimu@doboku.example.co.jp"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A PDF that asks for a password: the browser can't know, the server must say so."""
    path = tmp_path / "鍵つき.pdf"
    path.write_bytes(pdfs.needs_password())
    return path


def send_with_a_locked_file(clerk: Visitor, demo: Demo, number: str, locked: Path) -> None:
    pages.log_in(clerk, "agency@example.jp", demo.password)
    pages.fill_in(clerk, number)
    pages.choose(clerk, BOND, locked)
    pages.press_upload(clerk)
    pages.meet(clerk, "証券等のアップロード")


def test_the_wrong_file_is_told_in_its_row_and_typing_and_files_are_kept(
    visitor: NewVisitor, demo: Demo, locked: Path
) -> None:
    clerk = visitor()
    send_with_a_locked_file(clerk, demo, "BAD-0001", locked)
    row = (
        clerk.page.get_by_role("listitem")
        .filter(has_text="鍵つき.pdf")
        .filter(has=clerk.page.get_by_role("button"))
    )
    expect(row).to_contain_text("開くのにパスワードが必要なPDFです。")
    for label, typed in TYPED.items():
        expect(clerk.page.get_by_label(label)).to_have_value(typed)
    expect(clerk.page.get_by_label("証券番号")).to_have_value("BAD-0001")

    row.get_by_role("button").click()
    pages.press_upload(clerk)
    pages.see_both_mails_sent(clerk, "BAD-0001")
    expect(clerk.page.get_by_text(BOND.name)).to_be_visible()


def test_without_javascript_the_reason_stands_at_the_field_and_typing_is_kept(
    visitor: NewVisitor, demo: Demo, locked: Path
) -> None:
    clerk = visitor(scripted=False)
    send_with_a_locked_file(clerk, demo, "BAD-0002", locked)
    problem = clerk.page.locator("#id_attachment_files_error")
    expect(problem).to_contain_text("「鍵つき.pdf」：開くのにパスワードが必要なPDFです。")
    expect(clerk.page.get_by_text("PDFファイルはもう一度選んでください")).to_be_visible()
    for label, typed in TYPED.items():
        expect(clerk.page.get_by_label(label)).to_have_value(typed)


def test_a_number_that_stands_already_leads_to_its_certificate(visitor: NewVisitor, demo: Demo) -> None:
    clerk = visitor()
    pages.log_in(clerk, "agency@example.jp", demo.password)
    pages.fill_in(clerk, "ＤＥＭＯ－２０２６－０００００１")
    pages.choose(clerk, BOND)
    pages.press_upload(clerk)
    clerk.page.get_by_role("link", name="アップロード済みの証券等").click()
    pages.meet(clerk, "証券番号 DEMO-2026-000001")


def test_a_wrong_password_at_the_login_says_so(visitor: NewVisitor, demo: Demo) -> None:
    clerk = visitor()
    clerk.page.goto(f"{demo.url}/desk/")
    clerk.page.get_by_label("メールアドレス").fill("agency@example.jp")
    clerk.page.get_by_label("パスワード").fill("not the password")
    clerk.page.get_by_role("button", name="ログイン", exact=True).click()
    pages.meet(clerk, "ログイン")
    summary = clerk.page.locator(".error-summary")
    expect(summary).to_contain_text("メールアドレスまたはパスワードが正しくありません。")


def test_a_wrong_viewing_password_says_what_to_check_and_whom_to_ask(visitor: NewVisitor) -> None:
    reader = visitor()
    pages.open_mail(reader, SEEDED, to=SEEDED_TO)
    pages.follow_the_viewing_url(reader)
    pages.unlock(reader, "2222-3333-4444")
    pages.meet(reader, "証券等の閲覧")
    field = reader.page.get_by_label("閲覧用パスワード")
    expect(field).to_have_accessible_description(
        re.compile("閲覧用URLまたは閲覧用パスワードが正しくありません。")
    )
    expect(reader.page.get_by_role("alert")).to_contain_text("取扱店")


def test_a_viewing_url_cut_short_is_recognised(visitor: NewVisitor) -> None:
    reader = visitor()
    pages.open_mail(reader, SEEDED, to=SEEDED_TO)
    reader.page.goto(pages.viewing_url(reader)[:-3])
    pages.meet(reader, "閲覧用URLが途中で切れています")
