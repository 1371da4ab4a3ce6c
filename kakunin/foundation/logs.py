"""What may not stand in a log line, taken out of it."""

import logging
import re

from kakunin.foundation.tokens import (
    CHECKSUM_LENGTH,
    LOCATOR_ALPHABET,
    LOCATOR_LENGTH,
    PASSWORD_ALPHABET,
)

# Addresses whose end is a secret, see docs/formats.md: of a viewing, an invitation, a forgotten password.
_PATH = re.compile(r"(/v/|/staff/invitation/|/staff/password/new/)[^\s\"'?]+")
# The same forms where nothing else tells them: an address without its /v/, what a mail server quotes.
# A locator opens as much without its checksum; in another's address the character before it is %2F.
_LOCATOR = f"[{LOCATOR_ALPHABET}]{{{LOCATOR_LENGTH},{LOCATOR_LENGTH + CHECKSUM_LENGTH}}}"
_FOUR = f"[{PASSWORD_ALPHABET}]{{4}}"
# In groups, as people have it; without, as we keep it.
_PASSWORD = f"{_FOUR}-{_FOUR}-{_FOUR}|(?-i:{_FOUR * 3})"
_CODE = "[0-9]{4}-[0-9]{4}"
_RESET = "[0-9a-z]{6}-[0-9a-f]{32}"
_ALONE = re.compile(
    rf"(?:(?<![0-9a-z-])|(?<=2f))(?:{_LOCATOR}|{_PASSWORD}|{_CODE}|{_RESET})(?![0-9a-z-])",
    re.IGNORECASE | re.ASCII,
)


def hide_secrets(text: str) -> str:
    """The same text without what opens doors, as far as its form gives it away (T1, T22)."""
    return _ALONE.sub("…", _PATH.sub(r"\1…", text))


class HideSecrets(logging.Formatter):
    """Rewrites the finished line, tracebacks and all; on the handler, so that no logger escapes it."""

    def format(self, record: logging.LogRecord) -> str:
        return hide_secrets(super().format(record))
