"""What may not stand in a log line, taken out of it."""

import logging
import re

# The path of a viewing URL, see docs/formats.md: /v/ and the locator behind it.
_LOCATOR = re.compile(r"/v/[^\s/\"'?]+")


def hide_locators(text: str) -> str:
    """The same text with every viewing URL's locator replaced (T1, T22)."""
    return _LOCATOR.sub("/v/…", text)


class HideLocators(logging.Filter):
    """Rewrites a record in place; set on the handler, so that no logger escapes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = hide_locators(record.getMessage())
        record.args = ()
        return True
