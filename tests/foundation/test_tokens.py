"""The key's two halves: made strictly, read forgivingly (docs/formats.md)."""

import hashlib
import hmac
import random
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakunin.foundation import tokens

passwords = st.text(tokens.PASSWORD_ALPHABET, min_size=12, max_size=12)
WIDE = {ord(c): ord(c) + 0xFEE0 for c in tokens.PASSWORD_ALPHABET + tokens.PASSWORD_ALPHABET.lower()}


def test_a_password_is_twelve_characters_that_nobody_mistakes() -> None:
    made = {tokens.new_password() for _ in range(200)}
    assert len(made) == 200
    assert {len(password) for password in made} == {12}
    assert not set("".join(made)) & set("01OIL")


def test_it_is_shown_in_groups_of_four() -> None:
    assert tokens.group_password("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"


@given(passwords, st.sampled_from(["-", " ", "　", "－", "", "\n", "・"]), st.booleans(), st.booleans())
def test_it_is_read_in_any_case_width_and_grouping(password: str, gap: str, small: bool, wide: bool) -> None:
    typed = tokens.group_password(password).replace("-", gap)
    typed = typed.lower() if small else typed
    assert tokens.read_password(typed.translate(WIDE) if wide else typed) == password


@given(st.text())
def test_reading_a_password_takes_anything(typed: str) -> None:
    assert set(tokens.read_password(typed)) <= set(tokens.PASSWORD_ALPHABET)


def test_a_password_without_end_costs_little() -> None:
    assert len(tokens.read_password("A" * 10_000_000)) == 200


def test_a_new_locator_is_whole_and_never_the_same() -> None:
    made = {tokens.new_locator() for _ in range(200)}
    assert len(made) == 200
    for locator in made:
        assert len(locator) == 30
        assert set(locator) <= set(tokens.LOCATOR_ALPHABET)
        assert tokens.is_whole_locator(locator)


def test_capital_letters_are_read_as_small_ones() -> None:
    assert tokens.is_whole_locator(tokens.new_locator().upper())


def test_the_checksum_is_as_written_down() -> None:
    # Computed once by hand from docs/formats.md: a change would kill every URL given out.
    assert tokens.is_whole_locator("0123456789abcdefghjkmnpqrs" + "d1tr")


@given(st.integers(0, 29))
def test_a_locator_cut_short_is_never_whole(length: int) -> None:
    locator = tokens.new_locator()
    assert not tokens.is_whole_locator(locator[:length])
    assert not tokens.is_whole_locator(locator[-length:] if length else "")


def damages(locator: str) -> set[str]:
    """Every way to change one character, and to swap two neighbours."""
    changed = {locator[:i] + other + locator[i + 1 :] for i in range(30) for other in tokens.LOCATOR_ALPHABET}
    swapped = {locator[:i] + locator[i + 1] + locator[i] + locator[i + 2 :] for i in range(len(locator) - 1)}
    return (changed | swapped) - {locator}


def test_one_wrong_or_swapped_character_is_noticed() -> None:
    # 20 bits: of about 96,000 damages one may pass every ten times or so.
    missed = [
        damaged
        for _ in range(100)
        for damaged in damages(tokens.new_locator())
        if tokens.is_whole_locator(damaged)
    ]
    assert len(missed) <= 4


@given(st.text())
def test_any_text_can_be_asked_whether_it_is_whole(text: str) -> None:
    assert not tokens.is_whole_locator(text)


@pytest.mark.parametrize("letter", ["ａ", "\u212a", "\0", "\ud800"])
def test_a_letter_from_elsewhere_is_not_whole(letter: str) -> None:
    locator = tokens.new_locator()
    place = random.randrange(30)
    assert not tokens.is_whole_locator(locator[:place] + letter + locator[place + 1 :])


def test_a_hash_depends_on_pepper_purpose_and_value() -> None:
    made = {
        tokens.keyed_hash(pepper, purpose, value)
        for pepper in ("p", "q")
        for purpose in ("locator", "password")
        for value in ("x", "y", "")
    }
    assert len(made) == 12
    assert {len(one) for one in made} == {64}


def test_purpose_and_value_cannot_be_shifted_into_each_other() -> None:
    assert tokens.keyed_hash("p", "ab", "c") != tokens.keyed_hash("p", "a", "bc")


def test_the_hash_is_as_written_down() -> None:
    # Changing it would make every key unfindable.
    assert (
        tokens.keyed_hash("pepper", "locator", "0123")
        == "63752309ac69675601e24b3204ff539cbb3399ccae2dd15b6cb1cd3392e1bb7a"
    )


def test_a_one_time_password_is_as_written_down() -> None:
    identity = uuid.UUID("11111111-2222-4333-8444-555555555555")
    number = int(tokens.keyed_hash("pepper", "one-time password", str(identity)), 16)
    assert tokens.derive_one_time_password("pepper", identity) == f"{number % 100_000_000:08}"
    assert tokens.derive_one_time_password("other", identity) != f"{number % 100_000_000:08}"


@given(st.uuids())
def test_it_is_always_eight_digits_and_reads_back_from_every_way_of_writing(identity: uuid.UUID) -> None:
    digits = tokens.derive_one_time_password("pepper", identity)
    assert len(digits) == tokens.ONE_TIME_LENGTH
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in tokens.group_password(digits))
    for typed in (digits, tokens.group_password(digits), f" {digits} ", wide):
        assert tokens.read_one_time_password(typed) == digits


@pytest.mark.parametrize("typed", ["", "abc", "一二三四", "①", "٣٤٥٦٧٨٩٠"])  # fmt: skip
def test_only_our_digits_are_digits(typed: str) -> None:
    assert tokens.read_one_time_password(typed) in {"", "1"}


@given(st.uuids())
def test_a_reference_is_four_letters_that_follow_from_the_row(identity: uuid.UUID) -> None:
    reference = tokens.derive_reference(identity)
    assert re.fullmatch("[A-Z]{4}", reference)
    assert reference == tokens.derive_reference(identity)


class TestInvitation:
    IDENTITY = uuid.UUID("11111111-2222-4333-8444-555555555555")

    def test_its_form_is_the_one_that_is_written_down(self) -> None:
        digest = hmac.new(b"pepper", f"invitation\0{self.IDENTITY}".encode(), hashlib.sha256).hexdigest()
        number, body = int(digest, 16), ""
        for _ in range(26):
            number, digit = divmod(number, 32)
            body += tokens.LOCATOR_ALPHABET[digit]
        assert tokens.derive_invitation_token("pepper", self.IDENTITY)[:26] == body

    def test_it_is_whole_and_nobody_elses(self) -> None:
        token = tokens.derive_invitation_token("pepper", self.IDENTITY)
        assert tokens.is_whole_locator(token)
        others = {
            tokens.derive_invitation_token("pepper", uuid.uuid4()),
            tokens.derive_invitation_token("another pepper", self.IDENTITY),
        }
        assert token not in others
        assert len(others) == 2
