"""What the clerk may write, and what it means."""

import pytest
from django.core.exceptions import ValidationError

from kakunin.web.upload.fields import AddressesField, YenField

TWO = ["keiyaku@example.co.jp", "shiten@example.jp"]


@pytest.mark.parametrize(
    "typed",
    [
        "keiyaku@example.co.jp\nshiten@example.jp",
        "keiyaku@example.co.jp\r\n\r\n shiten@example.jp \r\n",
        "keiyaku@example.co.jp、shiten@example.jp",
        "keiyaku@example.co.jp, shiten@example.jp",
        "keiyaku@example.co.jp；\u3000shiten@example.jp",
    ],
)
def test_addresses_stand_one_a_line_or_apart_by_any_separator(typed: str) -> None:
    assert AddressesField(most=5).clean(typed) == TWO


def test_an_address_given_twice_in_another_case_is_one() -> None:
    typed = "Keiyaku@Example.co.jp keiyaku@example.co.jp"
    assert AddressesField(most=5).clean(typed) == ["Keiyaku@example.co.jp"]


def test_the_limit_counts_each_address_once() -> None:
    five = " ".join(f"a{number}@example.jp" for number in range(5))
    assert len(AddressesField(most=5).clean(f"{five} a0@example.jp")) == 5
    with pytest.raises(ValidationError, match="5件まで"):
        AddressesField(most=5).clean(f"{five} sixth@example.jp")


@pytest.mark.parametrize(
    "wrong",
    [
        "ｋｅｉｙａｋｕ@example.co.jp",
        "keiyaku＠example.co.jp",
        "keiyaku@example",
        '"x@evil.example"@city.example.jp',
        "keiyaku@[127.0.0.1]",
        "keiyaku@example.co.jp.",
        "<keiyaku@example.co.jp>",
        "契約課",
        "keiyaku@example.co.jp\0",
    ],
)
def test_an_address_that_servers_could_read_differently_is_refused_and_named(wrong: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        AddressesField(most=5).clean(f"keiyaku@example.co.jp\n{wrong}")
    assert len(refusal.value.messages) == 1
    assert "\0" in wrong or wrong in refusal.value.messages[0]


def test_every_wrong_address_is_named() -> None:
    with pytest.raises(ValidationError) as refusal:
        AddressesField(most=5).clean("one@\nkeiyaku@example.co.jp\ntwo@")
    assert [message.split("：")[0] for message in refusal.value.messages] == ["「one@」", "「two@」"]


def test_a_separator_at_the_end_is_forgiven() -> None:
    assert AddressesField(most=5).clean("keiyaku@example.co.jp,\nshiten@example.jp;") == TWO


def test_separators_alone_are_no_address() -> None:
    with pytest.raises(ValidationError):
        AddressesField(most=5).clean(" ,、\n")


@pytest.mark.parametrize(
    "typed", ["1234000", "1,234,000", "１，２３４，０００", "1、234、000円", "¥1,234,000", "￥１２３４０００"]
)
def test_an_amount_may_be_written_in_any_usual_way(typed: str) -> None:
    assert YenField().clean(typed) == 1_234_000


@pytest.mark.parametrize("typed", ["百万円", "1234.5", "-1", "0", "1e6", "9999999999999999", "千"])
def test_what_is_no_amount_of_yen_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        YenField().clean(typed)


def test_no_amount_is_no_amount() -> None:
    assert YenField(required=False).clean("") is None
