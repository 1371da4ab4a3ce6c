"""Whole files, sealed in chunks, so that no file is in memory as a whole."""

import hashlib
import os
import secrets as random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import File
from django.core.files.storage import Storage

from kakunin.adapters.vault import secrets
from kakunin.foundation.errors import Damaged, Unavailable

CHUNK = 64 * 1024
_MAGIC = b"KKNFILE1"
_PREFIX = 7
_TAG = 16
_SEALED = CHUNK + _TAG
# Chunks to a read: reading them one by one would take a tenth more.
_AT_ONCE = 4


@dataclass(frozen=True)
class SealedFile:
    """What the owning row keeps: where the file is, its key (sealed), and what it was."""

    name: str
    key: bytes
    size: int
    sha256: str


def store(storage: Storage, plain: Iterable[bytes], *, context: str) -> SealedFile:
    """Write a file under a random name; when this returns, it is on the disk (T19).

    ``plain`` may come in pieces of any size. Nothing refers to the file until
    the caller commits a row that does. Raises Unavailable when it can't be written.
    """
    key = AESGCM.generate_key(256)
    content = _Sealing(plain, key, context)
    # Two letters as a folder, so that no folder grows without bound.
    name = random.token_hex(16)
    try:
        name = storage.save(f"{name[:2]}/{name}", content)
    except OSError as reason:
        # A full disk or a store that is away: nothing was acknowledged (T20).
        raise Unavailable from reason
    return SealedFile(
        name=name,
        key=secrets.seal(key, context=context),
        size=content.plain_size,
        sha256=content.digest.hexdigest(),
    )


def read(storage: Storage, name: str, key: secrets.Sealed, *, context: str) -> Iterator[bytes]:
    """The plain chunks of a stored file; Damaged at the first one that is not ours.

    A chunk is checked before it is yielded; a missing tail is noticed at the end,
    so whoever must not serve half a file checks the hash first (D5).
    """
    cipher = AESGCM(secrets.unseal(key, context=context))
    with _open(storage, name) as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise Damaged
        prefix = file.read(_PREFIX)
        count = max(-(-(file.size - len(_MAGIC) - _PREFIX) // _SEALED), 1)
        for number in range(count):
            place = number % _AT_ONCE * _SEALED
            if not place:
                block = memoryview(file.read(_AT_ONCE * _SEALED))
            nonce = _nonce(prefix, number, number == count - 1)
            yield _decrypt(cipher, nonce, block[place : place + _SEALED], context)


def _open(storage: Storage, name: str) -> File:  # type: ignore[type-arg]  # as below
    try:
        return storage.open(name)
    except FileNotFoundError:
        raise Damaged from None
    except OSError as reason:
        raise Unavailable from reason


def _decrypt(cipher: AESGCM, nonce: bytes, piece: memoryview, context: str) -> bytes:
    try:
        return cipher.decrypt(nonce, piece, context.encode())
    except (InvalidTag, ValueError):
        raise Damaged from None


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    # The flag makes a file cut at a chunk's border different from a whole one.
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece and whether it is the last; an empty source is one empty last piece."""
    pieces = iter(pieces)
    held = next(pieces, b"")
    for piece in pieces:
        yield held, False
        held = piece
    yield held, True


def _rechunk(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


class _Sealing(File):  # type: ignore[type-arg]  # the stubs make File generic, at run time it is not
    """The sealed form of a plain stream, for a storage's ``save``; read once."""

    def __init__(self, plain: Iterable[bytes], key: bytes, context: str) -> None:
        super().__init__(None, name="sealed")
        self.digest = hashlib.sha256()
        self.plain_size = 0
        self._plain, self._cipher, self._context = plain, AESGCM(key), context

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        prefix = os.urandom(_PREFIX)
        yield _MAGIC + prefix
        for number, (piece, last) in enumerate(_with_last(_rechunk(self._plain))):
            self.digest.update(piece)
            self.plain_size += len(piece)
            yield self._cipher.encrypt(_nonce(prefix, number, last), piece, self._context.encode())
