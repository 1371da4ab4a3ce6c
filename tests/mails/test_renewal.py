"""Both mails of a later key say what has changed and what is due now (U5, U6, U8)."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from kakunin.models.viewing_key import ViewingKey
from tests.mails.conftest import MOMENT, check_snapshot, make_key, part, read, too_wide

URL, PASS = OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD
BOTH = pytest.mark.parametrize("kind", [URL, PASS])
LATER = MOMENT + timedelta(days=40)
TO = "to@example.jp"


@pytest.fixture
def renewed(certificate: Certificate) -> ViewingKey:
    """The second key of a certificate, with which a change notice came; the bond was there before."""
    first = make_key(certificate)
    first.ended_at = LATER
    first.save()
    for told in (URL, PASS):
        sent = OutboxMail.State.SENT
        OutboxMail.objects.create(
            kind=told, key=first, recipient=TO, state=sent, created_at=MOMENT, sent_at=MOMENT
        )
    for position, (kind, at) in enumerate([("certificate", MOMENT), ("change_notice", LATER)], start=1):
        Document.objects.create(
            certificate=certificate,
            position=position,
            kind=kind,
            sealed_name=str(position),
            sealed_key=b"",
            size=1,
            page_count=1,
            added_at=at,
            added_by=certificate.created_by,
        )
    key = make_key(certificate)
    key.created_at = LATER
    return key


def write(kind: OutboxMail.Kind, key: ViewingKey) -> EmailMessage:
    return read(OutboxMail(kind=kind, key=key, recipient=TO))


@BOTH
def test_the_mail_reads_as_we_once_liked_it(kind: OutboxMail.Kind, renewed: ViewingKey) -> None:
    check_snapshot(write(kind, renewed), f"{kind}_renewed")


@BOTH
def test_it_names_what_was_added_and_not_what_was_there(kind: OutboxMail.Kind, renewed: ViewingKey) -> None:
    text = part(write(kind, renewed), "plain")
    assert "契約内容変更のお知らせ" in text
    assert "・証券\n" not in text


@BOTH
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_it_says_that_the_old_password_is_dead_and_a_new_form_is_due(
    kind: OutboxMail.Kind, renewed: ViewingKey, subtype: str
) -> None:
    text = part(write(kind, renewed), subtype)
    for words in ("新しい閲覧用パスワード", "もう使えません", "新しい「発注者提出用フォーマット」"):
        assert words in text


@BOTH
def test_to_one_who_never_got_the_first_mail_nothing_has_changed(
    kind: OutboxMail.Kind, renewed: ViewingKey
) -> None:
    OutboxMail.objects.filter(kind=kind).update(state=OutboxMail.State.CANCELLED, sent_at=None)
    assert "もう使えません" not in part(write(kind, renewed), "plain")


@BOTH
def test_what_was_added_under_a_key_whose_mail_never_went_out_is_named_too(
    kind: OutboxMail.Kind, renewed: ViewingKey
) -> None:
    renewed.ended_at = renewed.created_at
    renewed.save()
    third = make_key(renewed.certificate)
    third.locator_hash, third.created_at = "third", LATER + timedelta(days=1)
    assert "契約内容変更のお知らせ" in part(write(kind, third), "plain")


@BOTH
def test_the_subject_stays_the_same(kind: OutboxMail.Kind, renewed: ViewingKey) -> None:
    first = ViewingKey.objects.get(certificate=renewed.certificate)
    assert write(kind, renewed)["Subject"] == write(kind, first)["Subject"]


@BOTH
def test_the_text_fits_into_seventy_columns(kind: OutboxMail.Kind, renewed: ViewingKey) -> None:
    assert too_wide(write(kind, renewed)) == []


@BOTH
def test_with_another_url_both_halves_are_told_to_be_dead(kind: OutboxMail.Kind, renewed: ViewingKey) -> None:
    renewed.locator_hash = "another"
    message = write(kind, renewed)
    check_snapshot(message, f"{kind}_replaced")
    for text in (part(message, "plain"), part(message, "html")):
        assert "閲覧用URLと閲覧用パスワードが" in text
        assert "同じです" not in text
        assert "変わりません" not in text
    assert too_wide(message) == []


def test_a_contractor_who_comes_in_later_learns_of_no_change(renewed: ViewingKey) -> None:
    """The one before got the first mail; to this one it is the first."""
    mail = OutboxMail(kind=URL, key=renewed, recipient="right@example.jp")
    text = part(read(mail), "plain")
    assert "登録されましたので" in text
    assert "新しく" not in text


@BOTH
def test_what_is_sent_again_says_so(kind: OutboxMail.Kind, certificate: Certificate) -> None:
    key = make_key(certificate)
    key.save()
    sent = OutboxMail.State.SENT
    OutboxMail.objects.create(kind=kind, key=key, recipient=TO, state=sent, created_at=MOMENT, sent_at=MOMENT)
    message = write(kind, key)
    check_snapshot(message, f"{kind}_again")
    assert {URL: "もう一度ご案内", PASS: "ご依頼により"}[kind] in part(message, "html")
