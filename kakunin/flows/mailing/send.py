"""A mail that is due goes out, or staff see why not (U6, design decision 6)."""

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ValidationError
from django.db import transaction

from kakunin.adapters import smtp
from kakunin.flows.delivery.notices import tell_staff
from kakunin.foundation import clock
from kakunin.foundation.logs import hide_secrets
from kakunin.foundation.mail_address import validate_mail_address
from kakunin.mails.compose import compose
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail

State = OutboxMail.State

_WITH = (
    "key__certificate__insurer",
    "one_time_password__domain",
    "invitation",
    "event__certificate__insurer",
)
# Undelivered, these leave somebody without one half of the key.
_MISSED = (OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD)


def send_mail(mail_id: int) -> None:
    """Send one mail; what is refused for good is noted, all else is raised to be tried again.

    No row is locked while the mail server takes its time. A worker that dies
    after the server said yes sends the mail again, with the same Message-ID.
    """
    mail = OutboxMail.objects.select_related(*_WITH).get(pk=mail_id)
    if mail.state != State.WAITING:
        return
    if mail.is_moot:
        _settle(mail, State.CANCELLED)
        return
    try:
        # Without a receiver Django sends nothing, and says nothing either.
        validate_mail_address(mail.recipient)
        smtp.deliver(compose(mail))
    except ValidationError as failure:
        _settle(mail, State.GIVEN_UP, _words(failure))
        return
    except (SMTPException, OSError) as failure:
        words = _words(failure)
        if _is_final(failure):
            _settle(mail, State.REFUSED, words)
            return
        OutboxMail.objects.filter(pk=mail.pk).update(server_words=words)
        raise
    _settle(mail, State.SENT)


def give_up_mail(mail_id: int) -> None:
    """After days of trying: no more, and staff see it."""
    mail = OutboxMail.objects.select_related(*_WITH).get(pk=mail_id)
    if mail.state == State.WAITING:
        _settle(mail, State.GIVEN_UP, mail.server_words)


@transaction.atomic
def _settle(mail: OutboxMail, state: State, words: str = "") -> None:
    if mail.kind in _MISSED:
        Certificate.objects.hold(mail.viewing_key.certificate_id)
    sent = state == State.SENT
    # A worker whose lease ran out may come late: what was sent stays sent, and is told once.
    unsent = OutboxMail.objects.filter(pk=mail.pk).exclude(state=State.SENT)
    if not unsent.update(state=state, server_words=words, sent_at=clock.now() if sent else None):
        return
    if mail.kind in _MISSED:
        OutboxMail.objects.note_failures([mail.viewing_key.certificate_id])
    event = AuditEvent.record(
        AuditEvent.Type.MAIL_SENT if sent else AuditEvent.Type.MAIL_FAILED,
        by=None,
        about=mail.about,
        mail=mail.kind,
        to=mail.recipient,
        state=state,
    )
    if state in (State.REFUSED, State.GIVEN_UP) and mail.kind in _MISSED:
        # Not to the very mailbox that takes no mail.
        tell_staff(OutboxMail.Kind.UNDELIVERED, event, mail.viewing_key.certificate, but=[mail.recipient])


def _is_final(failure: Exception) -> bool:
    """A 5xx about this recipient or this mail; a 5xx about us (login, sender) may mend itself."""
    if isinstance(failure, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in failure.recipients.values())
    return isinstance(failure, SMTPDataError) and failure.smtp_code >= 500


def _words(failure: Exception) -> str:
    """The server's own words, for staff; never the mail's text."""
    if isinstance(failure, SMTPRecipientsRefused):
        return "; ".join(_answer(code, text) for code, text in failure.recipients.values())[:500]
    if isinstance(failure, SMTPResponseException):
        return _answer(failure.smtp_code, failure.smtp_error)[:500]
    return type(failure).__name__


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    # Spam filters quote what they dislike; PostgreSQL takes no NUL.
    return hide_secrets(f"{code} {words}").replace("\0", "")
