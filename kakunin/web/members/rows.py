"""The reads of these pages, without a query per row."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, AgencyContract, Insurer, home_of
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingGrant

PAGE_SIZE = 50
# Counting reads whole tables, and officers turn pages.
FIGURES_KEPT = timedelta(minutes=5)
_FAILED = [OutboxMail.State.REFUSED, OutboxMail.State.GIVEN_UP]


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
    """With ``is_running``, ``is_coming`` and ``has_administrator``; ``wanted`` is a part of the name."""
    contracts = AgencyContract.objects.filter(insurer=insurer, agency=OuterRef("pk"))
    known = AgencyContract.objects.filter(insurer=insurer).values("agency")
    theirs = Certificate.objects.filter(insurer=insurer, agency=OuterRef("pk")).order_by()
    return (
        Agency.objects.filter(pk__in=known, name__icontains=wanted)
        .annotate(
            is_running=Exists(contracts.running()),
            is_coming=Exists(contracts.not_over()),
            has_administrator=Exists(_administrators().filter(agency=OuterRef("pk"))),
            certificates=Coalesce(
                Subquery(theirs.values("agency").annotate(Count("pk")).values("pk__count")), 0
            ),
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
    """Rows of each insurer, the sums below them, and ``at``: when they were counted, minutes ago at most."""
    kept: dict[str, Any] | None = cache.get("figures")
    if kept is None:
        kept = _count_figures()
        cache.set("figures", kept, FIGURES_KEPT.total_seconds())
    return kept


def _count_figures() -> dict[str, Any]:
    """One query per column, whatever the number of rows; each reads all that there is to be counted."""
    certificates = Certificate.objects.filter(withdrawn_at__isnull=True)
    viewed = ViewingGrant.objects.filter(key__certificate=OuterRef("pk"))
    failed = OutboxMail.objects.filter(
        key__certificate=OuterRef("pk"), key__ended_at__isnull=True, state__in=_FAILED
    )
    columns = [
        _count(certificates),
        _count(certificates.filter(created_at__date__gte=clock.today().replace(day=1))),
        _count(certificates.filter(Exists(viewed))),
        _count(certificates.filter(Exists(failed))),
        _count(AgencyContract.objects.running()),
        _count(Staff.objects.filter(is_active=True, insurer__isnull=False)),
    ]
    rows = [
        {"name": insurer.name, "numbers": [column.get(insurer.pk, 0) for column in columns]}
        for insurer in Insurer.objects.all()
    ]
    return {"rows": rows, "sums": [sum(column.values()) for column in columns], "at": clock.now()}


def _count(rows: QuerySet[Any]) -> dict[int, int]:
    """How many of them each insurer has; a join would count a row more than once."""
    return dict(rows.order_by().values_list("insurer").annotate(Count("pk")))


def _administrators() -> QuerySet[Staff]:
    return Staff.objects.filter(is_active=True, role=Staff.Role.ADMINISTRATOR)
