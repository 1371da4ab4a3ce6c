"""Addresses of this group of screens."""

from django.urls import path

from kakunin.web.upload import further, views

app_name = "upload"
urlpatterns = [
    path("", views.upload, name="new"),
    path("<uuid:uuid>/", further.add, name="further"),
]
