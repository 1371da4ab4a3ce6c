"""A member's own account: second factors, password, sessions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kakunin.web.staff.current import staff_of
from kakunin.web.staff.second_factor import Factors


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    staff = staff_of(request)
    context = {
        "staff": staff,
        "factors": Factors.of(staff),
        "required": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "staff/account.html", context)


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Which ways there are; who must set one up is led here."""
    context = {"factors": Factors.of(staff_of(request)), "required": settings.SECOND_FACTOR_REQUIRED}
    return render(request, "staff/second_factor.html", context)
