"""Pages that explain the system (S4); they read nothing and stay open day and night."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what this is, and where each one goes from here."""
    return render(request, "site/home.html")


@login_not_required
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How a certificate travels from the insurer to the obligee."""
    return render(request, "site/how.html")


@login_not_required
@require_safe
def help_(request: HttpRequest) -> HttpResponse:
    """Answers to the questions that people ask."""
    return render(request, "site/help.html")


@login_not_required
@require_safe
def environment(request: HttpRequest) -> HttpResponse:
    """Which browsers and screens are recommended."""
    return render(request, "site/environment.html")
