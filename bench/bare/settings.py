"""Kakunin's settings (database, keys) with four apps, one middleware and a few addresses."""

from kakunin.config.settings import *  # noqa: F403

INSTALLED_APPS = [
    "bench.bare.apps.BareConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
ROOT_URLCONF = "bench.bare.urls"
WSGI_APPLICATION = "bench.bare.wsgi.application"
