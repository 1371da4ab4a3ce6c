"""Addresses of this group of screens; open to everybody."""

from django.urls import path

from kakunin.web.site import views
from kakunin.web.style import style

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("help/", views.help_, name="help"),
    path("environment/", views.environment, name="environment"),
    path("style/<slug:version>.css", style, name="style"),
]
