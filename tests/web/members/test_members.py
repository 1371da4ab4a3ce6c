"""The page of an organisation's people, and what administrators do there (U1, T15)."""

import pytest
from django.urls import reverse

from kakunin.flows.membership import second_factor
from kakunin.flows.membership.invite import invite_member
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.web.members.conftest import People, as_, press, see, text_of

MEMBER, ADMINISTRATOR = Staff.Role.MEMBER, Staff.Role.ADMINISTRATOR
DANGEROUS = ["role", "remove", "factor"]
NEW = {"person": "新人 太郎", "address": "new@example.jp", "role": "member"}


def invite(people: People) -> Invitation:
    return invite_member(
        organisation=people.agency, address="new@example.jp", name="新人 太郎", role=MEMBER, by=people.anna
    )


def test_all_members_see_who_belongs_to_the_house_and_nobody_else(people: People) -> None:
    for staff in (people.anna, people.mia):
        shown = see(staff, "list")
        for member in (people.anna, people.bert, people.mia):
            assert member.name in shown
            assert member.email in shown
        assert people.ines.name not in shown


def test_only_administrators_are_offered_what_only_they_may(people: People) -> None:
    offers = ["利用者を招待する", "役割を変える", "認証の再設定", "削除する"]
    assert all(words in see(people.anna, "list") for words in offers)
    assert not any(words in see(people.mia, "list") for words in offers)


def test_open_invitations_stand_below_with_until_when(people: People) -> None:
    invite(people)
    shown = see(people.mia, "list")
    assert "招待中の方" in shown
    assert "new@example.jp" in shown
    assert "送り直す" not in shown
    assert "送り直す" in see(people.anna, "list")


def test_an_invitation_whose_mail_came_back_says_what_to_look_at(people: People) -> None:
    invite(people)
    assert "お確かめください" not in see(people.anna, "list")
    OutboxMail.objects.update(state=OutboxMail.State.REFUSED)
    assert "宛先から拒否 アドレスをお確かめください。" in see(people.anna, "list")


def test_an_agency_sees_its_contracts_and_its_code_and_others_do_not(people: People) -> None:
    shown = see(people.mia, "list")
    assert people.insurer.name in shown
    assert people.agency.shown_code in shown
    for staff in (people.ines, people.otto):
        assert "連携コード" not in see(staff, "list")


def test_an_invitation_is_sent_from_the_form(people: People) -> None:
    answer = press(people.anna, "invite", **NEW)
    assert "new@example.jpへ、招待メールを送ります。" in text_of(answer)
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.role) == (people.agency, "member")


def test_fields_that_no_form_has_are_ignored(people: People) -> None:
    smuggled = {
        "insurer": people.insurer.pk,
        "agency": 999,
        "association": 1,
        "organisation": people.insurer.pk,
        "invited_by": people.ines.pk,
        "is_active": "1",
        "expires_at": "2099-01-01",
    }
    press(people.anna, "invite", **NEW, **smuggled)
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.invited_by) == (people.agency, people.anna)
    press(people.anna, "role", people.mia.pk, role="member", staff=people.bert.pk, name="x", email="x@x.jp")
    people.mia.refresh_from_db()
    assert (people.mia.role, people.mia.name) == (ADMINISTRATOR, "利用 ミア")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("address", '"x"@example.jp', "メールアドレスの形が正しくありません"),
        ("address", "ｎｅｗ@example.jp", "半角の英数字"),
        ("person", "太郎\u202e", "改行や制御文字は使えません"),
        ("person", "", "必須"),
        ("role", "boss", "正しく選択してください"),
        ("role", "", "必須"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(
    people: People, field: str, typed: str, words: str
) -> None:
    answer = press(people.anna, "invite", **{**NEW, field: typed})
    assert answer.status_code == 422
    assert words in text_of(answer)
    kept = NEW["person"] if field != "person" else NEW["address"]
    assert f'value="{kept}"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_one_of_another_house_is_invited_in_the_same_words_as_a_stranger(people: People) -> None:
    for address in (people.ines.email, "stranger@example.jp"):
        answer = press(people.anna, "invite", **{**NEW, "address": address})
        assert answer.redirect_chain == [(reverse("members:list"), 303)]
        assert f"{address}へ、招待メールを送ります。" in text_of(answer)


@pytest.mark.parametrize("name", DANGEROUS)
def test_looking_at_the_question_changes_nothing_and_names_what_follows(people: People, name: str) -> None:
    shown = see(people.anna, name, people.mia.pk)
    assert people.mia.email in shown
    assert "ご確認ください" in shown
    people.mia.refresh_from_db()
    assert (people.mia.role, people.mia.is_active) == (MEMBER, True)
    assert not people.mia.factor_resets.exists()


def test_a_removed_members_session_is_dead_at_the_next_request(people: People) -> None:
    mia = as_(people.mia)
    assert mia.get(reverse("desk:list")).status_code == 200
    assert "利用者から削除しました" in text_of(press(people.anna, "remove", people.mia.pk))
    answer = mia.get(reverse("desk:list"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_a_demoted_administrators_next_request_is_a_members(people: People) -> None:
    bert = as_(people.bert)
    assert bert.get(reverse("members:invite")).status_code == 200
    press(people.anna, "role", people.bert.pk)
    assert bert.get(reverse("members:invite")).status_code == 403


def test_the_last_administrator_is_told_why_not(people: People) -> None:
    press(people.anna, "remove", people.bert.pk)
    for name in ("remove", "role"):
        answer = press(people.anna, name, people.anna.pk)
        assert answer.status_code == 422
        assert "先に、ほかの利用者を管理者にしてください" in text_of(answer)
        # Nothing was typed that could be wrong.
        assert "この操作はできませんでした" in text_of(answer)


def test_who_removes_itself_is_out(people: People) -> None:
    anna = as_(people.anna)
    answer = anna.post(reverse("members:remove", args=[people.anna.pk]), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_second_factor_goes_with_the_second_administrator(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose: list[int] = []
    monkeypatch.setattr(second_factor, "forget_factors", lambda staff: whose.append(staff.pk))
    press(people.anna, "factor", people.mia.pk)
    assert "認証の再設定が申請されています" in see(people.bert, "list")
    assert "認証の再設定が申請されています" not in see(people.mia, "list")
    asked_twice = press(people.anna, "factor", people.mia.pk)
    assert asked_twice.status_code == 422
    assert whose == []
    shown = see(people.bert, "factor", people.mia.pk)
    assert people.anna.name in shown
    press(people.bert, "factor", people.mia.pk)
    assert whose == [people.mia.pk]


def test_an_application_can_be_called_off(people: People) -> None:
    press(people.anna, "factor", people.mia.pk)
    press(people.bert, "refuse_factor", people.mia.pk)
    assert "認証の再設定が申請されています" not in see(people.bert, "list")
    answer = press(people.bert, "refuse_factor", people.mia.pk)
    assert answer.status_code == 404


def test_invitations_are_sent_again_and_withdrawn(people: People) -> None:
    invitation = invite(people)
    too_soon = press(people.bert, "resend", invitation.uuid)
    assert too_soon.status_code == 429
    assert "秒ほどおいて" in text_of(too_soon)
    assert "招待を取り消しました" in text_of(press(people.bert, "withdraw", invitation.uuid))
    assert "招待中の方" not in see(people.anna, "list")


def test_names_are_shown_as_text(people: People) -> None:
    Staff.objects.filter(pk=people.mia.pk).update(name="<b>ミア</b>")
    page = as_(people.anna).get(reverse("members:list")).content.decode()
    assert "<b>ミア</b>" not in page
    assert "&lt;b&gt;ミア" in page


def test_a_long_list_costs_no_more_queries(people: People) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(people.anna)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("members:list"))
    for number in range(5):
        Staff.objects.create_user(f"more{number}@example.jp", name="多", agency=people.agency)
        invite_member(
            organisation=people.agency,
            address=f"i{number}@example.jp",
            name="招",
            role=MEMBER,
            by=people.anna,
        )
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("members:list"))
    # One more for the mails of the invitations, of which there were none.
    assert len(many) <= len(few) + 1
