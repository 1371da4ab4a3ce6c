"""The mail address: from a registered domain, or with an explanation (D1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery.log_in import find_login
from kakunin.flows.delivery.request_login import send_one_time_password
from kakunin.foundation.errors import DomainNotRegistered, TooOften
from kakunin.models.viewing_key import ViewingGrant
from kakunin.web.login.forms import AddressForm
from kakunin.web.redirects import see_other
from kakunin.web.viewer.access import while_viewing


@require_http_methods(["GET", "HEAD", "POST"])
@while_viewing
def ask(request: HttpRequest, grant: ViewingGrant) -> HttpResponse:
    """Whoever is logged in already goes on to the download."""
    certificate = grant.key.certificate
    if find_login(grant.browser):
        return see_other("download:documents", certificate=certificate.uuid)
    if request.method != "POST":
        return _show(request, grant, AddressForm())
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _show(request, grant, form, status=422)
    try:
        send_one_time_password(grant=grant, address=form.cleaned_data["address"])
    except DomainNotRegistered as refusal:
        form.add_error("address", refusal.message)
        return _show(request, grant, form, status=refusal.status, refused_host=refusal.host)
    except TooOften as refusal:
        form.add_error(None, refusal.message)
        return _show(request, grant, form, status=refusal.status)
    return see_other("login:code", certificate=certificate.uuid)


def _show(
    request: HttpRequest, grant: ViewingGrant, form: AddressForm, status: int = 200, refused_host: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "grant": grant,
        "certificate": grant.key.certificate,
        "refused_host": refused_host,
    }
    return render(request, "login/address.html", context, status=status)
