"""Lists by the last row's id, so that page 1000 costs what page 1 does and new rows shift nothing."""

from django.http import HttpRequest

from kakunin.foundation.errors import NotFound


def read_before(request: HttpRequest) -> int | None:
    """The id below which the page starts; None for the first page."""
    text = request.GET.get("before")
    return None if text is None else read_id(text)


def read_id(text: str) -> int:
    """As it stands in an address; NotFound for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound
    return int(text)
