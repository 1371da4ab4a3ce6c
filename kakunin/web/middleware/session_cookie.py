"""The cookie of the session."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


class keep_new_cookie(SessionMiddleware):  # noqa: N801  # named like the function that it is to settings
    """Only a request that ended its session takes the cookie away.

    Django's takes it away from whoever comes with a key that it doesn't know. A login changes the key (T7);
    what the page had asked for a moment before comes with the old one, and its answer, when it is the
    last, would end the login that has just begun.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's, less that."""
        answer = super().process_response(request, response)
        if not request.session.modified and request.session.is_empty():
            answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answer
