"""What opens doors: locator (in the viewing URL), viewing password, one-time password.

Their forms are written down in docs/formats.md; all are typed, pasted and cut
short by people and mail programs, so reading them is forgiving and making them
is not.
"""

import hashlib
import hmac
import secrets
import unicodedata
import uuid

# 31 characters that nobody mistakes for another: no 0 O, no 1 I L.
PASSWORD_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PASSWORD_LENGTH = 12  # 31^12: about 59 bits

# Crockford's base 32 in small letters: what a phone reads out survives.
LOCATOR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LOCATOR_LENGTH = 26  # 32^26: 130 bits
CHECKSUM_LENGTH = 4  # 20 bits: one cut or mistyped address in a million goes unnoticed

ONE_TIME_LENGTH = 8  # digits: what a telephone's keypad types
REFERENCE_LENGTH = 4
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def new_password() -> str:
    """Twelve characters without groups, as stored (sealed) and as verified."""
    return "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(PASSWORD_LENGTH))


def group_password(password: str) -> str:
    """A viewing or one-time password as shown to people: groups of four."""
    return "-".join(password[start : start + 4] for start in range(0, len(password), 4))


def read_password(typed: str) -> str:
    """What somebody typed, in any case, width or grouping, as the stored form."""
    narrow = unicodedata.normalize("NFKC", typed[:200]).upper()
    return "".join(character for character in narrow if character in PASSWORD_ALPHABET)


def new_locator() -> str:
    """A random locator with its checksum, 30 characters."""
    body = "".join(secrets.choice(LOCATOR_ALPHABET) for _ in range(LOCATOR_LENGTH))
    return body + _checksum(body)


def is_whole_locator(text: str) -> bool:
    """False when an address was cut short or mistyped on its way (V3); says nothing of existence."""
    if not text.isascii() or len(text) != LOCATOR_LENGTH + CHECKSUM_LENGTH:
        return False
    small = text.lower()
    return small[LOCATOR_LENGTH:] == _checksum(small[:LOCATOR_LENGTH])


def _checksum(body: str) -> str:
    digest = hashlib.sha256(b"kakunin locator 1:" + body.encode()).digest()
    number = int.from_bytes(digest[:4], "big")
    return "".join(LOCATOR_ALPHABET[(number >> shift) & 31] for shift in (27, 22, 17, 12))


def derive_one_time_password(pepper: str, identity: uuid.UUID) -> str:
    """Eight digits that only the holder of the pepper can tell from the row's random id.

    Nothing that could be stolen is stored, and the mail can be written again
    whenever it is sent (T22).
    """
    return f"{int(keyed_hash(pepper, 'one-time password', str(identity)), 16) % 10**ONE_TIME_LENGTH:08}"


def read_one_time_password(typed: str) -> str:
    """The digits of what somebody typed or pasted: full-width, grouped or not."""
    narrow = unicodedata.normalize("NFKC", typed[:200])
    return "".join(character for character in narrow if character in "0123456789")


def derive_reference(identity: uuid.UUID) -> str:
    """Four letters that tell one mail from another; no secret, and no digit that could be taken for one."""
    number = int.from_bytes(identity.bytes[:8], "big")
    return "".join(
        _LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(REFERENCE_LENGTH)
    )


def derive_invitation_token(pepper: str, identity: uuid.UUID) -> str:
    """In a locator's form, from the row's random id: like a one-time password nothing of it is stored."""
    number = int(keyed_hash(pepper, "invitation", str(identity)), 16)
    body = "".join(LOCATOR_ALPHABET[number >> 5 * place & 31] for place in range(LOCATOR_LENGTH))
    return body + _checksum(body)


def keyed_hash(pepper: str, purpose: str, value: str) -> str:
    """HMAC-SHA256 in hexadecimal; ``purpose`` keeps hashes of different things apart."""
    return hmac.new(pepper.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
