"""Withdrawing and restoring on the desk, and what everybody else then sees (U8)."""

from datetime import timedelta

import pytest
import time_machine

from kakunin.flows.delivery.render import render_document
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from tests.scene import Scene
from tests.web.desk.asking import Browser
from tests.web.desk.conftest import Desk
from tests.world import reveal

REASON = {"reason": "wrong_pdf", "details": "7月分と取り違え"}


@pytest.fixture
def made(desk: Desk) -> Certificate:
    """With a change notice beside the certificate, both drawn."""
    made = desk.make("A-1")
    desk.add_to(made)
    for document in made.documents.all():
        render_document(document.pk)
    return made


def viewer_sees(made: Certificate, name: str = "viewer:start", **where: int) -> tuple[int, str]:
    scene = Scene(reveal(made))
    answer = scene.viewer.get(scene.at(name, **where))
    return answer.status_code, answer.content.decode() if name != "viewer:image" else ""


def second(made: Certificate) -> Document:
    return made.documents.get(position=2)


def test_the_viewer_reads_that_it_was_withdrawn_and_nothing_else(desk: Desk, made: Certificate) -> None:
    assert Browser(desk.clerk).answer("withdraw", made, REASON).status == 303
    status, page = viewer_sees(made)
    assert status == 410
    assert "この証券等は取り下げられました" in page
    assert "取り違え" not in page
    assert made.contractor_name not in page


def test_staff_see_who_did_it_why_and_until_when_it_can_be_undone(desk: Desk, made: Certificate) -> None:
    browser = Browser(desk.clerk)
    browser.answer("withdraw", made, REASON)
    page = browser.open("detail", made).page
    for words in (
        "誤ったPDFを登録した（7月分と取り違え）",
        desk.clerk.name,
        "まで取り消せます",
        "取り下げを取り消す",
    ):
        assert words in page
    # They still see its pages, to judge whether to restore it.
    assert browser.open("page", made, position=1, number=1).status == 200


def test_restored_it_is_as_before(desk: Desk, made: Certificate) -> None:
    browser = Browser(desk.clerk)
    browser.answer("withdraw", made, REASON)
    assert browser.answer("restore", made, {}).status == 303
    assert viewer_sees(made)[0] == 200
    assert browser.open("restore", made).status == 303


def test_after_a_day_the_page_offers_it_no_more_and_says_what_to_do(desk: Desk, made: Certificate) -> None:
    browser = Browser(desk.clerk)
    browser.answer("withdraw", made, REASON)
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1), tick=False):
        late = Browser(desk.clerk)
        page = late.open("detail", made).page
        assert "もう一度アップロードしてください" in page
        assert "取り下げを取り消す</a>" not in page
        refused = late.answer("restore", made, {})
    assert refused.status == 422
    assert "24時間が過ぎた" in refused.page


def test_a_document_alone_is_gone_for_viewers_and_named_as_withdrawn(desk: Desk, made: Certificate) -> None:
    assert Browser(desk.clerk).answer("withdraw_document", made, REASON, position=2).status == 303
    status, page = viewer_sees(made)
    assert status == 200
    assert "契約内容変更のお知らせ（取り下げられました）" in page
    status, page = viewer_sees(made, "viewer:page", position=2, number=1)
    assert status == 410
    assert "この書類は取り下げられた" in page
    assert viewer_sees(made, "viewer:image", position=2, number=1)[0] == 404
    assert viewer_sees(made, "viewer:image", position=1, number=1)[0] == 200


def test_when_the_first_is_withdrawn_the_next_one_opens_the_view(desk: Desk, made: Certificate) -> None:
    Browser(desk.clerk).answer("withdraw_document", made, REASON, position=1)
    page = viewer_sees(made)[1]
    assert "契約内容変更のお知らせの1ページ目" in page


def test_a_document_comes_back(desk: Desk, made: Certificate) -> None:
    browser = Browser(desk.clerk)
    browser.answer("withdraw_document", made, REASON, position=2)
    assert "取り下げ済み" in browser.open("page", made, position=2, number=1).page
    assert browser.answer("restore_document", made, {}, position=2).status == 303
    assert second(made).withdrawn_at is None
    assert viewer_sees(made, "viewer:page", position=2, number=1)[0] == 200


def test_the_last_document_is_not_offered_and_refused_with_the_way_out(desk: Desk) -> None:
    made = desk.make("A-2")
    browser = Browser(desk.clerk)
    assert "withdraw/" not in browser.open("detail", made).page.split('aria-labelledby="trouble"')[0]
    refused = browser.answer("withdraw_document", made, REASON, position=1)
    assert refused.status == 422
    assert "証券等の全体を取り下げてください" in refused.page


def test_what_is_not_there_is_neither_withdrawn_nor_restored(desk: Desk, made: Certificate) -> None:
    browser = Browser(desk.clerk)
    for position in (0, 3, 10**6, 10**30):
        assert browser.open("withdraw_document", made, position=position).status == 404
        assert browser.open("restore_document", made, position=position).status == 404
    # What is there but stands already is no mystery: its page tells.
    assert browser.open("restore_document", made, position=1).status == 303
    assert browser.open("restore", made).status == 303


def test_who_withdraws_or_restores_second_is_told(desk: Desk, made: Certificate) -> None:
    first, late = Browser(desk.clerk), Browser(desk.clerk)
    for name, answer in (("withdraw_document", REASON), ("restore_document", {})):
        seen = late.open(name, made, position=2).page
        assert first.answer(name, made, answer, position=2).status == 303
        events = made.events.count()
        told = late.answer(name, made, answer, seen=seen, position=2)
        assert "今の状態では、この操作はできません" in told.page
        assert made.events.count() == events
