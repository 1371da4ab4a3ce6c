"""Anticipated failures become pages that say what to do next."""

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from kakunin.foundation.errors import Damaged, KakuninError, NotAllowed
from kakunin.web.failures import show_failure, show_wrong_method

log = logging.getLogger(__name__)


class explain_failures:  # noqa: N801  # named like the function that it is to settings
    """A KakuninError that no view caught; all else is a bug and ends on the plain 500 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return (
            show_wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response
        )

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Django asks this before it makes a 500 of the exception, or a page in English."""
        if isinstance(failure, PermissionDenied):
            failure = NotAllowed()  # allauth's, for a network address that nobody can read
        if not isinstance(failure, KakuninError):
            return None
        if isinstance(failure, Damaged):
            log.critical("Stored bytes are damaged: %s", request.resolver_match)
        return show_failure(request, failure)
