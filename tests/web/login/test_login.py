"""From the address to the login, as the obligee's browser sees it (D1, D2, D4, T5-T7)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from kakunin.foundation import clock
from kakunin.mails.compose import compose
from kakunin.models.domain import RegisteredDomain
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from tests.world import CLERK, HOST, MadeCertificate, make_certificate, make_domain, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> MadeCertificate:
    make_domain()
    insurer = make_insurer()
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer), drawn=True)


def unlock(client: Client, made: MadeCertificate) -> Client:
    assert client.post(f"/v/{made.locator}", {"password": made.password}).status_code == 303
    return client


@pytest.fixture
def obligee(client: Client, made: MadeCertificate) -> Client:
    """At a browser that opened the certificate."""
    return unlock(client, made)


def at(name: str, made: MadeCertificate) -> str:
    return reverse(name, kwargs={"certificate": made.certificate.uuid})


def ask(client: Client, made: MadeCertificate, address: str = CLERK) -> OneTimePassword:
    answer = client.post(at("login:address", made), {"address": address})
    assert (answer.status_code, answer.headers["Location"]) == (303, at("login:code", made))
    return OneTimePassword.objects.latest("pk")


def enter(client: Client, made: MadeCertificate, digits: str) -> int:
    return client.post(at("login:code", made), {"code": digits}).status_code


def wrong(pending: OneTimePassword) -> str:
    return f"{(int(pending.digits) + 1) % 10**8:08}"


def test_the_way_from_the_gate_to_the_download(obligee: Client, made: MadeCertificate) -> None:
    page = obligee.get(at("login:address", made)).content.decode()
    for step in ("確認する", "ログイン", "ダウンロード"):
        assert step in page
    pending = ask(obligee, made)
    page = obligee.get(at("login:code", made)).content.decode()
    assert CLERK in page
    assert pending.reference in page
    assert 'autocomplete="one-time-code"' in page
    assert pending.digits not in page.replace("-", "")
    answer = obligee.post(at("login:code", made), {"code": pending.digits})
    assert (answer.status_code, answer.headers["Location"]) == (303, at("download:documents", made))
    assert obligee.get(at("download:documents", made)).status_code == 200


def test_the_session_changes_its_key_at_the_login(obligee: Client, made: MadeCertificate) -> None:
    before = obligee.cookies["sessionid"].value
    enter(obligee, made, ask(obligee, made).digits)
    after = obligee.cookies["sessionid"].value
    assert before != after
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(at("download:documents", made)).status_code == 404


def test_without_the_gate_there_is_no_login(made: MadeCertificate) -> None:
    stranger = Client()
    for name in ("login:address", "login:code", "download:documents"):
        assert stranger.get(at(name, made)).status_code == 404
    assert stranger.post(at("login:address", made), {"address": CLERK}).status_code == 404
    assert not OneTimePassword.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "keiyaku",
        f"keiyaku@{HOST}.",
        f'"x@evil.example"@{HOST}',
        f'"keiyaku"@{HOST}',
        f"ｋｅｉｙａｋｕ@{HOST}",
        "keiyaku@ｃｉｔｙ.example.lg.jp",
        "keiyaku@сity.example.lg.jp",  # a Cyrillic с: that is the trick
        f"\u212aeiyaku@{HOST}",
        "keiyaku@[127.0.0.1]",
        f"keiyaku@evil.example,keiyaku@{HOST}",
        f"keiyaku@evil.example\r\nBcc: keiyaku@{HOST}",
    ],
)
def test_an_address_that_could_mean_another_is_not_taken(
    obligee: Client, made: MadeCertificate, address: str
) -> None:
    answer = obligee.post(at("login:address", made), {"address": address})
    assert answer.status_code == 422
    assert not OneTimePassword.objects.exists()


def test_an_unregistered_domain_is_explained_and_what_was_typed_is_kept(
    obligee: Client, made: MadeCertificate
) -> None:
    answer = obligee.post(at("login:address", made), {"address": f"keiyaku@sub.{HOST}"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"keiyaku@sub.{HOST}" in page
    assert "申請" in page
    assert "日本損害保険協会" in page
    assert reverse("site:help") in page


def test_wrong_digits_say_how_many_tries_are_left_and_then_offer_a_new_one(
    obligee: Client, made: MadeCertificate
) -> None:
    pending = ask(obligee, made)
    for left in (4, 3, 2, 1):
        answer = obligee.post(at("login:code", made), {"code": wrong(pending)})
        assert answer.status_code == 422
        assert f"あと{left}回" in answer.content.decode()
    over = obligee.post(at("login:code", made), {"code": wrong(pending)}).content.decode()
    assert "使えなくなりました" in over
    assert at("login:resend", made) in over
    assert 'name="code"' not in over
    assert enter(obligee, made, pending.digits) == 422
    assert not ObligeeLogin.objects.exists()


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "abcdefgh", "第1号"])
def test_what_cannot_be_a_code_costs_no_try(obligee: Client, made: MadeCertificate, typed: str) -> None:
    pending = ask(obligee, made)
    assert enter(obligee, made, typed) == 422
    pending.refresh_from_db()
    assert pending.wrong_tries == 0


def test_the_right_code_in_another_browser_opens_nothing(obligee: Client, made: MadeCertificate) -> None:
    pending = ask(obligee, made)
    other = unlock(Client(), made)
    answer = other.post(at("login:code", made), {"code": pending.digits})
    assert (answer.status_code, answer.headers["Location"]) == (303, at("login:address", made))
    assert not ObligeeLogin.objects.exists()
    # And where it was asked for, it still works.
    assert enter(obligee, made, pending.digits) == 303


def test_two_colleagues_behind_one_mailbox_do_not_disturb_each_other(
    obligee: Client, made: MadeCertificate
) -> None:
    colleague = unlock(Client(), made)
    mine, theirs = ask(obligee, made), ask(colleague, made)
    assert enter(obligee, made, theirs.digits) == 422
    assert enter(obligee, made, mine.digits) == 303
    assert enter(colleague, made, theirs.digits) == 303
    for client in (obligee, colleague):
        assert client.get(at("download:documents", made)).status_code == 200


def test_a_code_waits_while_the_viewing_falls_asleep_and_wakes_it(
    obligee: Client, made: MadeCertificate
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        pending = ask(obligee, made)
        now.move_to(start + timedelta(minutes=25))
        asleep = obligee.get(at("login:code", made))
        assert asleep.status_code == 200
        assert made.certificate.number not in asleep.content.decode()
        assert enter(obligee, made, pending.digits) == 303
        assert obligee.get(at("download:documents", made)).status_code == 200


def test_an_expired_code_is_told_before_anything_is_typed(obligee: Client, made: MadeCertificate) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        ask(obligee, made)
        now.move_to(start + timedelta(minutes=31))
        assert "使えなくなりました" in obligee.get(at("login:code", made)).content.decode()


def test_a_new_one_is_sent_on_request_after_the_wait(obligee: Client, made: MadeCertificate) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        first = ask(obligee, made)
        early = obligee.post(at("login:resend", made), follow=True)
        assert "60秒ほどおいて" in early.content.decode()
        now.move_to(start + timedelta(minutes=2))
        page = obligee.post(at("login:resend", made), follow=True).content.decode()
        assert "新しいワンタイムパスワードを送りました" in page
        second = OneTimePassword.objects.latest("pk")
        assert second != first
        assert enter(obligee, made, first.digits) == 422
        assert enter(obligee, made, second.digits) == 303


def test_a_viewing_that_was_ended_wants_the_password_before_another_mail_is_sent(
    obligee: Client, made: MadeCertificate
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        ask(obligee, made)
        now.move_to(start + timedelta(minutes=31))
        answer = obligee.post(at("login:resend", made))
        assert (answer.status_code, answer.headers["Location"]) == (303, at("login:address", made))
        page = obligee.get(at("login:address", made))
        assert page.status_code == 403
        assert 'name="password"' in page.content.decode()
    assert OneTimePassword.objects.count() == 1


def test_an_address_that_its_server_refuses_is_told(obligee: Client, made: MadeCertificate) -> None:
    pending = ask(obligee, made)
    assert "届けられません" not in obligee.get(at("login:code", made)).content.decode()
    OutboxMail.objects.filter(one_time_password=pending).update(state=OutboxMail.State.REFUSED)
    assert "届けられません" in obligee.get(at("login:code", made)).content.decode()


def test_whoever_is_logged_in_is_led_past_the_login(obligee: Client, made: MadeCertificate) -> None:
    enter(obligee, made, ask(obligee, made).digits)
    for name in ("login:address", "login:code"):
        answer = obligee.get(at(name, made))
        assert (answer.status_code, answer.headers["Location"]) == (303, at("download:documents", made))


def test_after_logging_out_nothing_of_this_browser_is_open(obligee: Client, made: MadeCertificate) -> None:
    enter(obligee, made, ask(obligee, made).digits)
    out = obligee.post(at("login:logout", made))
    assert "ログアウトしました" in out.content.decode()
    assert obligee.get(at("download:documents", made)).status_code == 403
    assert obligee.get(reverse("viewer:start", args=[made.certificate.uuid])).status_code == 403
    unlock(obligee, made)
    answer = obligee.get(at("download:documents", made))
    assert answer.headers["Location"] == at("login:address", made)


def test_a_get_never_logs_out_or_sends(obligee: Client, made: MadeCertificate) -> None:
    for name in ("login:logout", "login:resend"):
        assert obligee.get(at(name, made)).status_code == 405


def test_a_suspended_domain_leads_back_to_the_address(obligee: Client, made: MadeCertificate) -> None:
    enter(obligee, made, ask(obligee, made).digits)
    RegisteredDomain.objects.update(suspended_at=clock.now())
    answer = obligee.get(at("download:documents", made))
    assert (answer.status_code, answer.headers["Location"]) == (303, at("login:address", made))


def test_the_pages_are_kept_by_no_cache(obligee: Client, made: MadeCertificate) -> None:
    ask(obligee, made)
    for name in ("login:address", "login:code"):
        assert "no-store" in obligee.get(at(name, made)).headers["Cache-Control"]


def test_the_mail_fits_the_screen(obligee: Client, made: MadeCertificate) -> None:
    """What the obligee reads in the mail is what this browser takes."""
    pending = ask(obligee, made)
    message = compose(OutboxMail.objects.get(one_time_password=pending))
    found = re.search(r"\b\d{4}-\d{4}\b", str(message.body))
    assert found
    assert pending.reference in str(message.subject)
    assert not re.search(r"\d", str(message.subject))
    assert enter(obligee, made, found[0]) == 303
