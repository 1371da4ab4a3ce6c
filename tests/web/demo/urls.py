"""All addresses as the demo has them."""

from django.urls import include, path

from kakunin.config.urls import handler400, handler404, handler500
from kakunin.config.urls import urlpatterns as usual

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*usual, path("", include("kakunin.web.demo.urls"))]
