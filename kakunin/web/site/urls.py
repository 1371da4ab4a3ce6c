"""Addresses of this group of screens."""

from django.urls import URLPattern

app_name = "site"
urlpatterns: list[URLPattern] = []
