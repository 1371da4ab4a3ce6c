"""Small secrets open only here, unaltered, in their own row (B2, docs/formats.md)."""

import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from kakunin.adapters.vault import secrets
from kakunin.foundation.errors import Damaged

OLD, NEW = os.urandom(32), os.urandom(32)


@pytest.fixture(autouse=True)
def _old_key(settings: Any) -> None:
    settings.MASTER_KEYS = {"2026": OLD}


@pytest.mark.parametrize("plain", [b"", b"x", "閲覧用パスワード".encode(), os.urandom(100_000)])
def test_what_was_sealed_opens_again(plain: bytes) -> None:
    assert secrets.unseal(secrets.seal(plain, context="password:1"), context="password:1") == plain


def test_what_the_database_hands_out_as_a_memoryview_opens_too() -> None:
    sealed = memoryview(secrets.seal(b"secret", context="password:1"))
    assert secrets.unseal(sealed, context="password:1") == b"secret"


def test_the_same_secret_never_looks_the_same() -> None:
    assert secrets.seal(b"secret", context="c") != secrets.seal(b"secret", context="c")


def test_moved_to_another_row_it_does_not_open() -> None:
    sealed = secrets.seal(b"secret", context="password:1")
    for context in ("password:2", "locator:1", "", "password:1 "):
        with pytest.raises(Damaged):
            secrets.unseal(sealed, context=context)


def test_one_flipped_bit_anywhere_is_noticed() -> None:
    sealed = secrets.seal(b"secret", context="c")
    for place in range(len(sealed)):
        for bit in range(8):
            altered = bytearray(sealed)
            altered[place] ^= 1 << bit
            with pytest.raises(Damaged):
                secrets.unseal(bytes(altered), context="c")


def test_cut_anywhere_or_lengthened_it_is_noticed() -> None:
    sealed = secrets.seal(b"secret", context="c")
    for altered in [sealed[:length] for length in range(len(sealed))] + [sealed + b"\0"]:
        with pytest.raises(Damaged):
            secrets.unseal(altered, context="c")


@given(st.binary())
def test_any_bytes_are_refused_as_damaged(sealed: bytes) -> None:
    with pytest.raises(Damaged):
        secrets.unseal(sealed, context="c")


def test_with_two_keys_the_first_seals_and_both_open(settings: Any) -> None:
    before = secrets.seal(b"old", context="c")
    settings.MASTER_KEYS = {"2027": NEW, "2026": OLD}
    after = secrets.seal(b"new", context="c")
    assert secrets.unseal(before, context="c") == b"old"

    settings.MASTER_KEYS = {"2027": NEW}
    assert secrets.unseal(after, context="c") == b"new"
    with pytest.raises(Damaged):
        secrets.unseal(before, context="c")


def test_another_key_under_the_same_name_does_not_open(settings: Any) -> None:
    sealed = secrets.seal(b"secret", context="c")
    settings.MASTER_KEYS = {"2026": NEW}
    with pytest.raises(Damaged):
        secrets.unseal(sealed, context="c")


def test_a_key_under_another_name_does_not_open(settings: Any) -> None:
    sealed = secrets.seal(b"secret", context="c")
    settings.MASTER_KEYS = {"2025": OLD}
    with pytest.raises(Damaged):
        secrets.unseal(sealed, context="c")


def test_a_japanese_key_name_works(settings: Any) -> None:
    settings.MASTER_KEYS = {"令和八年": OLD}
    assert secrets.unseal(secrets.seal(b"x", context="c"), context="c") == b"x"


def test_a_reader_written_from_the_document_alone_opens_it() -> None:
    sealed = secrets.seal(b"secret", context="locator:4c5e")
    assert sealed[0] == 1
    name_ends = 2 + sealed[1]
    assert sealed[2:name_ends] == b"2026"
    nonce, body = sealed[name_ends : name_ends + 12], sealed[name_ends + 12 :]
    assert AESGCM(OLD).decrypt(nonce, body, sealed[:name_ends] + b"locator:4c5e") == b"secret"


def test_what_was_sealed_in_the_first_version_still_opens(settings: Any) -> None:
    # Stored for ever in databases and backups: whoever changes the form must still read this.
    settings.MASTER_KEYS = {"test": bytes(range(32))}
    stored = bytes.fromhex(
        "010474657374000102030405060708090a0b0640955f80a38553c70adac50827e7ead4ba980bd057676eaa776777"
    )
    assert secrets.unseal(stored, context="password:00000000-0000-0000-0000-000000000001") == b"ABCDEFGHJKMN"
