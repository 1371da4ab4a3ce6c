"""The door of each page about one certificate: whose it is, and whether it stands (T13)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kakunin.foundation.db import get_or_not_found
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.web.desk import rows
from kakunin.web.staff.current import staff_of

Page = Callable[..., HttpResponse]
STANDING, WITHDRAWN, ANY = False, True, None


def about_one(page: Page, *, withdrawn: bool | None = ANY) -> Page:
    """Hand the page the member of staff and the certificate, with its flags; NotFound to others.

    ``withdrawn``: only one that is, or is not, or either. Of one that has become the other meanwhile
    its own page tells (ADR 17): whoever sees it needn't be told that it does not exist.
    """

    @wraps(page)
    def guarded(request: HttpRequest, uuid: UUID, **where: Any) -> HttpResponse:
        staff = staff_of(request)
        certificate = find(staff, uuid)
        if withdrawn is not ANY and withdrawn != bool(certificate.withdrawn_at):
            return back_to(request, certificate)
        return page(request, staff, certificate, **where)

    return guarded


def about_standing(page: Page) -> Page:
    """Of those not withdrawn."""
    return about_one(page, withdrawn=STANDING)


def about_withdrawn(page: Page) -> Page:
    """Of those withdrawn."""
    return about_one(page, withdrawn=WITHDRAWN)


def back_to(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """To its page, which shows what it is now."""
    messages.warning(
        request, _("今の状態では、この操作はできません。何も変更していません。今の状況をお確かめください。")
    )
    return HttpResponseRedirect(reverse("desk:detail", args=[certificate.uuid]), status=303)


def find(staff: Staff, uuid: UUID) -> Certificate:
    """Another organisation's does not exist."""
    visible = rows.with_state(Certificate.objects.visible_to(staff)).select_related("created_by")
    return get_or_not_found(visible, uuid=uuid)
