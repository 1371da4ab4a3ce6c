"""The session of a member of staff ends by itself (T7)."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from kakunin.foundation import clock

Handler = Callable[[HttpRequest], HttpResponse]

_SINCE, _SEEN = "staff_since", "staff_seen"  # seconds since 1970
_PRECISION = 60  # a write at each request would be waste


def end_old_sessions(get_response: Handler) -> Handler:
    """Hours without a request, or a working day after the login, and it is asked for again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            now = clock.now().timestamp()
            idle, age = now - session.get(_SEEN, 0), now - session.get(_SINCE, 0)
            if idle > settings.STAFF_IDLE.total_seconds() or age > settings.STAFF_LONGEST.total_seconds():
                logout(request)
            elif idle > _PRECISION:
                session[_SEEN] = now
        return get_response(request)

    return middleware


def begin_session(request: HttpRequest, **_: object) -> None:
    """At each login; ``KakuninConfig`` connects it, so that none is without its beginning."""
    now = clock.now().timestamp()
    request.session[_SINCE] = request.session[_SEEN] = now
