"""The end of a login (D4)."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kakunin.flows.delivery import view
from kakunin.flows.delivery.log_in import log_out_obligee
from kakunin.web.browser import browser_of, shut_pages


@login_not_required
@require_POST
def logout(request: HttpRequest, certificate: uuid.UUID) -> HttpResponse:
    """With the login end all viewings of this browser; staff logged in beside stay so."""
    log_out_obligee(grant=view.find_grant(browser=browser_of(request), certificate=certificate))
    shut_pages(request)
    return render(request, "login/logged_out.html")
