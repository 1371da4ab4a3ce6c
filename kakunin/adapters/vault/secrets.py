"""Small secrets: locators, viewing passwords, data keys, the text of a page."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kakunin.foundation.errors import Damaged

Sealed = bytes | memoryview  # PostgreSQL hands out memoryviews
_VERSION = b"\x01"
_NONCE = 12


def seal(plain: bytes, *, context: str) -> bytes:
    """AES-256-GCM under the newest master key; ``context`` binds the result to its row."""
    name = next(iter(settings.MASTER_KEYS))
    head = _VERSION + bytes([len(name.encode())]) + name.encode()
    nonce = os.urandom(_NONCE)
    return head + nonce + AESGCM(settings.MASTER_KEYS[name]).encrypt(nonce, plain, head + context.encode())


def unseal(sealed: Sealed, *, context: str) -> bytes:
    """The plain bytes; Damaged when altered, moved to another row, or the key is not at hand."""
    sealed = bytes(sealed)
    end = 2 + sealed[1] if len(sealed) > 1 else 0
    head, nonce, body = sealed[:end], sealed[end : end + _NONCE], sealed[end + _NONCE :]
    key = settings.MASTER_KEYS.get(head[2:].decode(errors="replace"))
    if head[:1] != _VERSION or key is None:
        raise Damaged
    try:
        return AESGCM(key).decrypt(nonce, body, head + context.encode())
    except (InvalidTag, ValueError):
        raise Damaged from None
