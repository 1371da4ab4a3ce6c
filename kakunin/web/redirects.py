"""To another page, to be fetched with GET whatever the request was."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


def see_other(name: str, **where: object) -> HttpResponse:
    """303: after a POST no browser asks whether to send the form again."""
    return HttpResponseRedirect(reverse(name, kwargs=where), status=303)
