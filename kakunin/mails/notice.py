"""What staff are told of an event: what has happened, its facts, what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kakunin.mails.letter import Letter
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail


@dataclass(frozen=True)
class Notice:
    """``lead`` says what has happened, ``next`` what to do; lines end where the plain text breaks."""

    lead: Promise
    next: Promise


def event_of(mail: OutboxMail) -> AuditEvent:
    """What the mail tells of; the constraint says that it has one."""
    assert mail.event is not None  # noqa: S101  # for the type checker; the database holds it
    return mail.event


def write_notice(
    mail: OutboxMail, notice: Notice, *, about: str, facts: Sequence[tuple[str, str]], path: str
) -> Letter:
    """``about`` ends the subject; ``path`` is the page where something can be done."""
    return Letter(
        subject=_("【保証証券等確認システム】%(title)s（%(about)s）")
        % {"title": mail.get_kind_display(), "about": about},
        template="notice",
        context={
            "title": mail.get_kind_display(),
            "lead": str(notice.lead),
            "next": str(notice.next),
            # A mail program breaks the lines of HTML by itself.
            "lead_html": str(notice.lead).replace("\n", ""),
            "next_html": str(notice.next).replace("\n", ""),
            "facts": facts,
            "at": event_of(mail).at,
            "path": path,
        },
    )
