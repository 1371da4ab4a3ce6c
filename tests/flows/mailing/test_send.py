"""Every mail arrives, or staff see why not; through a real socket (U3, U6, T20-T22)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kakunin.flows.mailing.send import give_up_mail, send_mail
from kakunin.foundation import clock, tokens
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.worker.loop import work_once
from tests.mail_server import Answer, MailServer, closed_port, use_port
from tests.world import MadeCertificate, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db

State = OutboxMail.State


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        server.use(settings)
        yield server


@pytest.fixture
def made() -> MadeCertificate:
    """A certificate whose two mails are due."""
    insurer = make_insurer("例示損害保険株式会社")
    made = make_certificate(insurer=insurer, agency=None, by=make_staff(insurer), number="第26－001号")
    Job.objects.filter(kind=Job.Kind.RENDER_DOCUMENT).delete()
    return made


def mail_of(made: MadeCertificate, kind: OutboxMail.Kind = OutboxMail.Kind.VIEWING_URL) -> OutboxMail:
    return OutboxMail.objects.filter(key__certificate=made.certificate, kind=kind).earliest("pk")


def only(made: MadeCertificate) -> OutboxMail:
    """The URL mail; the other one is out of the way."""
    Job.objects.filter(reference=mail_of(made, OutboxMail.Kind.VIEWING_PASSWORD).pk).delete()
    return mail_of(made)


def last_event(certificate: Certificate) -> AuditEvent:
    return certificate.events.latest("pk")


def work_all() -> None:
    while work_once():
        pass


def test_both_mails_go_out_through_one_connection(server: MailServer, made: MadeCertificate) -> None:
    work_all()
    assert {mail.state for mail in OutboxMail.objects.all()} == {State.SENT}
    assert all(mail.sent_at for mail in OutboxMail.objects.all())
    assert {mail.message["Message-ID"] for mail in server.received} == set(
        OutboxMail.objects.values_list("message_id", flat=True)
    )
    assert server.connections == 1
    assert not Job.objects.exists()
    assert last_event(made.certificate).type == AuditEvent.Type.MAIL_SENT


def test_no_mail_holds_both_halves_of_the_key(server: MailServer, made: MadeCertificate) -> None:
    work_all()
    url_mail, password_mail = sorted(server.received, key=lambda mail: "パスワードの" in mail.subject)
    grouped = tokens.group_password(made.password)
    for subtype in ("plain", "html"):
        assert made.locator in url_mail.part(subtype)
        assert grouped in password_mail.part(subtype)
        for half in (made.password, grouped):
            assert half not in url_mail.part(subtype)
        assert made.locator not in password_mail.part(subtype)
    assert made.locator not in str(password_mail.message)
    assert made.password not in str(url_mail.message)


def test_japanese_arrives_as_it_was_written(server: MailServer, made: MadeCertificate, settings: Any) -> None:
    send_mail(mail_of(made).pk)
    (mail,) = server.received
    contractor = made.certificate.contractor_addresses.earliest("pk").address
    assert mail.subject == (
        "【保証証券等確認システム】証券等閲覧用URLのご案内"
        "（保険会社名：例示損害保険株式会社、証券番号：第26－001号）"
    )
    assert (mail.sender, mail.recipients) == (settings.MAIL_FROM, [contractor])
    assert (mail.message["From"], mail.message["To"]) == (settings.MAIL_FROM, contractor)
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message.get_content_type() == "multipart/alternative"
    for subtype in ("plain", "html"):
        assert made.certificate.contractor_name in mail.part(subtype)
        assert f"{settings.BASE_URL}/v/{made.locator}" in mail.part(subtype)


def test_the_longest_names_make_a_mail_that_every_server_takes(
    server: MailServer, made: MadeCertificate
) -> None:
    Certificate.objects.update(number="第" * 40, contractor_name="建" * 200, project_name="工" * 200)
    send_mail(mail_of(made).pk)
    assert "第" * 40 in server.received[0].subject


def test_html_shows_names_as_names(server: MailServer, made: MadeCertificate) -> None:
    Certificate.objects.update(contractor_name="<b>A&B</b>")
    send_mail(mail_of(made).pk)
    assert "<b>A&B</b>" in server.received[0].part("plain")
    assert "<b>A&B</b>" not in server.received[0].part("html")


def test_a_greylisted_mail_is_tried_again_with_the_same_message_id(
    server: MailServer, made: MadeCertificate
) -> None:
    mail = only(made)
    server.script += [Answer.GREYLIST, Answer.GREYLIST]
    work_all()
    mail.refresh_from_db()
    assert (mail.state, mail.server_words) == (State.WAITING, Answer.GREYLIST.value)
    assert Job.objects.get().last_error == "SMTPRecipientsRefused"

    for _ in range(2):
        with time_machine.travel(clock.now() + timedelta(minutes=5)):
            Job.objects.update(run_after=clock.now())
            work_all()
    mail.refresh_from_db()
    assert (mail.state, mail.server_words) == (State.SENT, "")
    assert [one.message["Message-ID"] for one in server.received] == [mail.message_id]
    assert not Job.objects.exists()


def test_a_mail_cut_off_in_the_middle_is_sent_again_under_the_same_name(
    server: MailServer, made: MadeCertificate
) -> None:
    mail = only(made)
    server.script.append(Answer.HANG_UP)
    with pytest.raises(OSError, match="closed"):
        send_mail(mail.pk)
    assert not server.received
    send_mail(mail.pk)
    assert server.received[0].message["Message-ID"] == mail.message_id


@pytest.mark.parametrize("answer", [Answer.NO_SUCH_USER, Answer.REFUSE_CONTENT])
def test_what_the_other_side_refuses_for_good_is_shown_and_not_tried_again(
    server: MailServer, made: MadeCertificate, answer: Answer
) -> None:
    mail = only(made)
    server.script.append(answer)
    work_all()
    mail.refresh_from_db()
    assert (mail.state, mail.server_words, mail.sent_at) == (State.REFUSED, answer.value, None)
    assert not Job.objects.exists()
    event = made.certificate.events.get(type=AuditEvent.Type.MAIL_FAILED)
    assert (event.facts["mail"], event.facts["state"]) == (mail.kind, "refused")


def test_a_refusal_of_ourselves_is_not_the_end_of_the_mail(server: MailServer, made: MadeCertificate) -> None:
    mail = only(made)
    server.script.append(Answer.REFUSE_SENDER)  # our login is wrong: it will be mended
    work_all()
    mail.refresh_from_db()
    assert (mail.state, mail.server_words) == (State.WAITING, Answer.REFUSE_SENDER.value)
    send_mail(mail.pk)
    assert len(server.received) == 1


def test_a_server_that_is_away_for_a_while_loses_nothing(
    server: MailServer, made: MadeCertificate, settings: Any
) -> None:
    use_port(settings, closed_port())
    work_all()
    assert set(OutboxMail.objects.values_list("state", "server_words")) == {
        (State.WAITING, "ConnectionRefusedError")
    }
    server.use(settings)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        work_all()
    assert {mail.state for mail in OutboxMail.objects.all()} == {State.SENT}
    assert len(server.received) == 2


def test_after_three_days_it_is_given_up_and_shown(made: MadeCertificate, settings: Any) -> None:
    mail = only(made)
    use_port(settings, closed_port())
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        work_all()
    mail.refresh_from_db()
    assert (mail.state, mail.server_words) == (State.GIVEN_UP, "ConnectionRefusedError")
    assert Job.objects.get(reference=mail.pk).given_up
    assert last_event(made.certificate).facts["state"] == "given_up"


def test_a_mail_whose_key_has_ended_is_not_sent(server: MailServer, made: MadeCertificate) -> None:
    made.certificate.viewing_keys.update(ended_at=clock.now())
    work_all()
    assert {mail.state for mail in OutboxMail.objects.all()} == {State.CANCELLED}
    assert not server.received
    assert not Job.objects.exists()


@pytest.mark.parametrize("state", [State.REFUSED, State.GIVEN_UP, State.CANCELLED])
def test_a_mail_that_is_settled_is_left_alone(
    server: MailServer, made: MadeCertificate, state: OutboxMail.State
) -> None:
    mail = mail_of(made)
    OutboxMail.objects.filter(pk=mail.pk).update(state=state)
    send_mail(mail.pk)
    give_up_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.state == state
    assert not server.received


def test_a_mail_that_was_sent_stays_sent(server: MailServer, made: MadeCertificate) -> None:
    mail = mail_of(made)
    send_mail(mail.pk)
    send_mail(mail.pk)
    give_up_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert len(server.received) == 1
    assert made.certificate.events.filter(type=AuditEvent.Type.MAIL_FAILED).count() == 0


def test_what_the_server_says_is_kept_without_the_viewing_url(
    server: MailServer, made: MadeCertificate, settings: Any
) -> None:
    """Spam filters quote the address that they dislike (T22)."""
    mail = only(made)
    server.content_refusal = f"554 blocked: {settings.BASE_URL}/v/{made.locator} is listed \0" + "x" * 600
    server.script.append(Answer.REFUSE_CONTENT)
    work_all()
    mail.refresh_from_db()
    assert mail.server_words.startswith(f"554 blocked: {settings.BASE_URL}/v/… is listed x")
    assert len(mail.server_words) <= 500


def test_what_the_server_says_is_kept_without_the_viewing_password(
    server: MailServer, made: MadeCertificate
) -> None:
    mail = mail_of(made, OutboxMail.Kind.VIEWING_PASSWORD)
    server.content_refusal = f"554 blocked: {tokens.group_password(made.password)} looks like spam"
    server.script.append(Answer.REFUSE_CONTENT)
    send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.server_words == "554 blocked: … looks like spam"


def test_no_row_of_queue_outbox_or_audit_holds_a_half_of_the_key(
    server: MailServer, made: MadeCertificate
) -> None:
    server.script += [Answer.HANG_UP]
    work_all()
    rows = [*OutboxMail.objects.values(), *Job.objects.values(), *AuditEvent.objects.values()]
    for half in (made.locator, made.password, tokens.group_password(made.password)):
        assert half not in str(rows)
