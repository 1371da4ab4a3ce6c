"""Addresses of this group of screens."""

from django.urls import path

from kakunin.web.upload import views

app_name = "upload"
urlpatterns = [path("", views.upload, name="new")]
