"""What Django tells of a bug to whoever asks for it."""

from traceback import format_exception

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from kakunin.foundation.logs import hide_secrets


class BareReport(ExceptionReporter):
    """Where it happened and nothing more: no variables, form, cookies or settings (T22).

    Nobody has such reports made; the day somebody adds a handler that mails
    them, Django's own would send passwords, codes and the pepper along.
    """

    def get_traceback_text(self) -> str:  # type: ignore[override]  # no HTML, so nothing is safe
        if self.exc_value is None or self.tb is None:
            return ""
        return hide_secrets("".join(format_exception(self.exc_type, self.exc_value, self.tb)))

    def get_traceback_html(self) -> SafeString:
        return format_html("<pre>{}</pre>", self.get_traceback_text())
