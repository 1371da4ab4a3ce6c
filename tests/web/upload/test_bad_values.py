"""Values that can't be taken: words at the field, nothing stored, nothing else lost (T15, T16)."""

from pathlib import Path
from typing import Any

import pytest

from kakunin.foundation.errors import ContractOver
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from tests.web.upload.conftest import UploadPage
from tests.web.upload.shown import assert_nothing_lost, assert_nothing_stored, errors_at
from tests.world import make_agency, make_insurer

SINGLE_LINE = "改行や制御文字は使えません。取り除いて入力してください。"
LIKE_PRINTED = "証券番号を、証券に印字されているとおりに入力してください。"
REQUIRED = "このフィールドは必須です。"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("number", "A-123\r\nBcc: x@evil.example", SINGLE_LINE),
        ("number", "A-123\n456", SINGLE_LINE),
        ("number", "A-123\u2028456", SINGLE_LINE),
        ("number", "A-123\u202e456", SINGLE_LINE),
        ("project_name", "舗装\r\n工事", SINGLE_LINE),
        ("contractor_name", "建設\u2029会社", SINGLE_LINE),
        ("office_phone", "045\u0007", SINGLE_LINE),
        ("number", "A-123\0", SINGLE_LINE),
        ("obligee_name", "例示\0市", SINGLE_LINE),
        ("number", "", REQUIRED),
        ("number", "―－-", LIKE_PRINTED),
        # One sign that compares as four letters: too long for its column.
        ("number", "㍿" * 11, LIKE_PRINTED),
        ("contractor_name", "　", REQUIRED),
        ("addresses", "", REQUIRED),
        ("amount", "百万円", "整数を入力してください。"),
        ("amount", "9" * 30, "この値は 999999999999999 以下でなければなりません。"),
        ("period_start", "2026-02-30", "日付を正しく入力してください。"),
        ("period_end", "2026-03-31", "保証期間の終期は、始期と同じ日か後の日を入力してください。"),
        ("kind", "loan", "正しく選択してください。 loan は候補にありません。"),
        ("kind", "", REQUIRED),
    ],
)
def test_a_bad_value_has_its_words_at_its_field(
    upload: UploadPage, files_folder: Path, field: str, value: str, words: str
) -> None:
    changed: dict[str, Any] = {field: value}
    response = upload.send(**changed)
    assert response.status_code == 422
    assert words in errors_at(response, field)
    assert_nothing_lost(upload, response, but={field})
    assert_nothing_stored(files_folder)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ｋｅｉｙａｋｕ@example.co.jp", "メールアドレスは半角の英数字と記号で入力してください。"),
        ("keiyaku＠example.co.jp", "メールアドレスは半角の英数字と記号で入力してください。"),
        ("keiyaku@example", "メールアドレスの形が正しくありません。例：keiyaku@example.co.jp"),
        ("keiyaku.example.co.jp", "メールアドレスの形が正しくありません。例：keiyaku@example.co.jp"),
    ],
)
def test_a_malformed_address_is_named_and_stays_to_be_mended(
    upload: UploadPage, files_folder: Path, typed: str, words: str
) -> None:
    response = upload.send(addresses=f"good@example.jp\n{typed}")
    assert errors_at(response, "addresses") == [f"「{typed}」：{words}"]
    assert f"good@example.jp\n{typed}</textarea>" in response.content.decode()
    assert_nothing_lost(upload, response, but={"addresses"})
    assert_nothing_stored(files_folder)


def test_a_wrong_value_stays_to_be_mended(upload: UploadPage) -> None:
    assert 'value="２百万"' in upload.send(amount="２百万").content.decode()


def test_all_wrong_values_are_told_at_once_in_the_order_of_the_page(upload: UploadPage) -> None:
    shown = upload.send(number="", addresses="x@", amount="?", certificate_files=[]).content.decode()
    summary = shown[shown.index("error-summary") :]
    places = [
        summary.index(f'href="#id_{name}"') for name in ("number", "addresses", "certificate_files", "amount")
    ]
    assert places == sorted(places)


def test_the_insurer_of_others_is_no_choice(upload: UploadPage, files_folder: Path) -> None:
    response = upload.send(insurer=make_insurer("よその損害保険株式会社").pk)
    assert errors_at(response, "insurer") == [str(ContractOver.message)]
    assert_nothing_stored(files_folder)


def test_fields_that_the_form_does_not_have_change_nothing(upload: UploadPage) -> None:
    other = make_agency("よその代理店", insurers=[upload.insurer])
    stranger: dict[str, Any] = {
        "agency": other.pk,
        "created_by": 1,
        "role": "officer",
        "status": "withdrawn",
        "id": 999,
    }
    hidden: dict[str, Any] = {"uuid": "0" * 32, "comparable_number": "FORGED", "created_at": "2020-01-01"}
    assert upload.send(**stranger, **hidden).status_code == 302
    made = Certificate.objects.get()
    assert (made.agency, made.created_by) == (upload.clerk.agency, upload.clerk)
    assert made.comparable_number == "A123456"
    assert (made.pk != 999, made.uuid.hex != "0" * 32, made.created_at.year != 2020) == (True, True, True)


def test_a_number_with_a_line_break_never_reaches_the_outbox(upload: UploadPage) -> None:
    upload.send(number="A\u0085Bcc: x@evil.example")
    assert not OutboxMail.objects.exists()
