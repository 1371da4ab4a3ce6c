"""Where a member is logged in, and how that is ended from elsewhere (T7)."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from kakunin.flows.membership.account import end_sessions
from kakunin.foundation.errors import NotFound
from kakunin.models.staff import Staff
from kakunin.web.middleware.staff_session import Login, login_of
from kakunin.web.session_store import SessionStore, name_of
from kakunin.web.staff.current import staff_of
from kakunin.web.staff.user_agent import shown_browser


@dataclass(frozen=True)
class OpenSession:
    """One browser."""

    name: str
    login: Login
    is_this: bool

    @property
    def browser(self) -> str:
        """In words."""
        return shown_browser(self.login.user_agent)


def sessions_of(staff: Staff, this: str) -> list[OpenSession]:
    """Those that still open something; the one named ``this`` comes first."""
    found = []
    for row in staff.sessions.all():
        data = SessionStore().decode(row.session_data)
        login = login_of(data)
        # Those from before the password was changed end at their next request.
        if login and data.get(HASH_SESSION_KEY) == staff.get_session_auth_hash():
            found.append(OpenSession(row.session_key, login, row.session_key == this))
    return sorted(found, key=lambda session: (session.is_this, session.login.seen), reverse=True)


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The list; its one button ends all others."""
    found = sessions_of(staff_of(request), _this(request))
    others = [session.name for session in found if not session.is_this]
    if request.method == "POST":
        end_sessions(names=others, by=staff_of(request))
        messages.success(request, _("ほかのブラウザーのログインを終了しました。"))
        return redirect("staff:sessions")
    return render(request, "staff/sessions.html", {"sessions": found, "others": bool(others)})


@require_POST
def end_session(request: HttpRequest, name: str) -> HttpResponse:
    """One of one's own; this browser's own ends by logging out."""
    if name == _this(request) or not end_sessions(names=[name], by=staff_of(request)):
        raise NotFound
    messages.success(request, _("選んだログインを終了しました。"))
    return redirect("staff:sessions")


def _this(request: HttpRequest) -> str:
    return name_of(request.session.session_key or "")
