"""One certificate: did it arrive, has it been seen, what is to be done now (U6)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kakunin.flows.delivery.view import first_pages
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.policies.viewing_password import may_see_password
from kakunin.web.desk import rows, timeline
from kakunin.web.desk.access import about_one
from kakunin.web.paging import read_before

_SHOWN = 10  # of the history; the rest has a page of its own


@require_safe
@about_one
def show_detail(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """Without the password, which is shown on demand."""
    return show(request, staff, certificate)


@require_safe
@about_one
def show_history(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """All that happened to it, a page at a time."""
    page = timeline.read(certificate, staff, before=read_before(request))
    return render(request, "desk/history.html", {"certificate": certificate, "page": page})


def show(request: HttpRequest, staff: Staff, certificate: Certificate, *, password: str = "") -> HttpResponse:
    """``password`` in groups of four, where it was asked for."""
    mails, documents = list(rows.mails_of(certificate, staff)), list(certificate.documents.all())
    context = {
        "certificate": certificate,
        "documents": documents,
        "drawn": first_pages(certificate),
        "standing": sum(document.withdrawn_at is None for document in documents),
        "mails": mails,
        "arrivals": rows.arrivals(certificate, mails),
        "first_downloaded_at": _first_downloaded_at(certificate),
        "password_recipients": rows.password_recipients(mails),
        "may_see_password": may_see_password(staff, certificate),
        "password": password,
        "renewed_at": rows.renewed_at(certificate),
        "timeline": timeline.read(certificate, staff, size=_SHOWN),
    }
    return render(request, "desk/detail.html", context)


def _first_downloaded_at(certificate: Certificate) -> datetime | None:
    downloads = certificate.events.filter(type=AuditEvent.Type.DOCUMENTS_DOWNLOADED).order_by("pk")
    return downloads.values_list("at", flat=True).first()
