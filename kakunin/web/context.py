"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """``demo`` shows the banner that nothing here is real."""
    return {"demo": settings.DEMO}
