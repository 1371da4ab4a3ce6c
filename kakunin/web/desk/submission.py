"""The submission form for those who hand out the viewing password (F1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kakunin.flows.delivery.submission_form import take_form
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.policies.viewing_password import check_may_see_password
from kakunin.web.desk.access import about_standing
from kakunin.web.files import send_file
from kakunin.web.redirects import see_other
from kakunin.web.submission import FileForm, LockForm, mail_texts


@require_http_methods(["GET", "HEAD", "POST"])
@about_standing
def form(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """Locked or not; then the page with the file's button and what to write to the contractor."""
    check_may_see_password(staff, certificate)
    asked = LockForm(request.POST or None)
    if not asked.is_valid():
        context = {"certificate": certificate, "form": asked}
        return render(request, "desk/form.html", context, status=422 if asked.is_bound else 200)
    context = {"certificate": certificate, "file_password": asked.file_password}
    context["texts"] = mail_texts("desk", context)
    return render(request, "desk/form_ready.html", context)


@require_POST
@about_standing
def file(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """The sheet itself."""
    check_may_see_password(staff, certificate)
    asked = FileForm(request.POST)
    if not asked.is_valid():
        return see_other("desk:form", uuid=certificate.uuid)
    taken = take_form(certificate=certificate, by=staff, file_password=asked.cleaned_data["file_password"])
    return send_file(taken.name, taken.content, taken.content_type)
