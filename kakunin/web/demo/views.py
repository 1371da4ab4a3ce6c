"""The demo's mailbox: whoever tries the demo is everybody at once."""

from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from kakunin.demo import mailbox
from kakunin.foundation.errors import NotFound

# Mails carry their style in themselves; scripts, pictures from elsewhere and forms are nothing for them.
_MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    # As in the frame, also when its address is opened by itself.
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@login_not_required
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    return render(request, "demo/mails.html", {"mails": mailbox.read_all()})


@login_not_required
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Headers, text, and a frame with the HTML."""
    return render(request, "demo/mail.html", {"mail": _find(name)})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp(_MAIL_POLICY)  # type: ignore[arg-type]  # typed for views without further arguments
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML as a mail program would show it: no script, nothing from elsewhere."""
    # A mail program opens links in the browser, not in the mail.
    return HttpResponse(_find(name).html.replace("<head>", '<head><base target="_top">', 1))


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "styleguide.html")


def _find(name: str) -> mailbox.CaughtMail:
    found = mailbox.read(name)
    if found is None:
        raise NotFound
    return found
