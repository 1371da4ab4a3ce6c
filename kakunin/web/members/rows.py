"""The reads of these pages, without a query per row."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, AgencyContract, Insurer, home_of
from kakunin.models.staff import Staff

PAGE_SIZE = 50


@dataclass(frozen=True)
class History:
    """``rows``: events with who did it. ``older`` is the ``before`` of the next page, None on the last."""

    rows: list[tuple[AuditEvent, str]]
    first: bool
    older: int | None


def read_history(staff: Staff, *, before: int | None) -> History:
    """What was done about its organisation, newest first; what happens each day is no news.

    Of another organisation's people only the organisation is named (``AuditEvent.record``).
    """
    daily = [AuditEvent.Type.MAIL_SENT, AuditEvent.Type.STAFF_LOGGED_IN]
    mine = AuditEvent.objects.filter(**home_of(staff.organisation)).exclude(type__in=daily)
    newest = mine if before is None else mine.filter(pk__lt=before)
    found = list(newest.order_by("-id")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    rows = [(event, event.facts.get("by", _("システム"))) for event in shown]
    return History(rows, first=before is None, older=shown[-1].pk if len(found) > PAGE_SIZE else None)


def agencies_of(insurer: Insurer, wanted: str) -> QuerySet[Agency]:
    """With ``is_running`` and ``has_administrator``; ``wanted`` is a part of the name."""
    running = AgencyContract.objects.running().filter(insurer=insurer, agency=OuterRef("pk"))
    theirs = AgencyContract.objects.filter(insurer=insurer).values("agency")
    return (
        Agency.objects.filter(pk__in=theirs, name__icontains=wanted)
        .annotate(
            is_running=Exists(running),
            has_administrator=Exists(_administrators().filter(agency=OuterRef("pk"))),
            certificates=Count("certificate", filter=Q(certificate__insurer=insurer)),
        )
        .order_by("name", "pk")
    )


def insurers() -> QuerySet[Insurer]:
    """With ``has_administrator``, and ``waiting``: their open invitations."""
    waiting = Invitation.objects.filter(ended_at__isnull=True)
    return Insurer.objects.annotate(
        has_administrator=Exists(_administrators().filter(insurer=OuterRef("pk")))
    ).prefetch_related(Prefetch("invitation_set", waiting, to_attr="waiting"))


def figures() -> dict[str, Any]:
    """Rows of each insurer and the sums below them: one query per column, whatever the number of rows."""
    month = clock.today().replace(day=1)
    certificates = Certificate.objects.filter(withdrawn_at__isnull=True)
    failed = [OutboxMail.State.REFUSED, OutboxMail.State.GIVEN_UP]
    columns = [
        _count(certificates),
        _count(certificates.filter(created_at__date__gte=month)),
        _count(certificates.filter(viewing_keys__grants__isnull=False)),
        _count(
            certificates.filter(viewing_keys__ended_at__isnull=True, viewing_keys__mails__state__in=failed)
        ),
        _count(AgencyContract.objects.running()),
        _count(Staff.objects.filter(is_active=True, insurer__isnull=False)),
    ]
    rows = [
        {"insurer": insurer, "numbers": [column.get(insurer.pk, 0) for column in columns]}
        for insurer in Insurer.objects.all()
    ]
    return {"rows": rows, "sums": [sum(column.values()) for column in columns], "month": month}


def _count(rows: QuerySet[Any]) -> dict[int, int]:
    """How many of them each insurer has."""
    return dict(rows.order_by().values_list("insurer").annotate(Count("pk", distinct=True)))


def _administrators() -> QuerySet[Staff]:
    return Staff.objects.filter(is_active=True, role=Staff.Role.ADMINISTRATOR)
