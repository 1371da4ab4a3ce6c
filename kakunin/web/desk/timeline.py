"""A certificate's history for those who may see it: what, when, by whom, in words (B1, T13).

Each type of event has its own lines, so that no fact is read by mistake: at obligees only
the part behind the @ is shown, and of other organisations' people only their organisation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kakunin.models.audit import AuditEvent, home_name
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import home_of
from kakunin.models.staff import Staff

Type = AuditEvent.Type
Facts = Mapping[str, Any]
Lines = list[tuple[str, str]]

PAGE_SIZE = 50
_OF_THE_OBLIGEE = {
    Type.LOGIN_REQUESTED,
    Type.LOGIN_REFUSED,
    Type.LOGGED_IN,
    Type.LOGGED_OUT,
    Type.DOCUMENTS_DOWNLOADED,
}


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    at: datetime
    what: str
    who: str
    lines: Lines


@dataclass(frozen=True)
class Page:
    """``older`` is the ``before`` of the next page, None on the last."""

    entries: list[Entry]
    first: bool
    older: int | None


def read(
    certificate: Certificate, reader: Staff, *, before: int | None = None, size: int = PAGE_SIZE
) -> Page:
    """Newest first, in one query for the events and two for what the reader may know of other staff."""
    events = _of_the_desk(certificate.events.all())
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events.order_by("-id")[: size + 1])
    since = _in_charge_since(certificate, reader)
    own = _own_addresses(found, reader)
    entries = [_entry(event, reader, own, hidden=event.pk < since) for event in found[:size]]
    return Page(entries, first=before is None, older=found[size - 1].pk if len(found) > size else None)


def _of_the_desk(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Without the mails to obligees, who are not the desk's business."""
    others = ~Q(facts__mail=OutboxMail.Kind.ONE_TIME_PASSWORD)
    return events.filter(Q(facts__mail__isnull=True) | others)


def _in_charge_since(certificate: Certificate, reader: Staff) -> int:
    """The event before which another agency's people acted (移管); an insurer has always been in charge."""
    if reader.insurer_id:
        return 0
    moved = certificate.events.filter(type=Type.CERTIFICATE_MOVED).order_by("-id")
    return moved.values_list("pk", flat=True).first() or 0


def _own_addresses(events: list[AuditEvent], reader: Staff) -> set[str]:
    """Of the staff to whom something went, those of the reader's own organisation."""
    told = set().union(*map(_staff_addresses, events))
    colleagues = Staff.objects.filter(**home_of(reader.organisation), email__in=told)
    return set(colleagues.values_list("email", flat=True))


def _staff_addresses(event: AuditEvent) -> set[str]:
    """Where it went, if it went to staff; the contractor's addresses belong to the certificate."""
    facts = event.facts
    if event.type == Type.PASSWORD_SENT_AGAIN:
        return set(facts["addresses"])
    return (
        {facts["to"]}
        if facts.get("mail", OutboxMail.Kind.VIEWING_URL) != OutboxMail.Kind.VIEWING_URL
        else set()
    )


def _entry(event: AuditEvent, reader: Staff, own: set[str], *, hidden: bool) -> Entry:
    lines = _LINES.get(event.type, _nothing)(event.facts)
    if not _staff_addresses(event) <= own:
        # Whom another organisation has its mails sent to is not the reader's business, whenever
        # they went: one that waited at a 移管 is called off after it (T13).
        lines = [line for line in lines if line[0] != _("宛先")]
    return Entry(event.at, event.get_type_display(), _who(event, reader, hidden=hidden), lines)


def _who(event: AuditEvent, reader: Staff, *, hidden: bool) -> str:
    facts = event.facts
    if event.actor.startswith("browser:"):
        host = str(facts.get("address", "")).rpartition("@")[2]
        if event.type in _OF_THE_OBLIGEE:
            return _("発注者（%(host)s）") % {"host": host} if host else _("発注者")
        return _("閲覧者")
    if event.is_by_system:
        return _("システム")
    if facts.get("home") == home_name(reader.organisation):
        return str(facts["by"])
    if hidden and str(facts.get("home", "")).startswith("agency:"):
        return _("移管前の取扱代理店")
    return str(facts.get("home_name") or _("損害保険会社または取扱代理店"))


def _nothing(_facts: Facts) -> Lines:
    return []


def _mail(facts: Facts) -> Lines:
    lines = [(_("メール"), str(OutboxMail.Kind(facts["mail"]).label)), (_("宛先"), str(facts["to"]))]
    if facts["state"] != OutboxMail.State.SENT:
        lines.append((_("状態"), str(OutboxMail.State(facts["state"]).label)))
    return lines


def _documents(facts: Facts) -> Lines:
    kinds = [str(Document.Kind(document["kind"]).label) for document in facts.get("documents", ())]
    return [(_("書類"), _("、").join(kinds))] if kinds else []


def _downloaded(facts: Facts) -> Lines:
    return [(_("書類の数"), str(len(facts.get("documents", ()))))]


def _addresses(facts: Facts) -> Lines:
    labels = {"added": _("加えた宛先"), "removed": _("外した宛先"), "addresses": _("宛先")}
    return [(label, _("、").join(facts[name])) for name, label in labels.items() if facts.get(name)]


def _corrected(facts: Facts) -> Lines:
    return [
        (
            str(Certificate._meta.get_field(name).verbose_name),  # type: ignore[union-attr]  # plain columns
            _("%(before)s → %(after)s")
            % {"before": _value(name, facts["before"]), "after": _value(name, facts["after"])},
        )
        for name in facts["fields"]
    ]


def _value(name: str, values: Facts) -> str:
    value = values[name]
    if value in (None, ""):
        return _("（なし）")
    if name.startswith("period_"):
        return date_format(date.fromisoformat(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _withdrawal(facts: Facts) -> Lines:
    lines = []
    if "document" in facts:
        lines.append((_("書類"), str(Document.Kind(facts["document"]).label)))
    if "reason" in facts:
        lines.append((_("理由"), str(facts["reason"])))
    return lines


def _form(facts: Facts) -> Lines:
    lines = [(_("暗号化"), _("あり") if facts["encrypted"] else _("なし"))]
    if "file" in facts:
        lines.append((_("ファイルの種類"), "Excel" if facts["file"] == "xlsx" else "PDF"))
    return lines


def _tries(facts: Facts) -> Lines:
    return [(_("回数"), str(facts["tries"]))] if "tries" in facts else []


_LINES: dict[str, Callable[[Facts], Lines]] = {
    Type.CERTIFICATE_UPLOADED: _documents,
    Type.DOCUMENTS_ADDED: _documents,
    Type.DOCUMENTS_DOWNLOADED: _downloaded,
    Type.MAIL_SENT: _mail,
    Type.MAIL_FAILED: _mail,
    Type.UNLOCK_REFUSED: _tries,
    Type.ADDRESSES_CORRECTED: _addresses,
    Type.URL_REPLACED: _addresses,
    Type.URL_SENT_AGAIN: _addresses,
    Type.PASSWORD_SENT_AGAIN: _addresses,
    Type.DATA_CORRECTED: _corrected,
    Type.FORM_TAKEN: _form,
    Type.FORM_COMPLETED: _form,
    Type.CERTIFICATE_WITHDRAWN: _withdrawal,
    Type.DOCUMENT_WITHDRAWN: _withdrawal,
    Type.DOCUMENT_RESTORED: _withdrawal,
}
