"""Each thing that can be done with a certificate, asked on a page and done by its button (U6, U8)."""

import pytest

from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from tests.web.desk.asking import Browser
from tests.web.desk.conftest import Desk
from tests.world import make_insurer, make_staff, reveal

CHANGES = {
    "addresses": {"addresses": "new@example.co.jp"},
    "data": {
        "contractor_name": "例示建設",
        "office_name": "例示事務所",
        "office_phone": "00-0000-0000",
        "office_contact": "例示 太郎",
    },
    "new_password": {},
    "new_url": {"addresses": "new@example.co.jp"},
    "withdraw": {"reason": "wrong_pdf", "details": ""},
}
OTHERS: dict[str, dict[str, str]] = {"url_again": {}, "password_again": {}}
TYPE = {
    "addresses": AuditEvent.Type.ADDRESSES_CORRECTED,
    "data": AuditEvent.Type.DATA_CORRECTED,
    "new_password": AuditEvent.Type.PASSWORD_REPLACED,
    "new_url": AuditEvent.Type.URL_REPLACED,
    "withdraw": AuditEvent.Type.CERTIFICATE_WITHDRAWN,
    "url_again": AuditEvent.Type.URL_SENT_AGAIN,
    "password_again": AuditEvent.Type.PASSWORD_SENT_AGAIN,
}
EACH = pytest.mark.parametrize("name", TYPE)
EACH_CHANGE = pytest.mark.parametrize("name", CHANGES)


@pytest.fixture
def made(desk: Desk) -> Certificate:
    made = desk.make("A-1")
    OutboxMail.objects.update(state=OutboxMail.State.REFUSED)
    return made


def done(made: Certificate, name: str) -> int:
    return made.events.filter(type=TYPE[name]).count()


@EACH
def test_looking_at_the_question_does_nothing(name: str, desk: Desk, made: Certificate) -> None:
    before = (made.events.count(), OutboxMail.objects.count(), reveal(made))
    assert Browser(desk.clerk).open(name, made).status == 200
    assert (made.events.count(), OutboxMail.objects.count(), reveal(made)) == before


@EACH
def test_its_button_does_it_and_the_certificates_page_tells(name: str, desk: Desk, made: Certificate) -> None:
    answer = Browser(desk.clerk).answer(name, made, (CHANGES | OTHERS)[name])
    assert answer.status == 303
    assert done(made, name) == 1
    assert 'role="status"' in answer.page
    assert "証券番号 A-1" in answer.page


@EACH_CHANGE
def test_who_has_seen_an_older_one_is_told_and_nothing_is_overwritten(
    name: str, desk: Desk, made: Certificate
) -> None:
    second = Browser(make_staff(desk.agency))
    seen = second.open(name, made).page
    Browser(desk.clerk).answer("data", made, CHANGES["data"] | {"project_name": "先の訂正"})
    before = done(made, name)
    told = second.answer(name, made, CHANGES[name], seen=seen)
    assert told.status == 409
    assert "ほかの方が先に" in told.page
    assert done(made, name) == before
    # What was typed is still there, and the button works now that today's certificate was seen.
    assert all(text in told.page for text in CHANGES[name].values())
    assert second.answer(name, made, CHANGES[name], seen=told.page).status == 303


def test_it_is_told_beside_what_was_typed_what_somebody_else_put_there(desk: Desk, made: Certificate) -> None:
    second = Browser(make_staff(desk.agency))
    seen = second.open("data", made).page
    theirs = CHANGES["data"] | {"project_name": "先の<工事>", "period_end": "2027-03-31"}
    assert Browser(desk.clerk).answer("data", made, theirs).status == 303
    told = second.answer("data", made, CHANGES["data"] | {"project_name": "後の工事"}, seen=seen).page
    assert "今は「先の&lt;工事&gt;」と登録されています。" in told
    assert "今は「2027年3月31日」と登録されています。" in told
    assert 'value="後の工事"' in told
    # What both typed alike is no difference.
    assert "今は「例示建設」" not in told


def test_addresses_that_are_there_are_told_whatever_the_browser_ends_lines_with(
    desk: Desk, made: Certificate
) -> None:
    second = Browser(make_staff(desk.agency))
    seen = second.open("addresses", made).page
    theirs = "a@example.co.jp\r\nb@example.co.jp"
    assert Browser(desk.clerk).answer("addresses", made, {"addresses": theirs}).status == 303
    same = second.answer("addresses", made, {"addresses": theirs}, seen=seen)
    assert same.status == 409
    assert "と登録されています" not in same.page
    other = second.answer("addresses", made, {"addresses": "c@example.co.jp"}, seen=seen)
    assert "今は「a@example.co.jp、b@example.co.jp」と登録されています。" in other.page


@pytest.mark.parametrize("version", ["", "x", "-1", "１", "99999999999999999999", "0"])
def test_without_a_version_nothing_is_changed(version: str, desk: Desk, made: Certificate) -> None:
    seen = f'name="version" value="{version}"'
    told = Browser(desk.clerk).answer("new_password", made, {"version": version}, seen=seen)
    assert told.status == 409
    assert done(made, "new_password") == 0


@EACH
def test_another_insurer_finds_no_such_page(name: str, desk: Desk, made: Certificate) -> None:
    stranger = Browser(make_staff(make_insurer("丁損害保険株式会社")))
    assert stranger.open(name, made).status == 404
    assert stranger.answer(name, made, (CHANGES | OTHERS)[name], seen='"version" value="1"').status == 404
    assert done(made, name) == 0


@EACH
def test_who_comes_after_a_withdrawal_is_told_and_changes_nothing(
    name: str, desk: Desk, made: Certificate
) -> None:
    second = Browser(make_staff(desk.agency))
    seen = second.open(name, made).page
    Browser(desk.clerk).answer("withdraw", made, CHANGES["withdraw"])
    before = (done(made, name), reveal(made), OutboxMail.objects.count())
    told = second.answer(name, made, (CHANGES | OTHERS)[name], seen=seen)
    assert told.status == 303
    assert "今の状態では、この操作はできません" in told.page
    assert "この証券等は取り下げられています" in told.page
    assert (done(made, name), reveal(made), OutboxMail.objects.count()) == before


def test_an_address_with_a_mistake_stands_beside_what_is_wrong(desk: Desk, made: Certificate) -> None:
    answer = Browser(desk.clerk).answer("addresses", made, {"addresses": "ok@example.jp\nwrong"})
    assert answer.status == 422
    assert "「wrong」" in answer.page
    assert "ok@example.jp\nwrong" in answer.page
    assert done(made, "addresses") == 0


def test_what_was_typed_before_is_filled_in(desk: Desk, made: Certificate) -> None:
    browser = Browser(desk.clerk)
    assert "contractor@example.co.jp" in browser.open("addresses", made).page
    assert made.contractor_name in browser.open("data", made).page


def test_nothing_to_correct_is_told(desk: Desk, made: Certificate) -> None:
    answer = Browser(desk.clerk).answer("addresses", made, {"addresses": "contractor@example.co.jp"})
    assert answer.status == 422
    assert "同じです" in answer.page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contractor_name", "改行\nあり"),
        ("project_name", "あ" * 201),
        ("amount", "たくさん"),
        ("period_end", "2020-01-01"),
        ("office_phone", ""),
    ],
)
def test_a_wrong_correction_is_refused_and_kept(name: str, value: str, desk: Desk, made: Certificate) -> None:
    typed = CHANGES["data"] | {"period_start": "2026-04-01", name: value}
    answer = Browser(desk.clerk).answer("data", made, typed)
    assert answer.status == 422
    assert 'aria-invalid="true"' in answer.page
    assert done(made, "data") == 0


def test_number_and_insurer_are_no_part_of_the_correction(desk: Desk, made: Certificate) -> None:
    typed = CHANGES["data"] | {"number": "B-2", "insurer": str(make_insurer("丁損保").pk), "kind": "x"}
    assert Browser(desk.clerk).answer("data", made, typed).status == 303
    made.refresh_from_db()
    assert (made.number, made.insurer) == ("A-1", desk.insurer)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "理由を選んでください。"),
        ({"reason": "other", "details": ""}, "くわしい理由を入力してください。"),
        ({"reason": "other", "details": "x" * 201}, "200"),
        ({"reason": "other", "details": "a\nb"}, "改行や制御文字は使えません"),
        ({"reason": "?", "details": ""}, "?"),
    ],
)
def test_a_withdrawal_wants_its_reason(
    values: dict[str, str], words: str, desk: Desk, made: Certificate
) -> None:
    answer = Browser(desk.clerk).answer("withdraw", made, values)
    assert answer.status == 422
    assert words in answer.page
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_the_insurer_is_not_offered_the_password_of_its_agency(desk: Desk, made: Certificate) -> None:
    ida = Browser(make_staff(desk.insurer))
    assert "閲覧用パスワードを表示する" not in ida.open("detail", made).page
    for answer in (ida.open("password_again", made), ida.post("password", made)):
        assert answer.status == 403
        assert "アップロードした取扱代理店" in answer.page
    assert done(made, "password_again") == 0
