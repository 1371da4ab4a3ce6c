"""Nothing of ours stays in a cache, on a foreign page or in a search engine."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Handler = Callable[[HttpRequest], HttpResponse]

# For what is no page: a picture, a file, a number. Opened by itself it has nothing to load.
_LOCKED = "default-src 'none'; frame-ancestors 'none'; sandbox"


def keep_private(get_response: Handler) -> Handler:
    """``no-store`` on every page and picture (T1); what says otherwise itself is left."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        elif "public" in response.headers["Cache-Control"]:
            # A cache on the way may hand it to others, with all that is in it.
            response.cookies.clear()
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Content-Security-Policy"] = _LOCKED
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware
