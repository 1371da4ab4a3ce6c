"""What was done about an organisation, for all of its people to see (U1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kakunin.models.staff import Staff
from kakunin.policies.membership import SEE_HISTORY
from kakunin.web.members import rows
from kakunin.web.members.access import reads
from kakunin.web.paging import read_before


@reads(SEE_HISTORY)
def show(request: HttpRequest, staff: Staff) -> HttpResponse:
    """A page at a time, newest first."""
    page = rows.read_history(staff, before=read_before(request))
    return render(request, "members/history.html", {"page": page, "organisation": staff.organisation})
