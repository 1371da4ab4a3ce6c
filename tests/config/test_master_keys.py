"""The master keys as an operator writes them."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from kakunin.config import master_keys

A, B = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_one_key() -> None:
    assert master_keys.parse(f"2026:{A}") == {"2026": bytes([1]) * 32}


def test_two_keys_keep_their_order_because_the_first_one_seals() -> None:
    assert list(master_keys.parse(f"2027:{B},2026:{A}")) == ["2027", "2026"]


def test_blanks_and_line_breaks_between_keys_are_forgiven() -> None:
    assert list(master_keys.parse(f" 2027:{B} ,\n 2026:{A}\n")) == ["2027", "2026"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        A,
        f":{A}",
        "2026:",
        "2026:c2hvcnQ=",
        f"2026:{A[:-1]}",
        f"2026:{A}{A}",
        f"2026:{A[:-4]}あ",
        f"2026:{A[:20]} {A[20:]}",
        f"2026:{A},",
        f"2026:{A},2026:{B}",
        f"{'n' * 33}:{A}",
        f"{'令' * 11}:{A}",
    ],
)
def test_anything_else_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        master_keys.parse(text)
    assert A[:8] not in str(refusal.value)


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        master_keys.parse(text)
