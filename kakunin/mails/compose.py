"""From the row to the message: text and HTML side by side, headers that other programs understand."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from kakunin.mails import viewing_password, viewing_url
from kakunin.mails.letter import Letter
from kakunin.models.outbox import OutboxMail

WRITERS: dict[str, Callable[[OutboxMail], Letter]] = {
    OutboxMail.Kind.VIEWING_URL: viewing_url.write,
    OutboxMail.Kind.VIEWING_PASSWORD: viewing_password.write,
}


def compose(mail: OutboxMail) -> EmailMultiAlternatives:
    """The message of a row, the same each time but for its date."""
    letter = WRITERS[mail.kind](mail)
    context = {**letter.context, "subject": letter.subject, "base_url": settings.BASE_URL}
    message = EmailMultiAlternatives(
        subject=letter.subject,
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
