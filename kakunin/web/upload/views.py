"""The page on which staff bring a certificate."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery.upload import upload_certificate
from kakunin.foundation.errors import DocumentsRefused, NumberTaken, Unavailable
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.policies.membership import HANDLE_CERTIFICATES, check_may
from kakunin.web.staff.current import staff_of
from kakunin.web.upload.answers import go_to, show_form
from kakunin.web.upload.forms import CertificateForm, last_office_of


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The empty form; or a certificate taken in (U1); or the form as typed, with what to mend (U2)."""
    staff = staff_of(request)
    check_may(staff, HANDLE_CERTIFICATES)
    if request.method != "POST":
        return _show(request, CertificateForm(staff=staff, initial=last_office_of(staff)))
    form = CertificateForm(request.POST, request.FILES, staff=staff)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        certificate = upload_certificate(
            certificate=form.instance, addresses=form.cleaned_data["addresses"], pdfs=form.pdfs, by=staff
        )
    except NumberTaken as refusal:
        form.existing = _existing(form, staff)
        form.add_error(
            "number",
            _("この証券番号は、すでにアップロードされています。") if form.existing else refusal.message,
        )
    except DocumentsRefused as refusal:
        form.refuse_files(refusal.reasons)
    except Unavailable as failure:
        # Not the page of its own: what was typed stays.
        form.add_error(None, failure.message)
        return _show(request, form, status=failure.status)
    else:
        done = _(
            "アップロードが完了しました。閲覧用URLを受注者へ、閲覧用パスワードを%(email)sへ、別々のメールで送ります。"
        )
        return go_to(request, certificate, done % {"email": staff.email})
    return _show(request, form, status=422)


def _show(request: HttpRequest, form: CertificateForm, status: int = 200) -> HttpResponse:
    return show_form(request, "upload/new.html", form, status=status)


def _existing(form: CertificateForm, staff: Staff) -> Certificate | None:
    """The one that carries the number, if this member of staff may know of it (U5)."""
    insurer, number = form.cleaned_data["insurer"], form.cleaned_data["number"]
    return Certificate.objects.visible_to(staff).with_number(insurer, number).first()
