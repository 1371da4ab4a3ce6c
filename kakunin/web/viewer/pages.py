"""The pages on the screen: pictures, never the file (V1, V2, U7)."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kakunin.flows.delivery import view
from kakunin.foundation.errors import NotFound, Withdrawn
from kakunin.models.document import Document
from kakunin.models.viewing_key import ViewingGrant
from kakunin.web.browser import browser_of
from kakunin.web.viewer.access import while_viewing
from kakunin.web.viewer.sheet import Sheet, zoom_of

_methods = require_http_methods(["GET", "HEAD", "POST"])  # POST: the password after an idle end
_WITHDRAWN = _(
    "この書類は取り下げられたため、表示できません。ほかの書類は、これまでどおり表示できます。理由は、取扱店へお問い合わせください。"
)
# Seconds until a page that is still being drawn is looked for again; works without a script.
_LOOK_AGAIN = "3"


@_methods
@while_viewing
def start(request: HttpRequest, grant: ViewingGrant) -> HttpResponse:
    """The certificate at a glance, its first page, its documents, the two doors."""
    certificate = grant.key.certificate
    documents = list(certificate.documents.all())
    sheet = Sheet.of(next(document for document in documents if document.withdrawn_at is None), 1)
    return _show(request, "viewer/start.html", sheet, grant, {"documents": documents})


@_methods
@while_viewing
def page(request: HttpRequest, grant: ViewingGrant, position: int, number: int) -> HttpResponse:
    """One page, as large as wished, with the ways to all others."""
    certificate = grant.key.certificate
    documents = list(certificate.documents.all())
    document = next((document for document in documents if document.position == position), None)
    if document is None or not 1 <= number <= document.page_count:
        raise NotFound
    if document.withdrawn_at is not None:
        raise Withdrawn(_WITHDRAWN)
    if "page" in request.GET:
        return _jump(request, grant, document)
    sheet = Sheet.of(document, number)
    context = {"documents": documents, "zoom": zoom_of(request.GET.get("zoom"))}
    return _show(request, "viewer/page.html", sheet, grant, context)


@login_not_required
@require_safe
def image(request: HttpRequest, certificate: uuid.UUID, position: int, number: int) -> HttpResponse:
    """The picture itself; no activity, because browsers load pictures by themselves (V4)."""
    drawn = view.find_page(
        browser=browser_of(request), certificate=certificate, position=position, number=number
    )
    response = HttpResponse(b"".join(view.read_image(drawn)), content_type=drawn.image_type)
    response.headers["Content-Disposition"] = "inline"
    return response


def _show(
    request: HttpRequest, template: str, sheet: Sheet, grant: ViewingGrant, context: dict[str, object]
) -> HttpResponse:
    certificate = grant.key.certificate
    context = {**context, "sheet": sheet, "grant": grant, "certificate": certificate}
    response = render(request, template, context)
    if sheet.drawn is None:
        view.hurry_rendering(sheet.document)
        response.headers["Refresh"] = _LOOK_AGAIN
    return response


def _jump(request: HttpRequest, grant: ViewingGrant, document: Document) -> HttpResponse:
    """To the page that was typed, or to the nearest that exists."""
    typed = request.GET["page"]
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    number = min(max(wanted, 1), document.page_count)
    place = {"certificate": grant.key.certificate.uuid, "position": document.position, "number": number}
    zoom = zoom_of(request.GET.get("zoom"))
    return HttpResponseRedirect(reverse("viewer:page", kwargs=place) + zoom.query)
