"""The upload page with its script: what was chosen stays, and nothing is sent in vain (U2)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from tests import pdfs
from tests.web.upload.conftest import UploadPage

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
BUTTON, ADD = "アップロードする", "追加してパスワードを新しくする"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; it ends with these tests, which use the database in turn.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files as the clerk has them."""
    for name, content in {
        "証券.pdf": pdfs.plain(),
        "別紙.pdf": pdfs.three_pages(),
        "鍵つき.pdf": pdfs.needs_password(),
        "空.pdf": b"",
        "bond.pdf.exe": pdfs.plain(),
    }.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def desk(chromium: Browser, upload: UploadPage, live_server: LiveServer) -> Iterator[Page]:
    """The clerk's browser, logged in."""
    context = chromium.new_context(locale="ja-JP", base_url=live_server.url)
    cookie = upload.client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(desk: Page, upload: UploadPage) -> Page:
    """The upload page, filled in but for its files."""
    desk.goto(reverse("upload:new"))
    for name, value in upload.TYPED.items():
        desk.fill(f"[name={name}]", value)
    desk.fill("[name=addresses]", upload.ADDRESSES)
    desk.check("[value=performance_bond]")
    return desk


@pytest.fixture
def further(desk: Page, upload: UploadPage) -> Page:
    """The page that adds documents to a certificate with one."""
    upload.send()
    desk.goto(reverse("upload:further", args=[Certificate.objects.get().uuid]))
    return desk


def choose(screen: Page, folder: Path, field: str, *names: str) -> None:
    screen.set_input_files(f"[name={field}]", [folder / name for name in names])


def press(screen: Page, button: str = BUTTON) -> None:
    screen.get_by_role("button", name=button).click()


def chosen(screen: Page, field: str) -> list[str]:
    """The files that the form would send."""
    names: list[str] = screen.locator(f"[name={field}]").evaluate(
        "input => [...input.files].map(f => f.name)"
    )
    return names


def test_after_an_error_the_chosen_files_are_still_there(screen: Page, folder: Path) -> None:
    choose(screen, folder, "certificate_files", "証券.pdf", "鍵つき.pdf")
    choose(screen, folder, "attachment_files", "別紙.pdf")
    screen.fill("[name=number]", "―")
    press(screen)
    expect(screen.locator(".error-summary")).to_be_focused()
    expect(screen.locator(".error-summary")).to_contain_text("証券に印字されているとおりに")
    assert chosen(screen, "certificate_files") == ["証券.pdf", "鍵つき.pdf"]
    assert chosen(screen, "attachment_files") == ["別紙.pdf"]
    expect(screen.get_by_text("もう一度選んでください")).to_have_count(0)


def test_a_refused_file_has_its_reason_in_its_row_and_the_rest_goes_on(screen: Page, folder: Path) -> None:
    choose(screen, folder, "certificate_files", "鍵つき.pdf", "証券.pdf")
    press(screen)
    row = screen.locator(".file-list__item--error")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("鍵つき.pdf")
    expect(row).to_contain_text("パスワードが必要なPDFです。")
    assert not Certificate.objects.exists()

    row.get_by_role("button").click()
    press(screen)
    screen.wait_for_url("**/desk/certificates/*/")
    expect(screen.get_by_text("アップロードが完了しました。")).to_be_visible()
    assert [str(document) for document in Document.objects.all()] == ["証券.pdf"]


def test_what_the_browser_can_see_by_itself_is_told_before_anything_is_sent(
    screen: Page, folder: Path
) -> None:
    sent: list[str] = []
    screen.on("request", lambda request: sent.append(request.method))
    choose(screen, folder, "certificate_files", "証券.pdf", "空.pdf", "bond.pdf.exe")
    rows = screen.locator(".file-list__item--error")
    expect(rows).to_contain_text(["空です", "名前の末尾が「.pdf」または「.PDF」"])
    press(screen)
    expect(screen.locator("#upload-failure")).to_contain_text("受け付けられないファイルがあります。")
    assert sent == []


def test_choosing_again_adds_and_each_file_can_be_removed(screen: Page, folder: Path) -> None:
    choose(screen, folder, "certificate_files", "証券.pdf")
    choose(screen, folder, "certificate_files", "別紙.pdf", "証券.pdf")
    assert chosen(screen, "certificate_files") == ["証券.pdf", "別紙.pdf"]
    screen.get_by_role("button", name="取り除く 証券.pdf").click()
    assert chosen(screen, "certificate_files") == ["別紙.pdf"]
    expect(screen.get_by_role("button", name="取り除く 別紙.pdf")).to_be_focused()


def test_files_are_dropped_on_the_zone(screen: Page) -> None:
    screen.evaluate(
        """() => {
            const dropped = new DataTransfer();
            dropped.items.add(new File(["%PDF-"], "落とした.pdf"));
            const zone = document.querySelector("[data-drop]");
            zone.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
        }"""
    )
    assert chosen(screen, "certificate_files") == ["落とした.pdf"]


def test_pressing_twice_sends_once_and_leaving_meanwhile_is_warned_of(
    screen: Page, folder: Path, upload: UploadPage
) -> None:
    choose(screen, folder, "certificate_files", "証券.pdf")
    posts: list[str] = []
    screen.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    warned = screen.evaluate(
        """() => {
            const form = document.querySelector("#upload-form");
            form.requestSubmit();
            form.requestSubmit();
            const leaving = new Event("beforeunload", { cancelable: true });
            window.dispatchEvent(leaving);
            return leaving.defaultPrevented;
        }"""
    )
    assert warned
    screen.wait_for_url("**/desk/certificates/*/")
    assert len(posts) == 1


def test_when_the_login_ended_the_page_says_so_and_keeps_everything(
    screen: Page, folder: Path, upload: UploadPage
) -> None:
    choose(screen, folder, "certificate_files", "証券.pdf")
    upload.client.logout()
    press(screen)
    expect(screen.locator("#upload-failure")).to_contain_text("ログインの有効期限が切れました。")
    assert chosen(screen, "certificate_files") == ["証券.pdf"]

    again = Client()
    again.force_login(upload.clerk)
    cookie = again.cookies[settings.SESSION_COOKIE_NAME]
    site = urljoin(screen.url, "/")  # in the place of the one that it has
    screen.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    press(screen)
    screen.wait_for_url("**/desk/certificates/*/")


def test_added_files_stay_beside_a_refused_one_until_all_are_good(further: Page, folder: Path) -> None:
    choose(further, folder, "attachment_files", "別紙.pdf")
    choose(further, folder, "change_notice_files", "鍵つき.pdf", "証券.pdf")
    press(further, ADD)
    row = further.locator(".file-list__item--error")
    expect(row).to_contain_text("パスワードが必要なPDFです。")
    expect(further.get_by_text("もう一度選んでください")).to_have_count(0)
    assert chosen(further, "attachment_files") == ["別紙.pdf"]
    assert chosen(further, "change_notice_files") == ["鍵つき.pdf", "証券.pdf"]
    assert Document.objects.count() == 1

    row.get_by_role("button").click()
    press(further, ADD)
    further.wait_for_url("**/desk/certificates/*/")
    expect(further.get_by_text("書類を追加しました。")).to_be_visible()
    assert [str(document) for document in Document.objects.all()] == ["証券.pdf", "別紙.pdf", "証券.pdf"]


def test_no_more_are_sent_than_still_fit(further: Page, folder: Path, settings: Any) -> None:
    settings.MAX_FILES = 2
    further.reload()
    choose(further, folder, "attachment_files", "別紙.pdf", "証券.pdf")
    press(further, ADD)
    expect(further.locator("#upload-failure")).to_contain_text("追加できるのは、あと1個までです。")
    assert Document.objects.count() == 1


def test_a_certificate_that_became_full_meanwhile_keeps_what_was_chosen(
    further: Page, folder: Path, settings: Any
) -> None:
    choose(further, folder, "attachment_files", "別紙.pdf")
    settings.MAX_FILES = 1
    press(further, ADD)
    expect(further.locator(".error-summary")).to_contain_text(
        "この証券等には、これ以上書類を追加できません。"
    )
    assert chosen(further, "attachment_files") == ["別紙.pdf"]


def test_a_certificate_withdrawn_meanwhile_says_so(further: Page, folder: Path) -> None:
    choose(further, folder, "attachment_files", "別紙.pdf")
    Certificate.objects.update(withdrawn_at=clock.now())
    press(further, ADD)
    expect(further.locator("#upload-failure")).to_contain_text("書類を追加できなくなりました。")
    assert Document.objects.count() == 1
