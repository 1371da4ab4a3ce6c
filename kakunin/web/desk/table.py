"""A list as CSV that Excel opens as it is and no program runs (T17)."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kakunin.foundation import clock
from kakunin.foundation.text import exported_cell
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.web.desk.lists import List
from kakunin.web.desk.rows import Certificates, with_state
from kakunin.web.files import send_file

MOST = 10_000


def read(certificates: Certificates, chosen: List) -> list[Certificate] | None:
    """In the list's order; None when they are more than ``MOST``: a table cut off would look whole."""
    wanted = certificates.order_by(*chosen.order.columns).values("pk")[: MOST + 1]
    standing = Count("documents", filter=Q(documents__withdrawn_at__isnull=True))
    found = with_state(Certificate.objects.filter(pk__in=wanted)).select_related("created_by")
    rows: list[Certificate] = [*found.annotate(standing=standing).order_by(*chosen.order.columns)]
    return rows if len(rows) <= MOST else None


def send(certificates: Sequence[Certificate], reader: Staff) -> HttpResponse:
    """UTF-8 with the mark by which Excel knows it, lines ended as it likes."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_head())
    writer.writerows([exported_cell(cell) for cell in _row(each, reader)] for each in certificates)
    name = f"{_('証券等一覧')}_{clock.today():%Y%m%d}.csv"
    return send_file(name, text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


def _head() -> list[str]:
    return [
        _("証券番号"),
        _("証券等の種類"),
        _("保険会社"),
        _("取扱代理店"),
        _("受注者名"),
        _("工事名（件名）"),
        _("発注者名"),
        _("保証金額（円）"),
        _("保証期間の始期"),
        _("保証期間の終期"),
        _("アップロード日時"),
        _("アップロードした方"),
        _("書類の数"),
        _("メール"),
        _("初回閲覧日時"),
        _("状態"),
    ]


def _row(certificate: Certificate, reader: Staff) -> list[str]:
    by = certificate.created_by
    # Who works at another organisation is not the reader's business.
    colleague = (by.agency_id, by.insurer_id) == (reader.agency_id, reader.insurer_id)
    return [
        certificate.number,
        str(certificate.get_kind_display()),
        certificate.insurer.name,
        certificate.agency.name if certificate.agency else "",
        certificate.contractor_name,
        certificate.project_name,
        certificate.obligee_name,
        str(certificate.amount or ""),
        _day(certificate.period_start),
        _day(certificate.period_end),
        _moment(certificate.created_at),
        by.name if colleague else "",
        str(certificate.standing),  # type: ignore[attr-defined]  # annotated above
        _mails(certificate),
        _moment(certificate.first_viewed_at),
        _("取り下げ済み") if certificate.withdrawn_at else _("有効"),
    ]


def _mails(certificate: Certificate) -> str:
    if certificate.mail_failed:
        return _("送信エラー")
    waiting = certificate.mail_waiting  # type: ignore[attr-defined]  # rows.with_state
    return _("送信待ち") if waiting else _("送信済み")


def _day(day: date | None) -> str:
    return f"{day:%Y/%m/%d}" if day else ""


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y/%m/%d %H:%M}" if at else ""
