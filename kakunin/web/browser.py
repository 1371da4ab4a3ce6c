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


def shut_pages(request: HttpRequest) -> None:
    """After leaving, "back" must ask us: Chromium keeps pages in its memory, ``no-store`` or not.

    It drops them when a cookie that no script sees changes; ``Clear-Site-Data`` does not reach them.
    """
    request.session.cycle_key()
