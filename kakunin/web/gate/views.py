"""Where the viewing URL leads: the viewing password opens the certificate (V1)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery.unlock import unlock_certificate
from kakunin.foundation import tokens
from kakunin.foundation.errors import KeyRefused, TooOften
from kakunin.web.browser import remember_browser
from kakunin.web.gate.forms import PasswordForm
from kakunin.web.redirects import see_other
from kakunin.web.visitor import visitor_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, locator: str) -> HttpResponse:
    """Ask for the password; an unknown URL and a wrong password look alike (T3).

    Robots may come as often as they like: only a right password makes a session (V6).
    """
    if not tokens.is_whole_locator(locator):
        return render(request, "gate/cut_short.html", status=404)
    if request.method != "POST":
        return _show(request, PasswordForm())
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        grant = unlock_certificate(
            locator=locator, password=form.cleaned_data["password"], visitor=visitor_of(request)
        )
    except (KeyRefused, TooOften) as refusal:
        form.add_error("password", refusal.message)
        return _show(request, form, status=refusal.status)
    remember_browser(request, grant.browser)
    return see_other("viewer:start", certificate=grant.key.certificate.uuid)


def _show(request: HttpRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "refused": status == KeyRefused.status, "wait": status == TooOften.status}
    return render(request, "gate/gate.html", context, status=status)
