"""What an organisation has uploaded, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kakunin.models.certificate import Certificate
from kakunin.web.desk import rows
from kakunin.web.paging import read_before
from kakunin.web.redirects import see_other
from kakunin.web.staff.current import staff_of


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """The organisation's certificates, newest first, a page at a time."""
    staff = staff_of(request)
    if staff.association_id:
        # It runs the platform and has no certificates; its desk begins with the figures.
        return see_other("members:figures")
    page = rows.read_page(Certificate.objects.visible_to(staff), before=read_before(request))
    return render(request, "desk/list.html", {"page": page, "organisation": staff.organisation})
