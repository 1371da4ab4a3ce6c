"""T6, R3: a host name is that host and no other, whatever is tried."""

import contextlib
import ipaddress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from kakunin.foundation.host import parse_host
from kakunin.foundation.mail_address import parse_mail_address
from kakunin.models.domain import validate_host

TRAPS = {
    "trailing dot": "city.kawasaki.jp.",
    "leading dot": ".city.kawasaki.jp",
    "doubled dot": "city..kawasaki.jp",
    "wildcard": "*.kawasaki.jp",
    "port": "city.kawasaki.jp:25",
    "URL": "https://city.kawasaki.jp",
    "path": "city.kawasaki.jp/x",
    "at sign": "@city.kawasaki.jp",
    "whole address": "taro@city.kawasaki.jp",
    "blank before": " city.kawasaki.jp",
    "line feed behind": "city.kawasaki.jp\n",
    "NUL": "city.kawasaki.jp\0",
    "two hosts": "city.kawasaki.jp,evil.com",
    "one label": "localhost",
    "top level of one letter": "city.j",
    "IPv4": "192.0.2.1",
    "IPv4 in one number": "3221225985",
    "IPv4 in hexadecimal": "0xc0.0x0.0x2.0x1",
    "IPv6": "2001:db8::1",
    "literal": "[192.0.2.1]",
    "begins with a hyphen": "-city.kawasaki.jp",
    "ends with a hyphen": "city-.kawasaki.jp",
    "underscore": "ci_ty.kawasaki.jp",
    "label too long": f"{'a' * 64}.jp",
    "all too long": f"{'a.' * 126}jp",
    "nothing": "",
}
NOT_ASCII = {
    "full width": "ｃｉｔｙ.kawasaki.jp",
    "ideographic full stop": "city。kawasaki.jp",
    "full-width full stop": "city．kawasaki.jp",
    "Cyrillic look-alike": "city.kаwasaki.jp",
    "Kelvin sign": "city.\u212aawasaki.jp",
    "dotted capital i": "c\u0130ty.kawasaki.jp",
    "soft hyphen": "city.kawa\u00adsaki.jp",
    "zero width joiner": "city.kawasaki\u200d.jp",
    "Japanese": "例示市.jp",
    "half a surrogate pair": "city\ud800.jp",
}


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS)
def test_a_trap_is_refused_as_a_host_a_domain_and_behind_the_at_sign(text: str) -> None:
    for read in (parse_host, validate_host, read_address):
        with pytest.raises(ValidationError):
            read(text)


def read_address(host: str) -> None:
    parse_mail_address(f"taro@{host}")


@pytest.mark.parametrize("text", NOT_ASCII.values(), ids=NOT_ASCII)
def test_a_letter_that_looks_like_another_never_becomes_it(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        parse_host(text)
    assert refusal.value.code == "not_ascii"


@pytest.mark.parametrize(
    "text",
    ["city.kawasaki.jp", "city.example.lg.jp", "a.b.example.jp", "1.2.3.jp", "xn--fsqu00a.jp", "x-1.co"],
)
def test_what_a_public_body_really_has_is_taken(text: str) -> None:
    assert parse_host(text) == text
    validate_host(text)


def test_capitals_are_folded_when_typed_and_refused_when_stored() -> None:
    assert parse_host("City.Kawasaki.JP") == "city.kawasaki.jp"
    with pytest.raises(ValidationError):
        validate_host("City.Kawasaki.JP")


host_like = st.text(st.sampled_from("aZ09.-_*:/@ \n\0Kаｋ。"), max_size=30)


@given(st.text() | host_like | host_like.map(lambda text: f"{text}.kawasaki.jp") | st.ip_addresses().map(str))
@example("a." * 20_000)
@example("a-" * 20_000 + ".jp")
def test_any_text_is_one_exact_host_or_refused(text: str) -> None:
    with contextlib.suppress(ValidationError):
        host = parse_host(text)
        assert host == text.lower() == parse_host(host)
        assert host.isascii()
        assert host.count(".") >= 1
        assert all(1 <= len(label) <= 63 for label in host.split("."))
        # The very text that goes into DNS, which is not an address in numbers.
        assert host.encode("idna").decode() == host or "xn--" in host
        with pytest.raises(ValueError, match="does not appear"):
            ipaddress.ip_address(host)


@given(host_like.map(lambda text: f"{text}.kawasaki.jp") | host_like)
def test_the_host_of_an_address_is_read_as_a_domain_is(text: str) -> None:
    try:
        host = parse_host(text)
    except ValidationError:
        if text == text.strip(" "):
            with pytest.raises(ValidationError):
                parse_mail_address(f"taro@{text}")
    else:
        assert parse_mail_address(f"taro@{text}").host == host
