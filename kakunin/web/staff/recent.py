"""Asked again before what would hand the account, or others' accounts, to whoever sits at the screen."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def recently_authenticated(view: View[P]) -> View[P]:
    """Only for those who have shown their second factor (or password, having none) lately.

    All others are asked for it first and led back, so the view must answer GET as well.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if is_recent(request) else ask_again(request)

    return guarded


def is_recent(request: HttpRequest) -> bool:
    """A login counts as well: nobody is asked twice within a minute.

    Of one who has a second factor the last record is of it: nothing else is asked for (``StaffAdapter``).
    """
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return bool(records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the confirmation, and from there back to the page.

    allauth would keep a form that was sent, with all that the browser said: the cookie would
    stand in the session's row (T22). So it is to be filled in once more.
    """
    if request.method == "POST":
        messages.info(
            request, _("ご本人の確認のあと、もう一度入力してください。いまの操作は、まだ行われていません。")
        )
    ways = get_adapter().get_reauthentication_methods(request.user)
    page = ways[0]["url"] if ways else resolve_url(settings.LOGIN_URL)
    return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
