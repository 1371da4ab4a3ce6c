"""What an organisation has uploaded: looked through, narrowed down, taken along as CSV (U6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from kakunin.flows.delivery.export import note_export
from kakunin.foundation.errors import NotFound
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.policies.membership import HANDLE_CERTIFICATES, check_may
from kakunin.web.desk import rows, table
from kakunin.web.desk.filters import FilterForm
from kakunin.web.desk.lists import LISTS, List, counts
from kakunin.web.redirects import see_other
from kakunin.web.staff.current import staff_of


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """One of the lists, narrowed down as asked, a page at a time."""
    staff = staff_of(request)
    if staff.association_id:
        # It runs the platform and has no certificates; its desk begins with the figures.
        return see_other("members:figures")
    return _show(request, staff, FilterForm(request.GET))


@require_GET
def send_table(request: HttpRequest) -> HttpResponse:
    """All of what the list shows, as CSV; more than ``table.MOST`` rows are to be narrowed down first."""
    staff = staff_of(request)
    check_may(staff, HANDLE_CERTIFICATES)
    form = FilterForm(request.GET)
    if not form.is_valid():
        return _show(request, staff, form)
    found = table.read(_matching(staff, _list_of(request), form), _list_of(request))
    if found is None:
        return _show(request, staff, form, too_many=True)
    if found:
        note_export(count=len(found), by=staff)
    return table.send(found, staff)


def _show(request: HttpRequest, staff: Staff, form: FilterForm, *, too_many: bool = False) -> HttpResponse:
    chosen = _list_of(request)
    visible = Certificate.objects.visible_to(staff)
    wrong = not form.is_valid()
    matching = Certificate.objects.none() if wrong else _matching(staff, chosen, form)
    context = {
        "page": rows.read_page(matching, chosen.order, before=request.GET.get("before")),
        "organisation": staff.organisation,
        "form": form,
        "lists": LISTS.values(),
        "chosen": chosen,
        "counts": counts(visible),
        "query": form.query(chosen),
        "is_narrowed": form.is_narrowed,
        "too_many": too_many,
        "most": table.MOST,
    }
    return render(request, "desk/list.html", context, status=422 if wrong or too_many else 200)


def _list_of(request: HttpRequest) -> List:
    chosen = LISTS.get(request.GET.get("list", ""))
    if chosen is None:
        raise NotFound
    return chosen


def _matching(staff: Staff, chosen: List, form: FilterForm) -> rows.Certificates:
    return form.narrow(chosen.of(Certificate.objects.visible_to(staff)))
