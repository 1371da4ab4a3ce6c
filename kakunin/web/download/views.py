"""The documents themselves, for an obligee who is logged in (D3, D5)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery import download
from kakunin.flows.delivery.log_in import find_login
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.viewing_key import ViewingGrant
from kakunin.web.files import send_file
from kakunin.web.redirects import see_other
from kakunin.web.viewer.access import while_viewing

Page = Callable[..., HttpResponse]
# POST: the password after an idle end. No HEAD: it would be on record as a download.
_methods = require_http_methods(["GET", "POST"])


def while_logged_in(page: Page) -> Page:
    """Hand the page the login that is alive; without one, to the login."""

    @while_viewing
    @wraps(page)
    def guarded(request: HttpRequest, grant: ViewingGrant, **where: Any) -> HttpResponse:
        login = find_login(grant.browser)
        if login is None:
            messages.info(request, _("ダウンロードするには、ログインが必要です。"))
            return see_other("login:address", certificate=grant.key.certificate.uuid)
        return page(request, grant, login, **where)

    return guarded


@_methods
@while_logged_in
def show_documents(request: HttpRequest, grant: ViewingGrant, login: ObligeeLogin) -> HttpResponse:
    """All documents of the certificate, one by one and together."""
    certificate = grant.key.certificate
    documents = list(certificate.documents.standing())
    context = {
        "grant": grant,
        "certificate": certificate,
        "login": login,
        "documents": documents,
        "archives": download.archives_of(documents) if len(documents) > 1 else [],
    }
    return render(request, "download/documents.html", context)


@_methods
@while_logged_in
def send_document(
    request: HttpRequest, grant: ViewingGrant, login: ObligeeLogin, position: int
) -> HttpResponse:
    """One PDF, exactly as it was uploaded."""
    found = download.download_document(grant=grant, login=login, position=position)
    return send_file(found.name, found.content, "application/pdf")


@_methods
@while_logged_in
def send_archive(request: HttpRequest, grant: ViewingGrant, login: ObligeeLogin, part: int) -> HttpResponse:
    """All PDFs in one file."""
    found = download.download_archive(grant=grant, login=login, part=part)
    return send_file(found.name, found.content, "application/zip")
