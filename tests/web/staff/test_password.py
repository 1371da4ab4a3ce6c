"""Whoever has forgotten the password chooses another by a link from a mail (U1, T6, T7, T18, T22)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kakunin.flows.membership.reset_password import offer_password_reset
from kakunin.mails.compose import compose
from kakunin.models.audit import AuditEvent
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.models.session import Session
from kakunin.models.staff import Staff
from tests.second_factors import code, give_app
from tests.world import PASSWORD, make_insurer, make_staff

pytestmark = pytest.mark.django_db

LOGIN, DESK, SHOW = reverse("account_login"), reverse("desk:list"), reverse("mfa_authenticate")
FORGOTTEN, MAILED = reverse("staff:forgotten_password"), reverse("staff:password_mailed")
NEW = "another correct horse"
TYPED = {"password1": NEW, "password2": NEW}
ENDED = "このURLは使えません"


def ask(address: str, client: Client | None = None, headers: dict[str, str] | None = None) -> Any:
    return (client or Client()).post(FORGOTTEN, {"address": address}, headers=headers)


def asked() -> list[int]:
    """What the worker is to look at."""
    jobs = Job.objects.filter(kind=Job.Kind.OFFER_PASSWORD_RESET).order_by("pk")
    return list(jobs.values_list("reference", flat=True))


def mail() -> str:
    """The text of the last one that waits, after the worker has looked."""
    for reference in asked():
        offer_password_reset(reference)
    found = OutboxMail.objects.filter(kind="password_reset").latest("pk")
    return str(compose(found).body)


def link_of(staff: Staff) -> str:
    """The path, as it comes by mail."""
    ask(staff.email)
    found = re.search(r"http://localhost:8000(/staff/password/new/\S+)", mail())
    assert found
    return found[1]


def opens(staff: Staff, password: str) -> bool:
    """Whether the login lets in, with this password alone."""
    answer = Client().post(LOGIN, {"login": staff.email, "password": password})
    return bool(answer.status_code == 302 and answer.headers["Location"] == DESK)


# --- Asking -------------------------------------------------------------------------


def seen(answer: Any, client: Client) -> tuple[object, ...]:
    """All that a browser gets, but for what is new in each answer."""
    page = client.get(answer.headers["Location"])
    body = re.sub(rb'nonce="[^"]+"|value="\w{64}"', b"", page.content)
    cookies = sorted(answer.cookies) + sorted(page.cookies)
    heads = [
        sorted((name, re.sub("'nonce-[^']+'", "", value)) for name, value in each.headers.items())
        for each in (answer, page)
    ]
    dateless = [[(name, value) for name, value in head if name != "Expires"] for head in heads]
    return answer.status_code, answer.content, page.status_code, body, cookies, dateless


def test_nobody_learns_who_is_staff(alice: Staff) -> None:
    left = make_staff(alice.organisation)
    Staff.objects.filter(pk=left.pk).update(is_active=False)
    ask(alice.email)
    answers = []
    for address in (alice.email, make_staff(alice.organisation).email, left.email, "nobody@example.jp"):
        client = Client()
        answers.append(seen(ask(address, client), client))
    assert answers[0][:2] == (303, b"")
    assert "入力したアドレスが登録されていれば、メールを送ります".encode() in answers[0][3]  # type: ignore[operator]
    assert answers[1:] == answers[:1] * 3
    assert len(asked()) == 4  # the first of them had asked a moment before


def test_whether_anybody_has_the_address_is_the_same_work(alice: Staff) -> None:
    """As far as one waits for it; the rest is the worker's."""
    left = make_staff(alice.organisation)
    Staff.objects.filter(pk=left.pk).update(is_active=False)
    works = []
    for address in (alice.email, left.email, "nobody@example.jp"):
        with CaptureQueriesContext(connection) as queries:
            ask(address)
        works.append([re.sub(r"'[^']*'| *-?\d+", "?", query["sql"]) for query in queries])
    assert works[0]
    assert works[1:] == works[:1] * 2


def test_the_mail_goes_to_one_who_is_there_and_to_nobody_else(alice: Staff) -> None:
    left = make_staff(alice.organisation)
    Staff.objects.filter(pk=left.pk).update(is_active=False)
    for address in (left.email, "nobody@example.jp", alice.email):
        ask(address)
    mail()
    assert [each.recipient for each in OutboxMail.objects.all()] == [alice.email]
    assert [event.facts["staff"] for event in AuditEvent.objects.all()] == [alice.pk]


@pytest.mark.parametrize("has", [True, False])
def test_after_a_mail_there_is_a_pause_and_after_ten_a_day(alice: Staff, now: Any, has: bool) -> None:
    address = alice.email if has else "nobody@example.jp"
    for _ in range(3):
        ask(address, Client(REMOTE_ADDR="203.0.113.9"))
        ask(address.upper())
    assert len(asked()) == 1
    for number in range(2, 14):
        Job.objects.all().delete()
        now.shift(timedelta(minutes=5, seconds=1))
        ask(address)
        assert len(asked()) == (1 if number <= 10 else 0)
    now.shift(timedelta(days=1))
    ask(address)
    assert len(asked()) == 1


def test_what_comes_from_one_origin_is_limited_and_nobody_elsewhere(alice: Staff, settings: Any) -> None:
    limits = {**settings.ACCOUNT_RATE_LIMITS}
    assert limits["reset_password"].startswith("100/h/ip,")
    settings.ACCOUNT_RATE_LIMITS = limits | {"reset_password": limits["reset_password"].replace("100", "2")}
    for number in range(4):
        assert ask(f"a{number}@example.jp").headers["Location"] == MAILED
    assert len(asked()) == 2
    ask(alice.email, Client(REMOTE_ADDR="203.0.113.9"))
    assert asked()[2:] == [alice.pk]


@pytest.mark.parametrize("written", ["{}", " {} ", "UPPER"])
def test_an_address_may_be_written_in_several_ways(alice: Staff, written: str) -> None:
    ask(alice.email.upper() if written == "UPPER" else written.format(alice.email))
    assert asked() == [alice.pk]


@pytest.mark.parametrize(
    "address",
    ["", "x", "\u212aay@example.jp", '"kay@example.jp"@evil.example', "kay@example.jp,x@evil.example"],
)
def test_what_is_no_address_or_anothers_is_refused(alice: Staff, address: str) -> None:
    Staff.objects.update(email="kay@example.jp")
    answer = ask(address)
    assert answer.status_code == 422
    assert "入力内容をお確かめください" in answer.content.decode()
    assert asked() == []


def test_another_site_cannot_have_mails_sent(alice: Staff) -> None:
    assert ask(alice.email, Client(enforce_csrf_checks=True)).status_code == 403


def test_the_link_leads_to_our_own_name_whatever_the_request_says(alice: Staff, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp"}
    assert ask(alice.email, headers=evil).status_code == 303
    text = mail()
    assert "evil" not in text
    assert set(re.findall(r"\w+://[^/\s]+", text)) == {"http://localhost:8000"}


# --- The link -----------------------------------------------------------------------


def test_a_new_password_by_the_link(alice: Staff) -> None:
    link, client = link_of(alice), Client()
    page = client.get(link)
    assert alice.email in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    answer = client.post(link, TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, LOGIN)
    assert "パスワードを再設定しました。" in client.get(LOGIN).content.decode()
    assert SESSION_KEY not in client.session
    assert opens(alice, NEW)
    assert not opens(alice, PASSWORD)


def test_it_is_in_the_history_and_told_to_the_owner(alice: Staff) -> None:
    Client().post(link_of(alice), TYPED)
    events = list(AuditEvent.objects.values_list("type", "actor", "facts__staff"))
    assert events == [
        ("password_reset_asked", "system", alice.pk),
        ("password_reset_done", f"staff:{alice.pk}", alice.pk),
    ]
    mails = OutboxMail.objects.values_list("kind", "recipient", "event__type")
    assert list(mails) == [
        ("password_reset", alice.email, "password_reset_asked"),
        ("password_changed", alice.email, "password_reset_done"),
    ]


def test_a_robot_that_looks_changes_nothing(alice: Staff) -> None:
    link = link_of(alice)
    before = stored()
    for _ in range(20):
        robot = Client()
        robot.get(link)
        robot.head(link)
        robot.post(link)  # and sends the form empty
    assert stored() == before
    assert Client().get(link).status_code == 200


def stored() -> str:
    """All rows of ours, sessions among them."""
    models = apps.get_app_config("kakunin").get_models()
    return str(
        serializers.serialize("json", [row for model in models for row in model._default_manager.all()])
    )


def test_the_token_is_stored_nowhere(alice: Staff) -> None:
    link, client = link_of(alice), Client()
    client.get(link)
    client.post(link, {**TYPED, "password2": "x"})
    token = link.split("/")[-2]
    assert re.fullmatch("[0-9a-z]{6}-[0-9a-f]{32}", token)
    rows = stored() + str([session.get_decoded() for session in Session.objects.all()])
    assert token not in rows
    assert token[7:] not in rows
    assert NEW not in rows


def test_all_logins_end(alice: Staff) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(alice)
    link = link_of(alice)
    assert browsers[0].get(DESK).status_code == 200
    Client().post(link, TYPED)
    assert not Session.objects.filter(staff=alice).exists()
    assert [browser.get(DESK).status_code for browser in browsers] == [302, 302]


def test_whoever_else_was_logged_in_at_this_browser_is_not_any_more(alice: Staff) -> None:
    client = Client()
    client.force_login(make_staff(alice.organisation))
    client.post(link_of(alice), TYPED)
    assert SESSION_KEY not in client.session


def test_it_opens_once(alice: Staff) -> None:
    link, tabs = link_of(alice), [Client(), Client()]
    for tab in tabs:
        assert tab.get(link).status_code == 200
    assert tabs[0].post(link, TYPED).status_code == 303
    late = tabs[1].post(link, {"password1": "of the other tab", "password2": "of the other tab"})
    for answer in (late, tabs[1].get(link)):
        assert answer.status_code == 410
        assert ENDED in answer.content.decode()
        assert FORGOTTEN in answer.content.decode()
        assert alice.email not in answer.content.decode()
    assert opens(alice, NEW)


def test_it_is_good_for_thirty_minutes(alice: Staff, now: Any) -> None:
    link = link_of(alice)
    now.shift(timedelta(minutes=30))
    assert Client().get(link).status_code == 200
    now.shift(timedelta(seconds=1))
    assert ended(link)


def ended(link: str) -> bool:
    """Neither shown nor taken."""
    before = list(Staff.objects.order_by("pk").values_list("password"))
    answers = [Client().get(link), Client().post(link, TYPED)]
    assert list(Staff.objects.order_by("pk").values_list("password")) == before
    return all(answer.status_code == 410 and ENDED in answer.content.decode() for answer in answers)


def test_it_ends_with_the_next_login(alice: Staff, now: Any) -> None:
    """However the password came back to mind; also by passkey, which is the same signal."""
    link = link_of(alice)
    now.shift(timedelta(seconds=2))
    assert opens(alice, PASSWORD)
    assert ended(link)


def test_it_ends_with_a_password_changed_otherwise(alice: Staff) -> None:
    client = Client()
    client.force_login(alice)
    link = link_of(alice)
    change = {"oldpassword": PASSWORD, "password1": "a third password", "password2": "a third password"}
    assert client.post(reverse("account_change_password"), change).status_code == 302
    assert ended(link)


def test_it_ends_for_one_who_leaves(alice: Staff) -> None:
    link = link_of(alice)
    Staff.objects.update(is_active=False)
    assert ended(link)
    assert not opens(alice, NEW)


def test_one_of_two_links_that_were_sent_ends_the_other(alice: Staff, now: Any) -> None:
    first = link_of(alice)
    now.shift(timedelta(minutes=6))
    second = link_of(alice)
    assert first != second
    assert Client().post(first, TYPED).status_code == 303
    assert ended(second)


def test_a_token_is_nobody_elses(alice: Staff) -> None:
    token = link_of(alice).split("/")[-2]
    assert ended(reverse("staff:new_password", args=[make_staff(make_insurer()).pk, token]))


@pytest.mark.parametrize(
    "path",
    [
        "{pk}/x", "{pk}/-", "{pk}/--", "{pk}/0-0", "{pk}/%00", "{pk}/%FF-%FF", "{pk}/" + "9" * 5000,
        "{pk}/zzzzzzzzzzzzzz-0", "{pk}/１-²", "{pk}/{ts}-" + "0" * 32, "{pk}/{token}0", "{pk}/%20{token}",
        "0/{token}", "9223372036854775808/{token}", "9" * 5000 + "/{token}", "-{pk}/{token}",
        "%2B{pk}/{token}", "x/{token}", "{pk}/{token}/x", "{pk}//{token}", "１/{token}",
    ],
)  # fmt: skip
def test_what_was_never_given_out_is_no_breakdown(alice: Staff, path: str) -> None:
    pk, token = link_of(alice).split("/")[-3:-1]
    odd = f"/staff/password/new/{path.format(pk=pk, token=token, ts=token[:6])}/"
    for answer in (Client().get(odd), Client().post(odd, TYPED)):
        assert answer.status_code in {404, 410}
    assert opens(alice, PASSWORD)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password1": "short", "password2": "short"}, "12文字以上にしてください。"),
        ({"password1": "password1234", "password2": "password1234"}, "よく使われるパスワードです。"),
        ({"password2": "another long password"}, "2回とも同じ"),
        ({"password1": "", "password2": ""}, "入力してください。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_used_up(
    alice: Staff, changes: dict[str, str], words: str
) -> None:
    link = link_of(alice)
    answer = Client().post(link, TYPED | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert Client().post(link, TYPED).status_code == 303


def test_what_else_is_sent_is_ignored(alice: Staff) -> None:
    other = make_staff(alice.organisation)
    smuggled = {"username": other.email, "staff": other.pk, "member": other.pk, "role": "administrator"}
    Client().post(link_of(alice), TYPED | smuggled)
    assert opens(alice, NEW)
    assert opens(other, PASSWORD)
    alice.refresh_from_db()
    assert alice.role == Staff.Role.MEMBER


def test_another_site_cannot_set_it(alice: Staff) -> None:
    link = link_of(alice)
    assert Client(enforce_csrf_checks=True).post(link, TYPED).status_code == 403
    assert opens(alice, PASSWORD)


def test_the_second_factor_stays_and_is_asked_for(alice: Staff) -> None:
    give_app(alice)
    link, client = link_of(alice), Client()
    client.post(link, TYPED)
    assert client.get(DESK).status_code == 302
    answer = client.post(LOGIN, {"login": alice.email, "password": NEW})
    assert answer.headers["Location"] == SHOW
    assert client.get(DESK).status_code == 302
    client.post(SHOW, {"code": code()})
    assert client.get(DESK).status_code == 200
