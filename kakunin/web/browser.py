"""The stable id of a visitor's browser (design decision 4)."""

import uuid

from django.http import HttpRequest

_KEY = "browser"


def browser_of(request: HttpRequest) -> uuid.UUID | None:
    """Its id, or None: reading makes no session, so robots leave nothing behind (V6)."""
    value = request.session.get(_KEY)
    return uuid.UUID(value) if value else None


def remember_browser(request: HttpRequest, browser: uuid.UUID) -> None:
    """After a success only, with the new id; the session's own key changes too (T7)."""
    request.session.cycle_key()
    request.session[_KEY] = str(browser)
