"""Files that can't be taken: each is named with its reason, nothing is stored, nothing typed is lost (U2)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import escape

from kakunin.adapters.pdf.refusals import REASONS
from kakunin.models.document import Document
from tests import pdfs
from tests.web.upload.conftest import UploadPage, pdf
from tests.web.upload.shown import assert_nothing_lost, assert_nothing_stored, errors_at

BAD_FILES: list[tuple[str, Callable[[], bytes], str]] = [
    ("bond.pdf.exe", pdfs.plain, "not_named_pdf"),
    ("bond.Pdf", pdfs.plain, "not_named_pdf"),
    ("証券", pdfs.plain, "not_named_pdf"),
    ("証券.pdf ", pdfs.plain, "not_named_pdf"),
    ("証券.pdf", pdfs.not_a_pdf, "not_pdf"),
    ("証券.pdf", pdfs.html_named_pdf, "not_pdf"),
    ("証券.pdf", pdfs.header_not_at_zero, "not_pdf"),
    ("証券.pdf", pdfs.empty, "empty"),
    ("証券.pdf", pdfs.truncated, "unreadable"),
    ("証券.pdf", pdfs.needs_password, "needs_password"),
    ("証券.pdf", pdfs.javascript_open_action, "javascript"),
    ("証券.pdf", pdfs.launch_action, "launch_action"),
    ("証券.pdf", pdfs.embedded_file, "embedded_files"),
    ("証券.pdf", pdfs.no_pages, "no_pages"),
    ("証券.pdf", pdfs.many_pages, "too_many_pages"),
    ("証券.pdf", pdfs.big_file, "too_large"),
    ("証券.pdf", pdfs.huge_page, "page_too_large"),
    ("証券.pdf", pdfs.font_without_known_letters, "missing_fonts"),
]
BOMBS = [pdfs.deflate_bomb, pdfs.image_bomb]
FILE_FIELDS = ["certificate_files", "attachment_files", "change_notice_files"]


@pytest.mark.parametrize(
    ("name", "build", "reason"), BAD_FILES, ids=[f"{name}-{reason}" for name, _, reason in BAD_FILES]
)
def test_a_bad_file_is_refused_with_its_name_and_reason(
    upload: UploadPage, files_folder: Path, name: str, build: Callable[[], bytes], reason: str
) -> None:
    response = upload.send([pdf("良い.pdf"), pdf(name, build())])
    assert response.status_code == 422
    assert errors_at(response, "certificate_files") == [f"「{name}」：{REASONS[reason]}"]
    assert_nothing_lost(upload, response)
    assert_nothing_stored(files_folder)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_a_bomb_is_refused_as_too_complex(
    upload: UploadPage, files_folder: Path, bomb: Callable[[], bytes]
) -> None:
    response = upload.send([pdf("爆弾.pdf", bomb())])
    assert response.status_code == 422
    too_heavy = {str(REASONS[word]) for word in ("too_slow", "too_much_memory", "crashed")}
    [error] = errors_at(response, "certificate_files")
    assert error.removeprefix("「爆弾.pdf」：") in too_heavy
    assert_nothing_stored(files_folder)


@pytest.mark.parametrize("field", FILE_FIELDS)
def test_the_reason_stands_at_the_field_of_its_file(
    upload: UploadPage, files_folder: Path, field: str
) -> None:
    files: dict[str, Any] = {name: [pdf(f"{name}.pdf")] for name in FILE_FIELDS}
    files[field] = [pdf("良い.pdf"), pdf("空.pdf", b""), pdf("別の.pdf")]
    response = upload.send(**files)
    assert errors_at(response, field) == [f"「空.pdf」：{REASONS['empty']}"]
    for other in set(FILE_FIELDS) - {field}:
        assert errors_at(response, other) == []
    # The script takes each reason to the row of the file by this.
    assert f'data-position="1" data-reason="{REASONS["empty"]}"' in response.content.decode()
    assert_nothing_stored(files_folder)


def test_all_bad_files_are_named_at_once(upload: UploadPage) -> None:
    response = upload.send(
        [pdf("空.pdf", b""), pdf()], attachment_files=[pdf("鍵.pdf", pdfs.needs_password()), pdf("文書.docx")]
    )
    assert errors_at(response, "certificate_files") == [f"「空.pdf」：{REASONS['empty']}"]
    assert errors_at(response, "attachment_files") == [
        f"「鍵.pdf」：{REASONS['needs_password']}",
        f"「文書.docx」：{REASONS['not_named_pdf']}",
    ]


def test_each_error_is_in_the_summary_too_and_leads_to_its_field(upload: UploadPage) -> None:
    shown = upload.send([pdf("空.pdf", b"")]).content.decode()
    assert f'<a href="#id_certificate_files">証券：「空.pdf」：{REASONS["empty"]}</a>' in shown
    assert "PDFファイルはもう一度選んでください" in shown


def test_a_name_with_markup_is_shown_as_text(upload: UploadPage) -> None:
    name = "<img src=x onerror=alert(1)>.exe"
    shown = upload.send([pdf(name)]).content.decode()
    assert name not in shown
    assert escape(name) in shown


def test_at_least_one_certificate_is_wanted(upload: UploadPage, files_folder: Path) -> None:
    response = upload.send([], attachment_files=[pdf()])
    assert errors_at(response, "certificate_files") == ["証券のPDFを選んでください。"]
    assert_nothing_lost(upload, response)
    assert_nothing_stored(files_folder)


def test_more_files_than_allowed_are_counted_over_all_fields(upload: UploadPage, settings: Any) -> None:
    settings.MAX_FILES = 2
    response = upload.send([pdf()], attachment_files=[pdf()], change_notice_files=[pdf()])
    assert errors_at(response, "certificate_files") == [
        "ファイルは、すべて合わせて2個までです（3個選ばれています）。"
    ]
    assert_nothing_lost(upload, response)
    assert upload.send([pdf()], attachment_files=[pdf()]).status_code == 302


def test_path_and_invisible_characters_in_a_name_do_not_survive(upload: UploadPage) -> None:
    upload.send([pdf("C:\\書類\\fdp.\u202eexe\u2028.pdf")])
    assert Document.objects.get().file_name == "fdp.exe.pdf"


def test_when_the_store_is_away_the_form_stays_and_says_try_again(
    upload: UploadPage, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "away").write_text("a file where the folder should be")
    stores = dict(settings.STORAGES)
    stores["default"] = {**stores["default"], "OPTIONS": {"location": tmp_path / "away"}}
    settings.STORAGES = stores
    response = upload.send()
    assert response.status_code == 503
    assert "しばらくしてから、もう一度お試しください。" in response.content.decode()
    assert_nothing_lost(upload, response)
    assert_nothing_stored(tmp_path / "files")
