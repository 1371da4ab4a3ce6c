"""What an organisation has uploaded, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import NotFound
from kakunin.models.certificate import Certificate
from kakunin.web.desk import rows
from kakunin.web.staff.current import staff_of


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """The organisation's certificates, newest first, a page at a time."""
    staff = staff_of(request)
    page = rows.read_page(Certificate.objects.visible_to(staff), before=_before(request))
    return render(request, "desk/list.html", {"page": page, "organisation": staff.organisation})


@require_safe
def show_detail(request: HttpRequest, uuid: str) -> HttpResponse:
    """One certificate; another organisation's does not exist (T13)."""
    visible = rows.with_state(Certificate.objects.visible_to(staff_of(request)))
    certificate = get_or_not_found(visible.select_related("created_by", "agency"), uuid=uuid)
    mails = list(rows.mails_of(certificate))
    return render(
        request,
        "desk/detail.html",
        {
            "certificate": certificate,
            "documents": certificate.documents.all(),
            "mails": mails,
            "password_recipients": rows.password_recipients(mails),
            "renewed_at": rows.renewed_at(certificate),
        },
    )


def _before(request: HttpRequest) -> int | None:
    """The id below which the page starts; None for the first page."""
    text = request.GET.get("before")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound
    return int(text)
