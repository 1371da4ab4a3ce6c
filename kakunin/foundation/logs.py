"""What may not stand in a log line, taken out of it."""

import logging
import re

# The path of a viewing URL, see docs/formats.md: /v/ and the locator behind it.
_LOCATOR = re.compile(r"/v/[^\s/\"'?]+")


def hide_locators(text: str) -> str:
    """The same text with every viewing URL's locator replaced (T1, T22)."""
    return _LOCATOR.sub("/v/…", text)


class HideLocators(logging.Formatter):
    """Rewrites the finished line, tracebacks and all; on the handler, so that no logger escapes it."""

    def format(self, record: logging.LogRecord) -> str:
        return hide_locators(super().format(record))
