"""Asked again before what would hand the account, or others' accounts, to whoever sits at the screen."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from kakunin.models.staff import Staff
from kakunin.web.staff.second_factor import has_second_factor

View = Callable[..., HttpResponseBase]


def recently_authenticated(view: View) -> View:
    """Only for those who have shown their second factor (or password, having none) lately.

    All others are asked for it first. A form that was sent is kept and done afterwards,
    so the view may take POST; it must not take files.
    """
    decorated: View = reauthentication_required(view)
    return decorated


def is_recent(request: HttpRequest) -> bool:
    """A login counts as well: nobody is asked twice within a minute."""
    staff = request.user
    records: list[dict[str, Any]] = get_authentication_records(request, staff)
    if not isinstance(staff, Staff) or not records:
        return False
    if has_second_factor(staff) and records[-1]["method"] != "mfa":
        return False
    return bool(time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
