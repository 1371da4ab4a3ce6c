"""The demo's mails on the screen, for whoever started it."""

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.demo import urls

pytestmark = [pytest.mark.urls(urls.__name__), pytest.mark.django_db]

EVIL = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR, settings.DEMO = tmp_path, True
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


def keep(folder: Path, name: str, subject: str, text: str = "本文です。", html: str = "") -> None:
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["Date"] = subject, "to@example.co.jp", "Mon, 06 Apr 2026 09:30:00 +0900"
    mail["Message-ID"] = "<one@example.jp>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    (folder / f"{name}.eml").write_bytes(mail.as_bytes())


def test_an_empty_mailbox_says_how_mails_come(client: Client) -> None:
    page = client.get("/demo/mail/").content.decode()
    assert "まだメールは届いていません" in page
    assert "/desk/upload/" in page


def test_the_list_shows_subject_recipient_and_time_newest_first(client: Client, folder: Path) -> None:
    keep(folder, "001", "古いメール")
    keep(folder, "002", "新しいメール")
    page = client.get("/demo/mail/").content.decode()
    assert page.index("新しいメール") < page.index("古いメール")
    assert "to@example.co.jp" in page
    assert "2026年4月6日 09:30" in page


def test_a_mail_shows_headers_and_text_with_links_to_click(client: Client, folder: Path) -> None:
    keep(folder, "001", "件名", "http://localhost:8000/v/0123456789\nまでどうぞ", "<p>x</p>")
    page = client.get("/demo/mail/001/").content.decode()
    assert '<a href="http://localhost:8000/v/0123456789"' in page
    assert "&lt;one@example.jp&gt;" in page
    assert "09:30" in page


def test_what_a_mail_says_never_becomes_markup_of_the_page(client: Client, folder: Path) -> None:
    keep(folder, "001", EVIL, EVIL, EVIL)
    for path in ("/demo/mail/", "/demo/mail/001/"):
        assert EVIL not in client.get(path).content.decode()


def test_the_html_stands_in_a_frame_where_nothing_runs_and_nothing_is_fetched(
    client: Client, folder: Path
) -> None:
    keep(folder, "001", "件名", "text", f"<html><head></head><body>{EVIL}</body></html>")
    page = client.get("/demo/mail/001/").content.decode()
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page
    answer = client.get("/demo/mail/001/html/")
    policy = answer.headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "sandbox allow-top-navigation-by-user-activation",
    }
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_links_in_the_html_leave_the_frame(client: Client, folder: Path) -> None:
    keep(folder, "001", "件名", "text", "<html><head></head><body></body></html>")
    assert '<base target="_top">' in client.get("/demo/mail/001/html/").content.decode()


@pytest.mark.parametrize("name", ["002", "..", "%2e%2e", "001.eml", "..%2f001", "*"])
@pytest.mark.parametrize("ending", ["", "html/"])
def test_any_other_name_is_not_found(client: Client, folder: Path, name: str, ending: str) -> None:
    keep(folder, "001", "件名")
    assert client.get(f"/demo/mail/{name}/{ending}").status_code == 404


@pytest.mark.urls("kakunin.config.urls")
def test_outside_the_demo_there_is_no_mailbox(client: Client, settings: Any, folder: Path) -> None:
    settings.DEMO = False
    keep(folder, "001", "件名")
    for path in ("/demo/mail/", "/demo/mail/001/", "/demo/mail/001/html/", "/styleguide/"):
        assert client.get(path).status_code == 404
