"""Only for the browser that unlocked the certificate, and only while the viewing lasts."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kakunin.flows.delivery import view
from kakunin.flows.delivery.unlock import unlock_again
from kakunin.foundation.errors import KeyRefused, TooOften, ViewingEnded, Withdrawn
from kakunin.models.viewing_key import ViewingGrant
from kakunin.web.browser import browser_of, remember_browser
from kakunin.web.gate.forms import PasswordForm
from kakunin.web.visitor import visitor_of

Page = Callable[..., HttpResponse]

_WRONG = _("閲覧用パスワードが正しくありません。もう一度入力してください。")


def while_viewing(page: Page) -> Page:
    """Hand the page its grant; opening it counts as activity (V4).

    After the idle end, or when the password has changed, it is asked for on the
    spot, and leads back to the page that was wanted. What was withdrawn says so
    and shows nothing (U8). To every other browser the address does not exist.
    """

    @login_not_required
    @wraps(page)
    def guarded(request: HttpRequest, certificate: uuid.UUID, **where: Any) -> HttpResponse:
        grant = view.find_grant(browser=browser_of(request), certificate=certificate)
        if grant.key.certificate.withdrawn_at is not None:
            return render(
                request,
                "viewer/withdrawn.html",
                {"certificate": grant.key.certificate},
                status=Withdrawn.status,
            )
        if not grant.is_alive:
            return ask_again(request, grant)
        view.keep_alive(grant)
        return page(request, grant, **where)

    return guarded


def ask_again(request: HttpRequest, grant: ViewingGrant) -> HttpResponse:
    """The password alone is enough: the URL is known to this browser already."""
    form = PasswordForm(request.POST if "password" in request.POST else None)
    status = ViewingEnded.status
    if form.is_valid():
        try:
            grant = unlock_again(
                grant=grant, password=form.cleaned_data["password"], visitor=visitor_of(request)
            )
        except KeyRefused:
            form.add_error("password", _WRONG)
        except TooOften as refusal:
            form.add_error("password", refusal.message)
            status = refusal.status
        else:
            remember_browser(request, grant.browser)
            return HttpResponseRedirect(request.path, status=303)
    context = {
        "form": form,
        "certificate": grant.key.certificate,
        "renewed": grant.key.ended_at is not None,
    }
    return render(request, "viewer/again.html", context, status=status)
