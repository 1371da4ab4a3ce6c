"""What people do on each page, by the words on the screen; each page met is checked with axe."""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.watch import check_accessibility

PDFS = Path(__file__).resolve().parents[2] / "kakunin" / "demo" / "pdfs"


@dataclass(frozen=True)
class Case:
    """What the agency types; ``number`` tells the stories apart."""

    number: str
    contractor: str = "keiyaku@contractor.example.co.jp"
    typed: Mapping[str, str] = field(
        default_factory=lambda: {
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
    )


def meet(page: Page, heading: str | re.Pattern[str]) -> None:
    """This page is on the screen, and everybody can use it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    check_accessibility(page)


def log_in(page: Page, url: str, email: str, password: str) -> None:
    """To the desk."""
    page.goto(f"{url}/desk/")
    meet(page, "ログイン")
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()
    meet(page, "証券等の一覧")


def fill_in(page: Page, case: Case, insurer: str) -> None:
    """From the desk to the upload page, all but the files."""
    page.get_by_role("link", name="証券等をアップロードする").click()
    meet(page, "証券等のアップロード")
    page.get_by_label("保険会社").select_option(label=insurer)
    page.get_by_label("証券番号").fill(case.number)
    page.get_by_label("公共工事履行保証証券（履行ボンド）").check()
    page.get_by_label("受注者のメールアドレス").fill(case.contractor)
    for label, text in case.typed.items():
        page.get_by_label(label).fill(text)


def choose(page: Page, label: str, files: Iterable[Path]) -> None:
    """PDFs for one of the three file fields."""
    page.get_by_label(label, exact=False).and_(page.locator("input[type=file]")).set_input_files(list(files))


def choose_the_demos_pdfs(page: Page) -> None:
    """A bond of one page and its attachment of ten."""
    page.locator("[name=certificate_files]").set_input_files(PDFS / "performance-bond.pdf")
    page.locator("[name=attachment_files]").set_input_files(PDFS / "attachment.pdf")


def upload(page: Page) -> None:
    """Press the button of the upload page."""
    page.get_by_role("button", name="アップロードする").click()


def see_that_both_mails_went_out(page: Page, case: Case) -> None:
    """On the certificate's page at the desk, which is loaded again until they did."""
    rows = page.get_by_role("table", name="メールの送信状況").get_by_role("row")
    _load_until(page, lambda: rows.filter(has_text="送信済み").count() == 2)
    meet(page, f"証券番号 {case.number}")
    expect(rows.filter(has_text=case.contractor)).to_contain_text("閲覧用URLのご案内")
    expect(rows.filter(has_text="agency@example.jp")).to_contain_text("閲覧用パスワードのご案内")


def open_mail(page: Page, url: str, case: Case, to: str) -> None:
    """The newest mail about this certificate to this address, from the demo's list."""
    page.goto(f"{url}/demo/mail/")
    row = page.get_by_role("row").filter(has_text=case.number).filter(has_text=to).first
    _load_until(page, lambda: row.count() == 1)
    meet(page, "届いたメール")
    row.get_by_role("link").click()
    meet(page, re.compile(rf"^【保証証券等確認システム】.*証券番号：{case.number}）$"))


def read_password(page: Page) -> str:
    """From the mail on the screen."""
    found = re.search(r"\b\w{4}-\w{4}-\w{4}\b", page.get_by_role("main").inner_text())
    assert found, "no viewing password in this mail"
    return found[0]


def read_viewing_url(page: Page) -> str:
    """From the mail on the screen."""
    address = page.get_by_role("main").get_by_role("link", name=re.compile("/v/")).get_attribute("href")
    assert address
    return address


def follow_the_mails_link(page: Page) -> None:
    """To the gate."""
    page.get_by_role("main").get_by_role("link", name=re.compile("/v/")).click()
    meet(page, "証券等の閲覧")


def type_password(page: Page, password: str) -> None:
    """At the gate."""
    page.get_by_label("閲覧用パスワード").fill(password)
    page.get_by_role("button", name="証券等を見る").click()


def see_the_picture(page: Page, name: str) -> None:
    """The page's picture has come and is no empty frame."""
    picture = page.get_by_role("img", name=name)
    _wait(lambda: picture.count() == 1)  # a page that is still being drawn loads itself again
    expect(picture).to_be_visible()
    size = picture.bounding_box()
    assert size
    assert size["width"] > 200


def _load_until(page: Page, there: "Condition", seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, f"never came: {page.url}"
        time.sleep(0.3)
        page.reload()
