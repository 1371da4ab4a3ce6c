"""A file of ours that a browser shall save."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def send_file(name: str, content: bytes, content_type: str) -> HttpResponse:
    """In one piece: the server takes it over, and a slow line holds no process of ours."""
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Length"] = str(len(content))
    return response
