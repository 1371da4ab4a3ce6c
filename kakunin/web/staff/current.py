"""Who is asking, on the pages for staff."""

from django.http import HttpRequest

from kakunin.models.staff import Staff


def staff_of(request: HttpRequest) -> Staff:
    """The one logged in; pages that call this are never open to others."""
    if not isinstance(request.user, Staff):
        raise TypeError("This page needs a login: it must not be login_not_required.")
    return request.user
