"""The door of each page about one certificate: whose it is, and whether it stands (T13)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from kakunin.foundation.db import get_or_not_found
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.web.desk import rows
from kakunin.web.staff.current import staff_of

Page = Callable[..., HttpResponse]
STANDING, WITHDRAWN, ANY = False, True, None


def about_one(page: Page, *, withdrawn: bool | None = ANY) -> Page:
    """Hand the page the member of staff and the certificate, with its flags; NotFound to others.

    ``withdrawn``: only one that is, or is not, or either.
    """

    @wraps(page)
    def guarded(request: HttpRequest, uuid: UUID, **where: Any) -> HttpResponse:
        staff = staff_of(request)
        return page(request, staff, find(staff, uuid, withdrawn=withdrawn), **where)

    return guarded


def about_standing(page: Page) -> Page:
    """Of those not withdrawn."""
    return about_one(page, withdrawn=STANDING)


def about_withdrawn(page: Page) -> Page:
    """Of those withdrawn."""
    return about_one(page, withdrawn=WITHDRAWN)


def find(staff: Staff, uuid: UUID, *, withdrawn: bool | None = ANY) -> Certificate:
    """Another organisation's does not exist."""
    visible = rows.with_state(Certificate.objects.visible_to(staff)).select_related("created_by")
    if withdrawn is not ANY:
        visible = visible.filter(withdrawn_at__isnull=not withdrawn)
    return get_or_not_found(visible, uuid=uuid)
