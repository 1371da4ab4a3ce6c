"""What people type and how their files are called, before it goes anywhere."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kakunin.foundation.text import (
    comparable_number,
    file_name_part,
    harmless_cell,
    is_single_line,
    shown_file_name,
    validate_single_line,
)

BREAKERS = {
    "carriage return": "\r",
    "line feed": "\n",
    "NUL": "\0",
    "tab": "\t",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right-to-left override": "\u202e",
    "right-to-left isolate": "\u2067",
    "zero width space": "\u200b",
    "byte order mark": "\ufeff",
    "half a surrogate pair": "\ud800",
}


@pytest.mark.parametrize("character", BREAKERS.values(), ids=BREAKERS)
@pytest.mark.parametrize("place", ["{}A-123", "A-{}123", "A-123{}"])
def test_what_could_break_a_line_is_refused_wherever_it_stands(character: str, place: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_single_line(place.format(character))
    assert refusal.value.code == "single_line"


@pytest.mark.parametrize(
    "text", ["", "A-123", "株式会社　髙﨑建設", "辻\U000e0100建設", "ｶﾌﾞｼｷｶﾞｲｼｬ", "①②③ ㈱", "が（か\u3099）"]
)
def test_what_japanese_names_are_written_with_passes(text: str) -> None:
    validate_single_line(text)


@given(st.text())
def test_what_passes_is_one_line_for_every_program(text: str) -> None:
    if is_single_line(text):
        assert len(text.splitlines()) <= 1
        assert "\0" not in text


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("証券.pdf", "証券.pdf"),
        ("/etc/passwd/証券.pdf", "証券.pdf"),
        ("C:\\Users\\sato\\証券.pdf", "証券.pdf"),
        ("../../証券.pdf", "証券.pdf"),
        ("証券\u202efdp.exe", "証券fdp.exe"),
        ("証\r\n券\0.pdf", "証券.pdf"),
        ("  証券 .pdf ", "証券 .pdf"),
        (".pdf", ".pdf"),
        ("証券", "証券"),
        ("", ""),
        ("folder/", ""),
        ("\u202e\n", ""),
    ],
)
def test_a_file_is_shown_by_its_own_visible_name(given_name: str, shown: str) -> None:
    assert shown_file_name(given_name) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = shown_file_name("証" * 300 + ".pdf")
    assert len(shown) == 200
    assert shown == "証" * 196 + ".pdf"


@given(st.text(max_size=40), st.integers(1, 20), st.text(max_size=300))
def test_no_name_is_longer_than_it_may_be(start: str, times: int, end: str) -> None:
    shown = shown_file_name(f"{start * times}.{end}")
    assert len(shown) <= 200
    assert not set(shown) & {"/", "\\", "\0", "\n", "\u202e"}


@pytest.mark.parametrize(
    "number",
    ["AB-123456", "ab-123456", "ＡＢ－１２３４５６", "AB 123456", "AB　123‐456", "ab−123ー456", "A_B123456"],
)
def test_one_number_written_differently_is_one_number(number: str) -> None:
    assert comparable_number(number) == "AB123456"


@pytest.mark.parametrize("other", ["AB-123457", "AB-12345", "第AB-123456号", "AB-123456/1", "AB.123456"])
def test_other_numbers_stay_others(other: str) -> None:
    assert comparable_number(other) != "AB123456"


@given(st.text(st.characters(codec="ascii", categories=["Lu", "Ll", "Nd"]), min_size=1))
def test_width_and_case_never_matter(number: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number)
    assert unicodedata.normalize("NFKC", wide) == number
    assert comparable_number(number.lower()) == comparable_number(wide.upper())


@pytest.mark.parametrize(
    ("given_text", "part"),
    [
        ("甲損害保険株式会社", "甲損害保険株式会社"),
        ("第26/0001\\2号", "第26-0001-2号"),
        ('A:B*C?"D"<E>|F', "A-B-C-D-E-F"),
        (" A 1. ", "A-1"),
        ("../../etc", "etc"),
        ("\u202e123\n", "123"),
    ],
)
def test_a_part_of_a_file_name_holds_nothing_that_a_system_refuses(given_text: str, part: str) -> None:
    assert file_name_part(given_text, 40) == part


@given(st.text(max_size=300))
def test_a_part_of_a_file_name_is_never_too_long(text: str) -> None:
    part = file_name_part(text, 24)
    assert len(part) <= 24
    assert not set(part) & set('/\\:*?"<>|\0\n. ')


@pytest.mark.parametrize("blanks", ["", " ", "　", "\t", "\r\n", "\0", "\u00a0"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹣", "﹢", "﹦", "﹫"])
def test_a_cell_that_a_program_would_compute_is_marked_as_text(blanks: str, sign: str) -> None:
    text = f"{blanks}{sign}HYPERLINK(1)"
    assert harmless_cell(text) == f"'{text}"


@pytest.mark.parametrize("begin", ["\t", "\r"])
def test_a_cell_that_begins_with_a_control_character_is_marked_too(begin: str) -> None:
    assert harmless_cell(f"{begin}=1") == f"'{begin}=1"


@pytest.mark.parametrize(
    "text", ["", "A-123456", "株式会社例示建設", "1,000,000", "'=1", "市道第７号線 = 改良"]
)
def test_an_ordinary_cell_stays_as_it_is(text: str) -> None:
    assert harmless_cell(text) == text


@given(st.text())
def test_no_cell_begins_with_what_starts_a_formula_and_no_letter_is_lost(text: str) -> None:
    cell = harmless_cell(text)
    assert unicodedata.normalize("NFKC", cell).lstrip(" \t\r\n\0")[:1] not in set("=+-@")
    assert cell in {text, f"'{text}"}
