"""The one-time password (D2).

This page outlives the viewing's idle end, so it shows nothing of the certificate.
"""

import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kakunin.flows.delivery import view
from kakunin.flows.delivery.log_in import find_login, find_pending, log_in_obligee
from kakunin.flows.delivery.request_login import send_another
from kakunin.foundation.errors import (
    CodeEnded,
    CodeRefused,
    DomainNotRegistered,
    TooOften,
    ViewingEnded,
)
from kakunin.models.certificate import Certificate
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.web.browser import browser_of, remember_browser
from kakunin.web.login.forms import CodeForm
from kakunin.web.redirects import see_other

Page = Callable[[HttpRequest, Certificate, OneTimePassword], HttpResponse]


def while_pending(page: Page) -> Callable[[HttpRequest, uuid.UUID], HttpResponse]:
    """Hand the page what this browser has asked for; without it, back to the address.

    To a browser that never opened the certificate the address does not exist (T8).
    """

    @login_not_required
    @wraps(page)
    def guarded(request: HttpRequest, certificate: uuid.UUID) -> HttpResponse:
        grant = view.find_grant(browser=browser_of(request), certificate=certificate)
        if find_login(grant.browser):
            # The button was pressed twice, or the page is an old one.
            return see_other("download:documents", certificate=certificate)
        pending = find_pending(grant.browser)
        if pending is None:
            return see_other("login:address", certificate=certificate)
        return page(request, grant.key.certificate, pending)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@while_pending
def enter(request: HttpRequest, certificate: Certificate, pending: OneTimePassword) -> HttpResponse:
    """The eight digits make a login; the session's own key changes with it (T7)."""
    if request.method != "POST":
        return _show(request, certificate, pending, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _show(request, certificate, pending, form, status=422)
    try:
        login = log_in_obligee(pending=pending, digits=form.cleaned_data["code"])
    except (CodeRefused, TooOften) as refusal:
        form.refuse(refusal.message)
        return _show(request, certificate, pending, form, status=refusal.status)
    except CodeEnded as refusal:
        return _show(request, certificate, pending, CodeForm(), status=refusal.status, over=True)
    remember_browser(request, login.browser)
    return see_other("download:documents", certificate=certificate.uuid)


@require_POST
@while_pending
def resend(request: HttpRequest, certificate: Certificate, pending: OneTimePassword) -> HttpResponse:
    """Another one in its place, after the pause."""
    try:
        send_another(pending=pending)
    except TooOften as refusal:
        messages.warning(request, refusal.message)
    except ViewingEnded:
        # The password is asked for there, or the reader learns that there is nothing more to see.
        return see_other("login:address", certificate=certificate.uuid)
    except DomainNotRegistered as refusal:
        messages.error(request, refusal.message)
        return see_other("login:address", certificate=certificate.uuid)
    else:
        messages.success(
            request, _("新しいワンタイムパスワードを送りました。前のワンタイムパスワードは使えません。")
        )
    return see_other("login:code", certificate=certificate.uuid)


def _show(
    request: HttpRequest,
    certificate: Certificate,
    pending: OneTimePassword,
    form: CodeForm,
    status: int = 200,
    over: bool = False,
) -> HttpResponse:
    context = {
        "certificate": certificate,
        "pending": pending,
        "form": form,
        "wait": pending.wait,
        "undelivered": pending.mail.state == OutboxMail.State.REFUSED,
        "over": CodeEnded.message if over or not pending.is_open else "",
        "sender": settings.MAIL_FROM,
    }
    return render(request, "login/code.html", context, status=status)
