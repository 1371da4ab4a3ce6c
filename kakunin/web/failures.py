"""The pages of things that went wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from kakunin.foundation.errors import KakuninError, NotFound

_OWN_PAGE = {404: "errors/404.html", 413: "errors/413.html", 503: "errors/503.html"}


def show_failure(request: HttpRequest, failure: KakuninError) -> HttpResponse:
    """The page of an anticipated failure, with its status and message."""
    template = _OWN_PAGE.get(failure.status, "errors/error.html")
    context = {"message": failure.message, "status": failure.status}
    response = render(request, template, context, status=failure.status)
    if failure.status == 503:
        response.headers["Retry-After"] = "60"
    return response


def show_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page; the same words as for another's (T13)."""
    return show_failure(request, NotFound())


def show_bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The browser sent something that no page of ours makes it send."""
    return render(request, "errors/400.html", status=400)


def show_wrong_method(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """Somebody loaded the address of a button: after leaving, with the address bar."""
    response = render(request, "errors/405.html", status=405)
    response.headers["Allow"] = refused.headers["Allow"]
    return response


def show_expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection did not match: cookies are off, or the page is old."""
    return render(request, "errors/403_csrf.html", status=403)


def show_bug(request: HttpRequest) -> HttpResponse:
    """Our mistake; nothing that this page needs may be broken too."""
    # Only for the nonce: without a request of its own, no context processor takes part.
    return render(None, "errors/500.html", {"request": request}, status=500)
