"""The viewing URL: /v/ and the locator."""

from django.urls import path, register_converter

from kakunin.web.gate import views


class LocatorConverter:
    """What arrives behind /v/, as people and mail programs leave it."""

    regex = "[^/]+/?"

    def to_python(self, value: str) -> str:
        """Without a slash or the punctuation that a mail program took for a part of the address."""
        return value.strip("/.,;:)>]」』）＞。、 ").lower()

    def to_url(self, value: str) -> str:
        """As it stands in mails."""
        return value


register_converter(LocatorConverter, "locator")

app_name = "gate"
urlpatterns = [path("<locator:locator>", views.gate, name="gate")]
