"""A mail's words, before they become a message."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Letter:
    """``template`` names templates/mails/<template>.txt and .html, both given ``context``."""

    subject: str
    template: str
    context: dict[str, Any]
