"""Addresses of this group of screens."""

from django.urls import URLPattern

app_name = "gate"
urlpatterns: list[URLPattern] = []
