"""The session of a member of staff ends by itself (T7)."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
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
            if times_of(session) is None:
                logout(request)
            elif now - session[_SEEN] > _PRECISION:
                session[_SEEN] = now
        return get_response(request)

    return middleware


def times_of(session: SessionBase) -> tuple[datetime, datetime] | None:
    """When it began and was last used, to the minute; None when it is over by its age."""
    now = clock.now().timestamp()
    since, seen = session.get(_SINCE, 0), session.get(_SEEN, 0)
    if now - seen > settings.STAFF_IDLE.total_seconds() or now - since > settings.STAFF_LONGEST.total_seconds():
        return None
    return datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(seen, UTC)


def begin_session(request: HttpRequest, **_: object) -> None:
    """At each login; ``KakuninConfig`` connects it, so that none is without its beginning."""
    now = clock.now().timestamp()
    request.session[_SINCE] = request.session[_SEEN] = now
    request.session.set_expiry(0)  # the cookie ends with the browser; allauth says so for passwords only
