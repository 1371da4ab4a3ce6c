"""The one clock. Tests freeze it; the business never asks another."""

from datetime import UTC, date, datetime

from django.utils import timezone as django_timezone


def now() -> datetime:
    """The moment, in UTC (stored so; shown in Asia/Tokyo by the templates)."""
    return datetime.now(tz=UTC)


def today() -> date:
    """The day in Japan, whatever the host's time zone."""
    return django_timezone.localdate(now())
