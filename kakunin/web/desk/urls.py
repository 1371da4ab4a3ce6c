"""Addresses of this group of screens."""

from django.urls import path

from kakunin.web.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("certificates/<uuid:uuid>/", views.show_detail, name="detail"),
]
