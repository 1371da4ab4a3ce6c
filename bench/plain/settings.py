"""Kakunin's settings and one app more."""

from kakunin.config import settings as real
from kakunin.config.settings import *  # noqa: F403

INSTALLED_APPS = [*real.INSTALLED_APPS, "bench.plain.apps.Plain"]
