"""Sealed files: the very bytes that came, or Damaged; never others (B2, D5, docs/formats.md)."""

import hashlib
import io
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from kakunin.adapters.vault import files, secrets
from kakunin.foundation.errors import Damaged, Unavailable

HEAD, CHUNK, TAG = 15, 65_536, 16
CONTEXT = "document:1"


@pytest.fixture
def storage() -> Storage:
    return storages["default"]


def store(storage: Storage, plain: bytes, context: str = CONTEXT) -> files.SealedFile:
    return files.store(storage, [plain], context=context)


def read(storage: Storage, file: files.SealedFile, context: str = CONTEXT) -> bytes:
    return b"".join(files.read(storage, file.name, file.key, context=context))


def path_of(storage: Storage, file: files.SealedFile) -> Path:
    return Path(storage.path(file.name))


def stored_files(storage: Storage) -> list[Path]:
    return [path for path in Path(storage.path("")).rglob("*") if path.is_file()]


def assert_damaged(storage: Storage, file: files.SealedFile, plain: bytes, context: str = CONTEXT) -> None:
    """Damaged is raised, and whatever came out before it was right."""
    came = io.BytesIO()
    with pytest.raises(Damaged):
        came.writelines(files.read(storage, file.name, file.key, context=context))
    assert plain.startswith(came.getvalue())
    assert came.getvalue() != plain or not plain


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200_000])
def test_a_file_of_any_size_comes_back(storage: Storage, size: int) -> None:
    plain = os.urandom(size)
    file = store(storage, plain)
    assert read(storage, file) == plain
    assert (file.size, file.sha256) == (size, hashlib.sha256(plain).hexdigest())
    chunks = max(1, -(-size // CHUNK))
    assert path_of(storage, file).stat().st_size == HEAD + size + chunks * TAG


def test_in_whatever_pieces_it_came(storage: Storage) -> None:
    plain = os.urandom(150_000)
    for step in (1_000, 65_535, 70_000):
        pieces = (plain[at : at + step] for at in range(0, len(plain), step))
        file = files.store(storage, pieces, context=CONTEXT)
        assert read(storage, file) == plain


def test_nothing_of_the_plain_text_nor_its_name_is_on_the_disk(storage: Storage) -> None:
    plain = b"%PDF-1.7 " + "公共工事履行保証証券".encode() * 10_000
    store(storage, plain)
    (path,) = stored_files(storage)
    assert b"%PDF" not in path.read_bytes()
    assert "履行".encode() not in path.read_bytes()
    assert len(path.name) == 32


def test_one_flipped_bit_in_the_head_is_noticed(storage: Storage) -> None:
    plain = b"the plain text"
    file = store(storage, plain)
    whole = path_of(storage, file).read_bytes()
    for place in range(HEAD * 8):
        altered = bytearray(whole)
        altered[place // 8] ^= 1 << place % 8
        path_of(storage, file).write_bytes(altered)
        assert_damaged(storage, file, plain)


@pytest.mark.parametrize("place", [HEAD, HEAD + CHUNK - 1, HEAD + CHUNK, HEAD + CHUNK + TAG, -TAG - 1, -1])
def test_one_flipped_bit_in_any_chunk_or_tag_is_noticed(storage: Storage, place: int) -> None:
    plain = os.urandom(2 * CHUNK + 100)
    file = store(storage, plain)
    whole = path_of(storage, file).read_bytes()
    for bit in range(8):
        altered = bytearray(whole)
        altered[place] ^= 1 << bit
        path_of(storage, file).write_bytes(altered)
        assert_damaged(storage, file, plain)


def test_cut_at_a_border_of_chunks_or_elsewhere_it_is_noticed(storage: Storage) -> None:
    plain = os.urandom(2 * CHUNK + 100)
    file = store(storage, plain)
    whole = path_of(storage, file).read_bytes()
    borders = [HEAD, HEAD + CHUNK + TAG, HEAD + 2 * (CHUNK + TAG)]
    for length in [0, 3, 8, 12, *borders, borders[1] + 5, borders[1] + TAG, len(whole) - 1]:
        path_of(storage, file).write_bytes(whole[:length])
        assert_damaged(storage, file, plain)


def test_lengthened_it_is_noticed(storage: Storage) -> None:
    plain = os.urandom(CHUNK)
    file = store(storage, plain)
    whole = path_of(storage, file).read_bytes()
    for more in (b"\0", os.urandom(TAG), whole[HEAD:]):
        path_of(storage, file).write_bytes(whole + more)
        assert_damaged(storage, file, plain)


def test_swapped_dropped_or_doubled_chunks_are_noticed(storage: Storage) -> None:
    plain = os.urandom(3 * CHUNK)
    file = store(storage, plain)
    whole = path_of(storage, file).read_bytes()
    head, body = whole[:HEAD], whole[HEAD:]
    a, b, c = (body[at : at + CHUNK + TAG] for at in range(0, len(body), CHUNK + TAG))
    for order in ([b, a, c], [a, c, b], [a, c], [b, c], [a, a, b, c], [c], [a, b, b]):
        path_of(storage, file).write_bytes(head + b"".join(order))
        assert_damaged(storage, file, plain)


def test_files_swapped_between_rows_are_noticed(storage: Storage) -> None:
    one, other = store(storage, b"one", "document:1"), store(storage, b"other", "document:2")
    moved = files.SealedFile(other.name, one.key, one.size, one.sha256)
    assert_damaged(storage, moved, b"", "document:1")
    assert_damaged(storage, other, b"", "document:1")


def test_a_missing_file_is_damage(storage: Storage) -> None:
    file = store(storage, b"x")
    path_of(storage, file).unlink()
    assert_damaged(storage, file, b"")


def test_another_master_key_does_not_open(storage: Storage, settings: Any) -> None:
    file = store(storage, b"x")
    settings.MASTER_KEYS = {"test": os.urandom(32)}
    assert_damaged(storage, file, b"")


def test_a_new_master_key_leaves_the_file_and_rewrites_the_row(storage: Storage, settings: Any) -> None:
    file = store(storage, b"x")
    before = path_of(storage, file).read_bytes()
    settings.MASTER_KEYS = {"next": os.urandom(32), **settings.MASTER_KEYS}
    assert read(storage, file) == b"x"

    moved = secrets.seal(secrets.unseal(file.key, context=CONTEXT), context=CONTEXT)
    settings.MASTER_KEYS = {"next": settings.MASTER_KEYS["next"]}
    assert read(storage, files.SealedFile(file.name, moved, file.size, file.sha256)) == b"x"
    assert path_of(storage, file).read_bytes() == before


def test_two_files_of_the_same_content_share_nothing(storage: Storage) -> None:
    one, other = store(storage, b"x" * 1000), store(storage, b"x" * 1000)
    assert one.name != other.name
    assert secrets.unseal(one.key, context=CONTEXT) != secrets.unseal(other.key, context=CONTEXT)


@pytest.fixture
def _disk_full_at_100_kb() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("_disk_full_at_100_kb")
def test_a_disk_that_takes_no_more_is_said_and_leaves_nothing(storage: Storage) -> None:
    with pytest.raises(Unavailable) as failure:
        store(storage, os.urandom(200_000))
    assert isinstance(failure.value.__cause__, OSError)
    assert stored_files(storage) == []


def test_a_place_that_cannot_be_made_is_said(storage: Storage) -> None:
    Path(storage.path("")).parent.mkdir(exist_ok=True)
    Path(storage.path("")).write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        store(storage, b"x")


def test_a_store_that_is_away_at_reading_is_not_called_damage(storage: Storage) -> None:
    file = store(storage, b"x")
    path_of(storage, file).unlink()
    path_of(storage, file).mkdir()  # opens with an OSError other than "not found"
    with pytest.raises(Unavailable):
        read(storage, file)


def read_as_written_down(stored: bytes, key: bytes, context: str) -> bytes:
    """A second reader, made from docs/formats.md alone."""
    file, plain = io.BytesIO(stored), b""
    assert file.read(8) == b"KKNFILE1"
    prefix = file.read(7)
    for number in range(2**32):
        chunk = file.read(65_536 + 16)
        last = b"\1" if file.tell() == len(stored) else b"\0"
        plain += AESGCM(key).decrypt(prefix + number.to_bytes(4, "big") + last, chunk, context.encode())
        if last == b"\1":
            break
    return plain


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1])
def test_a_reader_written_from_the_document_alone_opens_it(storage: Storage, size: int) -> None:
    plain = os.urandom(size)
    file = store(storage, plain)
    key = secrets.unseal(file.key, context=CONTEXT)
    assert read_as_written_down(path_of(storage, file).read_bytes(), key, CONTEXT) == plain


def test_what_was_stored_in_the_first_version_still_opens(storage: Storage) -> None:
    # Stored for ever on disks and in backups: whoever changes the form must still read this.
    stored = bytes.fromhex("4b4b4e46494c4531000102030405065026f118aa340d2860d23ef5cc905298c29540a155a4c81e")
    storage.save("ab/known", File(io.BytesIO(stored)))
    key = secrets.seal(bytes(range(32)), context="document:1")
    assert b"".join(files.read(storage, "ab/known", key, context="document:1")) == b"%PDF-1.7"
