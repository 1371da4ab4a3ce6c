"""The door of each page: what the member of staff may do, from the table of the policy (T13)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from kakunin.foundation.errors import NotAllowed, NotFound
from kakunin.models.staff import Staff
from kakunin.policies.membership import Act, check_may
from kakunin.web.staff.current import staff_of
from kakunin.web.staff.recent import recently_authenticated

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Staff, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def reads(act: Act) -> Callable[[Page[P]], View[P]]:
    """A page that only shows; it is handed the member of staff."""
    return lambda page: require_safe(_only(act, page))


def changes(act: Act) -> Callable[[Page[P]], View[P]]:
    """A page that asks, and does it when its form comes back; behind a fresh login."""
    return lambda page: require_http_methods(["GET", "HEAD", "POST"])(
        _only(act, recently_authenticated(page))
    )


def _only(act: Act, page: Page[P]) -> View[P]:
    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        staff = staff_of(request)
        try:
            check_may(staff, act)
        except NotAllowed:
            # An address that names somebody tells nothing to those who may not use it.
            raise NotFound if kwargs else NotAllowed from None
        return page(request, staff, *args, **kwargs)

    return guarded
