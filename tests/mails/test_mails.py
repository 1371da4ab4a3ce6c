"""The two mails, word by word and header by header (U3, U4, T16, T18)."""

import re
from typing import Any

import pytest

from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Insurer
from tests.mails.conftest import LOCATOR, PASSWORD, WriteMail, as_read, check_snapshot, part, too_wide

URL, PASS = OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD
BOTH = pytest.mark.parametrize("kind", [URL, PASS])


@BOTH
def test_the_mail_reads_as_we_once_liked_it(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    check_snapshot(write(kind, certificate), kind)


@BOTH
def test_what_is_not_known_leaves_no_gap(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    certificate.project_name = certificate.obligee_name = ""
    message = write(kind, certificate)
    for text in (part(message, "plain"), part(message, "html")):
        assert "工事名（件名）：" not in text
        assert "発注者名" not in text.replace("受注者名、発注者名", "")
    assert "\n\n\n" not in part(message, "plain")


@BOTH
def test_long_names_survive_in_the_subject(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    Insurer.objects.filter(pk=certificate.insurer_id).update(name="あいおい😀" * 20)
    certificate.refresh_from_db()
    certificate.number = "Ａ-１２３４５６７８９０" * 3
    title = {URL: "証券等閲覧用URLのご案内", PASS: "閲覧用パスワードのご案内"}[kind]
    about = f"保険会社名：{certificate.insurer.name}、証券番号：{certificate.number}"
    assert write(kind, certificate)["Subject"] == f"【保証証券等確認システム】{title}（{about}）"


@BOTH
def test_no_header_line_is_longer_than_mail_servers_take(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    certificate.number = "９" * 40
    raw = write(kind, certificate).as_bytes()
    assert max(len(line) for line in raw.split(b"\n")) <= 998
    assert max(len(line) for line in raw.split(b"\n\n")[0].split(b"\n")) <= 78


@BOTH
def test_signs_of_markup_are_plain_in_the_text_and_escaped_in_the_html(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    certificate.contractor_name = 'A&B\'<建設>"株式会社"'
    message = write(kind, certificate)
    assert certificate.contractor_name in part(message, "plain")
    assert "&amp;" not in part(message, "plain")
    assert "A&amp;B&#x27;&lt;建設&gt;&quot;株式会社&quot;" in part(message, "html")
    assert "<建設>" not in part(message, "html")


@BOTH
def test_the_text_fits_into_seventy_columns(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    assert too_wide(write(kind, certificate)) == []


@BOTH
def test_no_mail_holds_both_halves_of_the_key(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    message = write(kind, certificate)
    whole = f"{message}{part(message, 'plain')}{part(message, 'html')}"
    squeezed = re.sub(r"[\s-]", "", whole)
    assert (LOCATOR in squeezed, PASSWORD in squeezed) == (kind == URL, kind == PASS)


def test_the_url_stands_on_a_line_of_its_own(certificate: Certificate, write: WriteMail) -> None:
    message = write(URL, certificate)
    assert f"\nhttp://localhost:8000/v/{LOCATOR}\n" in part(message, "plain")
    assert f'href="http://localhost:8000/v/{LOCATOR}"' in part(message, "html")


def test_the_password_stands_in_groups_of_four_on_a_line_of_its_own(
    certificate: Certificate, write: WriteMail
) -> None:
    message = write(PASS, certificate)
    assert "\nABCD-EFGH-2345\n" in part(message, "plain")
    assert ">ABCD-EFGH-2345<" in part(message, "html")


@BOTH
def test_addresses_come_from_the_settings(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail, settings: Any
) -> None:
    settings.BASE_URL, settings.MAIL_FROM = "https://kakunin.example.jp", "info@kakunin.example.jp"
    message = write(kind, certificate)
    assert message["From"] == "info@kakunin.example.jp"
    for text in (part(message, "plain"), part(message, "html")):
        links = re.findall(r"https?://[^\s\"<]+", text)
        assert links
        assert all(link.startswith("https://kakunin.example.jp/") for link in links)


@BOTH
def test_the_same_row_is_the_same_mail_each_time(
    kind: OutboxMail.Kind, certificate: Certificate, write: WriteMail
) -> None:
    assert as_read(write(kind, certificate)) == as_read(write(kind, certificate))


def test_the_contractor_learns_whom_to_call_and_what_to_do(
    certificate: Certificate, write: WriteMail
) -> None:
    message = write(URL, certificate)
    for text in (part(message, "plain"), part(message, "html")):
        for words in (
            "みなと保険 横浜支店",
            "045-000-1111",
            "山田 花子",
            "発注者提出用フォーマット",
            "返信",
            "お心当たり",
        ):
            assert words in text
