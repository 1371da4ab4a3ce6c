"""Where a member is logged in, and how that is ended from elsewhere (T7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kakunin.models.staff import Staff
from kakunin.web.middleware.staff_session import times_of
from kakunin.web.staff.current import staff_of
from kakunin.web.staff.user_agent import shown_browser


@dataclass(frozen=True)
class OpenSession:
    """One browser."""

    pk: int
    browser: str
    address: str
    since: datetime
    seen: datetime
    is_this: bool


def sessions_of(staff: Staff, key: str | None) -> list[OpenSession]:
    """Those that still open something; ``key`` is this browser's own, which comes first."""
    found = []
    for row in UserSession.objects.purge_and_list(staff):
        times = times_of(SessionStore(row.session_key))
        if times:
            browser = shown_browser(row.user_agent)
            found.append(OpenSession(row.pk, browser, row.ip, *times, row.session_key == key))
    return sorted(found, key=lambda session: (session.is_this, session.seen), reverse=True)


class SessionsView(ListUserSessionsView):  # type: ignore[misc]  # allauth brings no types
    """The list; its one button ends all others."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without those that are over by their age."""
        request: HttpRequest = self.request
        sessions = sessions_of(staff_of(request), request.session.session_key)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"sessions": sessions, "others": len(sessions) > 1}


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own; this browser's own ends by logging out."""
    others = UserSession.objects.exclude(session_key=request.session.session_key)
    get_object_or_404(others, pk=pk, user=staff_of(request)).end()
    messages.success(request, _("選んだログインを終了しました。"))
    return redirect("usersessions_list")
