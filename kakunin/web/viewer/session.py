"""Staying and leaving (V4)."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kakunin.flows.delivery import view
from kakunin.flows.delivery.log_in import find_login
from kakunin.foundation import clock
from kakunin.web.browser import browser_of, shut_pages


@login_not_required
@require_http_methods(["GET", "POST"])
def active(request: HttpRequest, certificate: uuid.UUID) -> HttpResponse:
    """How many seconds are left; a POST says that somebody is there, a GET only asks.

    Raises ViewingEnded (403) when it is over; several tabs share one time.
    """
    grant = view.find_grant(browser=browser_of(request), certificate=certificate)
    if request.method == "POST":
        view.keep_alive(grant)
    left = (grant.ends_at - clock.now()).total_seconds() if grant.is_alive else 0
    return JsonResponse({"seconds": max(int(left), 0)})


@login_not_required
@require_POST
def end(request: HttpRequest, certificate: uuid.UUID) -> HttpResponse:
    """The reader has finished; whoever sits down here next needs the password."""
    grant = view.find_grant(browser=browser_of(request), certificate=certificate)
    view.end_viewing(grant)
    shut_pages(request)
    context = {"certificate": grant.key.certificate, "login": find_login(grant.browser)}
    return render(request, "viewer/ended.html", context)
