"""The bare view, and files that the PDF.js page is made of."""

import mimetypes
import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kakunin.models.document import Page


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def show(request: HttpRequest, page: int, size: int) -> HttpResponse:
    """One session, one row, so many bytes."""
    if "browser" not in request.session:
        return HttpResponse(status=403)
    found = Page.objects.get(pk=page)
    return HttpResponse(_bytes(size), content_type=found.image_type, headers={"Content-Length": str(size)})


def serve_file(request: HttpRequest, name: str) -> HttpResponse:
    """From memory, so that only the browser's own work is measured."""
    kind, _ = mimetypes.guess_type(name)
    if name.endswith(".mjs"):
        kind = "text/javascript"
    return HttpResponse(_content(name), content_type=kind)


@cache
def _bytes(size: int) -> bytes:
    return os.urandom(size)


@cache
def _content(name: str) -> bytes:
    return (Path(os.environ["BENCH_FILES"]) / name).read_bytes()


urlpatterns = [
    path("ready", ready),
    path("page/<int:page>/<int:size>", show),
    path("files/<str:name>", serve_file),
]
