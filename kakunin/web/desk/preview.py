"""The pages as viewers see them, for the staff; never the file (T8)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kakunin.flows.delivery import view
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import NotFound
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.web.desk.access import about_one
from kakunin.web.viewer.sheet import Sheet

# Seconds until a page that is still being drawn is looked for again.
_LOOK_AGAIN = "3"


@require_safe
@about_one
def page(
    request: HttpRequest, staff: Staff, certificate: Certificate, position: int, number: int
) -> HttpResponse:
    """One page; of what was withdrawn too, so that staff can judge whether to restore it."""
    document = get_or_not_found(certificate.documents.all(), position=position)
    if not 1 <= number <= document.page_count:
        raise NotFound
    sheet = Sheet.of(document, number)
    response = render(request, "desk/page.html", {"certificate": certificate, "sheet": sheet})
    if sheet.drawn is None:
        view.hurry_rendering(document)
        response.headers["Refresh"] = _LOOK_AGAIN
    return response


@require_safe
@about_one
def image(
    request: HttpRequest, staff: Staff, certificate: Certificate, position: int, number: int
) -> HttpResponse:
    """The picture itself, with the watermark."""
    drawn = view.find_page_for_staff(certificate, position=position, number=number)
    response = HttpResponse(b"".join(view.read_image(drawn)), content_type=drawn.image_type)
    response.headers["Content-Disposition"] = "inline"
    return response
