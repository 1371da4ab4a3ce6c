"""The two answers of a page that takes PDFs: the form, or on to the certificate."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kakunin.adapters.pdf import refusals
from kakunin.models.certificate import Certificate
from kakunin.web.upload.files import FilesMixin


def show_form(
    request: HttpRequest, template: str, form: FilesMixin, *, status: int = 200, **more: Any
) -> HttpResponse:
    """With the limits, and what the browser can see by itself in the words of the server."""
    context = {
        "form": form,
        "max_files": settings.MAX_FILES,
        "max_pages": settings.MAX_PAGES,
        "max_bytes": settings.MAX_FILE_BYTES,
        "max_megabytes": settings.MAX_FILE_BYTES // (1024 * 1024),
        **{reason: refusals.refusal(reason).message for reason in ("not_named_pdf", "too_large", "empty")},
        **more,
    }
    return render(request, template, context, status=status)


def go_to(request: HttpRequest, certificate: Certificate, message: str) -> HttpResponse:
    """The certificate's page says how it went."""
    messages.success(request, message)
    response = redirect("desk:detail", certificate.uuid)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        # A script would follow a redirect by itself and use up the message.
        response.status_code = 201
    return response
