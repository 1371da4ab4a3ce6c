"""A request that is too large is turned away before its body is read."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Handler = Callable[[HttpRequest], HttpResponse]
_LENGTH = re.compile("[0-9]{1,18}")


def limit_body(get_response: Handler) -> Handler:
    """413 above the limit of a whole upload; 411 without a length, which no browser sends.

    All is read as UTF-8, whatever it says: by other codecs Django breaks, or makes half a letter of it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return HttpResponse(status=411)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not _LENGTH.fullmatch(length):
            return HttpResponse(status=400)
        if int(length) > settings.MAX_BODY_BYTES:
            return render(request, "errors/413.html", status=413)
        request.encoding = "utf-8"
        return get_response(request)

    return middleware
