"""The page behind an invitation's link (U1, V6, T15, T22)."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.withdraw_invitation import withdraw_invitation
from kakunin.models.audit import AuditEvent
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.web.members.conftest import People, as_, text_of

LOGIN = reverse("account_login")
PASSWORD = "a long enough password"
TYPED = {"name": "新人 太郎", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def invitation(people: People) -> Invitation:
    return invite_member(
        organisation=people.agency,
        address="new@example.jp",
        name="新人 太郎",
        role=Staff.Role.MEMBER,
        by=people.anna,
    )


@pytest.fixture
def link(invitation: Invitation) -> str:
    return reverse("members:accept", args=[invitation.token])


def test_it_says_who_was_invited_where_and_as_what(client: Client, link: str) -> None:
    page = client.get(link)
    for words in ("乙代理店", "new@example.jp", "利用者"):
        assert words in text_of(page)
    assert 'value="新人 太郎"' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_a_robot_that_looks_changes_nothing(client: Client, link: str, invitation: Invitation) -> None:
    before = AuditEvent.objects.count(), OutboxMail.objects.count()
    for _ in range(20):
        client.get(link)
        client.head(link)
    client.post(link)  # and one that sends the form empty
    assert (AuditEvent.objects.count(), OutboxMail.objects.count()) == before
    invitation.refresh_from_db()
    assert invitation.is_open


def test_who_accepts_logs_in_with_the_chosen_password(client: Client, link: str) -> None:
    cache.clear()
    answer = client.post(link, TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, LOGIN)
    assert "登録が終わりました" in text_of(client.get(LOGIN))
    answer = client.post(LOGIN, {"login": "new@example.jp", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("desk:list")


def test_whoever_was_logged_in_at_this_browser_is_not_any_more(people: People, link: str) -> None:
    anna = as_(people.anna)
    anna.post(link, TYPED)
    assert SESSION_KEY not in anna.session


def test_what_else_is_sent_is_ignored(client: Client, link: str, people: People) -> None:
    smuggled = {
        "role": "administrator",
        "email": "evil@example.jp",
        "address": "evil@example.jp",
        "insurer": people.insurer.pk,
        "agency": "",
        "association": people.otto.association_id,
        "is_active": "",
    }
    client.post(link, TYPED | smuggled)
    staff = Staff.objects.get(email="new@example.jp")
    assert (staff.organisation, staff.role, staff.is_active) == (people.agency, "member", True)
    assert not Staff.objects.filter(email="evil@example.jp").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password1": "short", "password2": "short"}, "パスワード：12文字以上にしてください。"),
        ({"password1": "password1234", "password2": "password1234"}, "よく使われるパスワードです。"),
        ({"password2": "another long password"}, "2回とも同じパスワード"),
        ({"name": ""}, "氏名：入力してください。"),
        ({"name": "太郎\r\nBcc: x"}, "改行や制御文字は使えません"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_used_up(
    client: Client, link: str, invitation: Invitation, changes: dict[str, str], words: str
) -> None:
    answer = client.post(link, TYPED | changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert (TYPED | changes)["password1"] not in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.is_open


def test_used_withdrawn_and_never_given_out_look_alike(
    client: Client, people: People, link: str, invitation: Invitation
) -> None:
    client.post(link, TYPED)
    second = invite_member(
        organisation=people.agency,
        address="two@example.jp",
        name="二",
        role=Staff.Role.MEMBER,
        by=people.anna,
    )
    withdraw_invitation(invitation=second.uuid, by=people.anna)
    links = [
        link,
        reverse("members:accept", args=[second.token]),
        reverse("members:accept", args=["0" * 30]),
    ]
    for each in links:
        for answer in (client.get(each), client.post(each, TYPED)):
            assert answer.status_code == 410
            assert "この招待は使えません" in text_of(answer)
            assert "乙代理店" not in answer.content.decode()


def test_another_site_cannot_make_a_browser_accept(link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(link, TYPED).status_code == 403


def test_the_token_is_neither_stored_nor_shown(people: People, invitation: Invitation) -> None:
    from django.core import serializers

    secret = invitation.token[:26]
    rows = [*Invitation.objects.all(), *OutboxMail.objects.all(), *AuditEvent.objects.all()]
    assert secret not in serializers.serialize("json", rows)
    for name in ("members:list", "members:history"):
        assert secret not in as_(people.anna).get(reverse(name)).content.decode()
