"""The bare views: a row, a file from the disk, and files that the PDF.js page is made of."""

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


def send_file(request: HttpRequest, name: str) -> HttpResponse:
    """Read from the disk for each request, as a download that nothing guards would be."""
    content = (_folder() / name).read_bytes()
    headers = {"Content-Length": str(len(content))}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@cache
def _bytes(size: int) -> bytes:
    return os.urandom(size)


@cache
def _content(name: str) -> bytes:
    return (_folder() / name).read_bytes()


def _folder() -> Path:
    return Path(os.environ["BENCH_FILES"])


urlpatterns = [
    path("ready", ready),
    path("page/<int:page>/<int:size>", show),
    path("files/<str:name>", serve_file),
    path("disk/<str:name>", send_file),
]
