"""Every address of the site. Those open to everybody are listed again in tests/architecture."""

from allauth.account.views import login, logout
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from kakunin.web.failures import show_not_found

handler400 = "kakunin.web.failures.show_bad_request"
handler404 = "kakunin.web.failures.show_not_found"
handler500 = "kakunin.web.failures.show_bug"

# allauth asks for these names; what they would offer, nobody is offered here.
_closed = login_not_required(show_not_found)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kakunin.web.site.urls")),
    path("v/", include("kakunin.web.gate.urls")),
    path("view/", include("kakunin.web.viewer.urls")),
    path("view/", include("kakunin.web.login.urls")),
    path("view/", include("kakunin.web.download.urls")),
    path("desk/", include("kakunin.web.desk.urls")),
    path("desk/upload/", include("kakunin.web.upload.urls")),
    path("", include("kakunin.web.members.urls")),
    path("staff/login/", login_not_required(login), name="account_login"),
    path("staff/logout/", logout, name="account_logout"),
    path("staff/signup/", _closed, name="account_signup"),
    path("staff/password/reset/", _closed, name="account_reset_password"),
    path("staff/inactive/", _closed, name="account_inactive"),
]
if settings.DEMO:
    urlpatterns.append(path("", include("kakunin.web.demo.urls")))
