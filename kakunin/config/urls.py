"""Every address of the site. Those open to everybody are listed again in tests/architecture."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

handler400 = "kakunin.web.failures.show_bad_request"
handler404 = "kakunin.web.failures.show_not_found"
handler500 = "kakunin.web.failures.show_bug"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kakunin.web.site.urls")),
    path("v/", include("kakunin.web.gate.urls")),
    path("view/", include("kakunin.web.viewer.urls")),
    path("view/", include("kakunin.web.login.urls")),
    path("view/", include("kakunin.web.download.urls")),
    path("desk/", include("kakunin.web.desk.urls")),
    path("desk/upload/", include("kakunin.web.upload.urls")),
    path("", include("kakunin.web.members.urls")),
    path("staff/", include("kakunin.web.staff.urls")),
    path("staff/", include("kakunin.web.staff.allauth_urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("kakunin.web.demo.urls")))
