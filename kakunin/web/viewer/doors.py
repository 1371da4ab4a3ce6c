"""The contractor's door behind the gate (V1); the obligee's leads to the login."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kakunin.models.viewing_key import ViewingGrant
from kakunin.web.viewer.access import while_viewing

_methods = require_http_methods(["GET", "HEAD", "POST"])  # POST: the password after an idle end


@_methods
@while_viewing
def contractor(request: HttpRequest, grant: ViewingGrant) -> HttpResponse:
    """How the contractor hands it on."""
    return render(request, "viewer/contractor.html", {"grant": grant, "certificate": grant.key.certificate})
