"""The master keys as an operator writes them: ``2027:…,2026:…``, newest first."""

import base64

from django.core.exceptions import ImproperlyConfigured


def parse(text: str) -> dict[str, bytes]:
    """Key name → 32 bytes, in the order given; the first one seals, all of them open."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not name or len(name.encode()) > 32 or len(key) != 32 or name in keys:
            raise ImproperlyConfigured(
                "KAKUNIN_MASTER_KEYS is a list of name:key, each key being base64 of 32 bytes."
            )
        keys[name] = key
    return keys
