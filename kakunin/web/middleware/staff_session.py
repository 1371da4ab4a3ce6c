"""The session of a member of staff ends by itself (T7)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from kakunin.foundation import clock
from kakunin.web.visitor import origin_of

Handler = Callable[[HttpRequest], HttpResponse]

_LOGIN, _SEEN = "staff_login", "staff_seen"
_PRECISION = 60  # a write at each request would be waste


@dataclass(frozen=True)
class Login:
    """When it began and was last used, to the minute, and from where."""

    since: datetime
    seen: datetime
    user_agent: str
    origin: str


def end_old_sessions(get_response: Handler) -> Handler:
    """Hours without a request, or a working day after the login, and it is asked for again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            now = clock.now().timestamp()
            if login_of(session) is None:
                logout(request)
            elif now - session[_SEEN] > _PRECISION:
                session[_SEEN] = now
        return get_response(request)

    return middleware


def login_of(session: SessionBase | Mapping[str, Any]) -> Login | None:
    """None when it is over by its age, or was never begun."""
    now = clock.now()
    if _LOGIN not in session:
        return None
    begun = session[_LOGIN]
    since, seen = (datetime.fromtimestamp(at, UTC) for at in (begun["since"], session[_SEEN]))
    if now - seen > settings.STAFF_IDLE or now - since > settings.STAFF_LONGEST:
        return None
    return Login(since, seen, begun["user_agent"], begun["origin"])


def begin_session(request: HttpRequest, **_: object) -> None:
    """At each login; ``KakuninConfig`` connects it, so that none is without its beginning."""
    request.session[_SEEN] = now = clock.now().timestamp()  # seconds since 1970
    user_agent = request.headers.get("User-Agent", "")[:200]
    origin = origin_of(request) if "REMOTE_ADDR" in request.META else ""  # none: not by a browser
    request.session[_LOGIN] = {"since": now, "user_agent": user_agent, "origin": origin}
    request.session.set_expiry(0)  # the cookie ends with the browser; allauth says so for passwords only
