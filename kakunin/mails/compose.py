"""From the row to the message: text and HTML side by side, headers that other programs understand."""

from collections.abc import Callable
from email.header import Header

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart, SafeMIMEText
from django.template.loader import render_to_string

from kakunin.foundation.text import is_single_line
from kakunin.mails import (
    certificate_notice,
    invitation,
    membership,
    one_time_password,
    password_reset,
    viewing_password,
    viewing_url,
    wrong_tries,
)
from kakunin.mails.letter import Letter
from kakunin.models.outbox import OutboxMail

WRITERS: dict[str, Callable[[OutboxMail], Letter]] = {
    OutboxMail.Kind.VIEWING_URL: viewing_url.write,
    OutboxMail.Kind.VIEWING_PASSWORD: viewing_password.write,
    OutboxMail.Kind.ONE_TIME_PASSWORD: one_time_password.write,
    OutboxMail.Kind.WRONG_PASSWORDS: wrong_tries.write,
    OutboxMail.Kind.WRONG_CODES: wrong_tries.write,
    OutboxMail.Kind.INVITATION: invitation.write,
    OutboxMail.Kind.PASSWORD_RESET: password_reset.write,
    **dict.fromkeys(membership.NOTICES, membership.write),
    **dict.fromkeys(certificate_notice.NOTICES, certificate_notice.write),
}


def compose(mail: OutboxMail) -> EmailMultiAlternatives:
    """The message of a row, the same each time but for its date, and a link that is good from then on."""
    letter = WRITERS[mail.kind](mail)
    # The forms take no such names; should one stand in the database, its mail still arrives (T16).
    subject = "".join(character if is_single_line(character) else " " for character in letter.subject)
    context = {**letter.context, "subject": subject, "base_url": settings.BASE_URL}
    message = _Message(
        subject=subject,
        body=render_to_string(f"mails/{letter.template}.txt", context),
        from_email=settings.MAIL_FROM,
        to=[mail.recipient],
        headers={
            "Message-ID": mail.message_id,
            # No holiday notices in answer (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string(f"mails/{letter.template}.html", context), "text/html")
    return message


class _Message(EmailMultiAlternatives):
    def message(self) -> SafeMIMEText | SafeMIMEMultipart:
        """Django leaves the first line of a long subject empty, which old gateways show as no subject."""
        message: SafeMIMEText | SafeMIMEMultipart = super().message()
        subject = Header(str(self.subject), "utf-8", header_name="Subject")
        message.replace_header("Subject", subject)  # type: ignore[arg-type]  # the stubs know text only
        return message
