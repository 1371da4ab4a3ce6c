"""The link with which somebody who has forgotten the password chooses another (U1, T22)."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.translation import gettext as _

from kakunin.mails.letter import Letter
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail


def password_reset(event: AuditEvent, *, to: str) -> OutboxMail:
    """Unsaved; ``enqueue`` makes it due. ``event`` tells who is to choose."""
    return OutboxMail(kind=OutboxMail.Kind.PASSWORD_RESET, event=event, recipient=to)


def write(mail: OutboxMail) -> Letter:
    """Holds the link, which is made here, is good from now on and stored nowhere."""
    staff = mail.event and mail.event.person
    assert staff  # noqa: S101  # for the type checker; a mail to one who has left is moot
    token = default_token_generator.make_token(staff)
    path = reverse("staff:new_password", kwargs={"member": staff.pk, "token": token})
    return Letter(
        subject=_("【保証証券等確認システム】パスワードの再設定のご案内"),
        template="password_reset",
        context={
            "staff": staff,
            "url": f"{settings.BASE_URL}{path}",
            "minutes": int(settings.PASSWORD_RESET_VALID.total_seconds()) // 60,
        },
    )
