"""All style sheets in one answer: thirty small files are clear, thirty requests are slow."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

_FOLDER = Path(__file__).resolve().parents[1] / "static" / "css"
# Tokens first, then what holds everywhere; components don't lean on each other's order.
_FIRST = ("vendor/design-tokens/tokens.css", "base.css", "layout.css")


@cache
def _sheet() -> bytes:
    components = sorted(_FOLDER.glob("components/*.css"))
    return b"\n".join(path.read_bytes() for path in [*(_FOLDER / name for name in _FIRST), *components])


@cache
def _version() -> str:
    return hashlib.sha256(_sheet()).hexdigest()[:12]


def style_url() -> str:
    """The address changes with the content, so a browser may keep what it has for ever."""
    return reverse("site:style", args=[_version()])


@login_not_required
@require_safe
@gzip_page  # the same for everybody, so nothing can be learned from its length
def style(request: HttpRequest, version: str) -> HttpResponse:
    """What every page looks like; an older page may ask for an older version, and keeps nothing."""
    response = HttpResponse(_sheet(), content_type="text/css; charset=utf-8")
    # Django has looked who is logged in; without this, each new cookie makes browsers fetch it anew.
    request.session.accessed = False
    if version == _version():
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
