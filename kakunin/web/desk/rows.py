"""The desk's reads: certificates with the state of their mails, without a query per row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from kakunin.foundation.errors import NotFound
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate, CertificateQuerySet
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingKey
from kakunin.web.paging import read_id

PAGE_SIZE = 50


Certificates = CertificateQuerySet


@dataclass(frozen=True)
class Order:
    """How a list is sorted. ``mark`` and ``after`` let a page begin behind the last row of the one before."""

    columns: tuple[str, ...]
    mark: Callable[[Certificate], str]
    after: Callable[[str], Q]
    # The table shows the day that it is sorted by.
    by_end: bool = False


def _before_id(mark: str) -> Q:
    return Q(pk__lt=read_id(mark))


def _after_period_end(mark: str) -> Q:
    day, _, number = mark.partition(".")
    try:
        end = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    return Q(period_end__gt=end) | Q(period_end=end, pk__gt=read_id(number))


NEWEST_FIRST = Order(("-id",), lambda last: str(last.pk), _before_id)
ENDING_FIRST = Order(
    ("period_end", "id"), lambda last: f"{last.period_end}.{last.pk}", _after_period_end, by_end=True
)


@dataclass(frozen=True)
class Page:
    """``older`` is the ``before`` of the next page, None on the last."""

    certificates: list[Certificate]
    first: bool
    older: str | None


def with_state(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Each with its insurer, its agency and two more flags for the templates.

    ``mail_waiting``: one of the newest mails with the URL and the password in force is
    still due; ``viewed``: it was opened at least once.
    """
    mails = OutboxMail.objects.current().filter(key__certificate=OuterRef("pk"))
    return certificates.select_related("insurer", "agency").annotate(
        mail_waiting=Exists(mails.filter(state=OutboxMail.State.WAITING)),
        viewed=ExpressionWrapper(Q(first_viewed_at__isnull=False), output_field=BooleanField()),
    )


def read_page(certificates: Certificates, order: Order, *, before: str | None) -> Page:
    """By the last row's mark, so that page 1000 costs what page 1 does and new rows shift nothing.

    Raises NotFound for a mark that is none of ours.
    """
    rest = certificates if before is None else certificates.filter(order.after(before))
    # The state is asked of these rows only: of all that match, PostgreSQL would read whole tables for it.
    wanted = rest.order_by(*order.columns).values("pk")[: PAGE_SIZE + 1]
    found = list(with_state(Certificate.objects.filter(pk__in=wanted)).order_by(*order.columns))
    shown = found[:PAGE_SIZE]
    return Page(shown, first=before is None, older=order.mark(shown[-1]) if len(found) > PAGE_SIZE else None)


def mails_of(certificate: Certificate, staff: Staff) -> QuerySet[OutboxMail]:
    """All that were ever due for it: those of the password in force first, each group oldest first.

    What went to the people of the agency that had it before (移管) is not the next one's business (T13).
    """
    mails = _of_the_desk().filter(key__certificate=certificate)
    moved = certificate.events.filter(type=AuditEvent.Type.CERTIFICATE_MOVED)
    if staff.agency_id and (last := moved.order_by("-id").first()):
        mails = mails.filter(Q(kind=OutboxMail.Kind.VIEWING_URL) | Q(created_at__gte=last.at))
    return mails.select_related("key").order_by("-key_id", "id")


@dataclass(frozen=True)
class Arrival:
    """An address of the contractor's, and the newest mail to it with the URL in force, if there is one."""

    address: str
    mail: OutboxMail | None


def arrivals(certificate: Certificate, mails: Iterable[OutboxMail]) -> list[Arrival]:
    """Whether the URL reached each of the contractor's addresses."""
    newest = {
        mail.recipient: mail
        for mail in sorted(mails, key=lambda mail: mail.pk)
        if mail.kind == OutboxMail.Kind.VIEWING_URL and mail.viewing_key.ended_at is None
    }
    return [
        Arrival(contractor.address, newest.get(contractor.address))
        for contractor in certificate.contractor_addresses.all()
    ]


def password_recipients(mails: Iterable[OutboxMail]) -> list[str]:
    """Who receives the password in force."""
    wanted = OutboxMail.Kind.VIEWING_PASSWORD
    return [mail.recipient for mail in mails if mail.kind == wanted and mail.viewing_key.ended_at is None]


def renewed_at(certificate: Certificate) -> datetime | None:
    """When its password changed last; None while it has its first (U5)."""
    keys = ViewingKey.objects.filter(certificate=certificate).order_by("-id")
    created = list(keys.values_list("created_at", flat=True)[:2])
    return created[0] if len(created) > 1 else None


def _of_the_desk() -> QuerySet[OutboxMail]:
    """Whoever at the obligee's asked for a one-time password is not the desk's business."""
    return OutboxMail.objects.exclude(kind=OutboxMail.Kind.ONE_TIME_PASSWORD)
