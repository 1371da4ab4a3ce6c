"""T6: an address that is taken means the same to every mail server, whatever is tried."""

import contextlib
from email.headerregistry import Address
from email.utils import getaddresses, parseaddr

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from hypothesis import example, given
from hypothesis import strategies as st

from kakunin.foundation.mail_address import parse_mail_address, validate_mail_address

TRAPS = {
    "quoted local part": '"x@evil.com"@city.kawasaki.jp',
    "quoted local part without need": '"taro"@city.kawasaki.jp',
    "comment": "taro(a)@city.kawasaki.jp",
    "name before it": "Taro <taro@city.kawasaki.jp>",
    "angle brackets": "<taro@city.kawasaki.jp>",
    "two at signs": "x@evil.com@city.kawasaki.jp",
    "two addresses": "x@evil.com,taro@city.kawasaki.jp",
    "two addresses by semicolon": "x@evil.com;taro@city.kawasaki.jp",
    "percent route": "x%evil.com@[city.kawasaki.jp]",
    "percent route to a named host": "x%evil.com@city.kawasaki.jp",
    "bang path": "evil.com!x@city.kawasaki.jp",
    "pipe": "|x@city.kawasaki.jp",
    "source route": "@evil.com:x@city.kawasaki.jp",
    "trailing dot": "taro@city.kawasaki.jp.",
    "leading dot in host": "taro@.city.kawasaki.jp",
    "doubled dot in host": "taro@city..kawasaki.jp",
    "host begins with a hyphen": "taro@-city.kawasaki.jp",
    "host ends with a hyphen": "taro@city-.kawasaki.jp",
    "underscore in host": "taro@ci_ty.kawasaki.jp",
    "one label": "taro@localhost",
    "IPv4": "taro@192.0.2.1",
    "IPv4 in hexadecimal": "taro@0xc0.0x2",
    "IPv4 literal": "taro@[192.0.2.1]",
    "IPv6 literal": "taro@[IPv6:2001:db8::1]",
    "no local part": "@city.kawasaki.jp",
    "no host": "taro@",
    "no at sign": "city.kawasaki.jp",
    "leading dot": ".taro@city.kawasaki.jp",
    "blank inside": "ta ro@city.kawasaki.jp",
    "line feed": "taro@city.kawasaki.jp\n",
    "injected header": "taro@city.kawasaki.jp\r\nBcc: x@evil.com",
    "NUL": "taro\0@city.kawasaki.jp",
    "tab around": "\ttaro@city.kawasaki.jp",
    "local part too long": "a" * 65 + "@city.kawasaki.jp",
    "host label too long": f"taro@{'a' * 64}.jp",
    "all too long": f"taro@{'a23456789.' * 25}jp",
    "nothing": "",
}
NOT_ASCII = {
    "full-width": "ｔａｒｏ＠ｃｉｔｙ．ｋａｗａｓａｋｉ．ｊｐ",
    "full-width at sign": "taro＠city.kawasaki.jp",
    "ideographic full stop": "taro@city。kawasaki.jp",
    "ideographic space around": "　taro@city.kawasaki.jp",
    "Cyrillic look-alike": "taro@city.kаwasaki.jp",
    "Kelvin sign": "taro@city.\u212aawasaki.jp",
    "dotless i": "taro@cıty.kawasaki.jp",
    "long s": "taro@city.kawaſaki.jp",
    "soft hyphen": "taro@city.kawa\u00adsaki.jp",
    "right-to-left override": "taro@\u202ecity.kawasaki.jp",
    "half a surrogate pair": "taro\ud800@city.kawasaki.jp",
    "Japanese domain": "taro@例示市.jp",
}


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS)
def test_a_trap_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_mail_address(text)
    assert refusal.value.code == "invalid"


@pytest.mark.parametrize("text", NOT_ASCII.values(), ids=NOT_ASCII)
def test_other_than_ascii_is_refused_and_said_so(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_mail_address(text)
    assert refusal.value.code == "not_ascii"


@pytest.mark.parametrize(
    "text",
    [
        "taro@city.kawasaki.jp",
        "taro.yamada+koji_2@city.example.lg.jp",
        "o'hara@example.co.jp",
        "taro.@docomo.example.jp",
        "ta..ro@docomo.example.jp",
        "keiyaku@xn--fsqu00a.example.jp",
        "a@1.2.3.jp",
        "a" * 64 + "@example.jp",
    ],
)
def test_what_people_really_have_is_taken(text: str) -> None:
    assert str(parse_mail_address(text)) == text


def test_only_blanks_around_are_forgiven_and_only_the_host_is_folded() -> None:
    address = parse_mail_address("  Taro.Yamada@City.Kawasaki.JP ")
    assert (address.local, address.host) == ("Taro.Yamada", "city.kawasaki.jp")


def test_a_sub_domain_stays_another_host() -> None:
    hosts = {
        parse_mail_address(f"taro@{host}").host
        for host in ("city.kawasaki.jp", "mail.city.kawasaki.jp", "kawasaki.jp", "xcity.kawasaki.jp")
    }
    assert len(hosts) == 4


@given(st.from_regex(r"[A-Za-z0-9#$&'*+/=?^_`{}~-]{1,20}(\.[a-z0-9+_-]{1,10}){0,3}", fullmatch=True))
def test_other_readers_see_the_same_single_mailbox(local: str) -> None:
    """Django's own check, and the standard library's two readers of header lines."""
    text = str(parse_mail_address(f"{local}@city.kawasaki.jp"))
    EmailValidator()(text)
    assert parseaddr(text) == ("", text)
    assert Address(addr_spec=text).addr_spec == text
    assert [mailbox for _name, mailbox in getaddresses([text])] == [text]


address_like = st.text(st.sampled_from("aZ09.@-_+\"'\\[]<>(),:; \r\n\0\u212aａа＠。"), max_size=30)


@given(st.text() | address_like | address_like.map(lambda text: f"{text}@city.kawasaki.jp"))
@example("a." * 20_000)
@example("." * 20_000 + "@a.jp")
@example("a@" + "a." * 20_000)
@example("a@" + "a." * 20_000 + ".jp")
def test_any_text_is_either_read_wholly_or_refused(text: str) -> None:
    with contextlib.suppress(ValidationError):
        address = parse_mail_address(text)
        assert str(address).isascii()
        assert str(address).count("@") == 1
        assert str(address).isprintable()
        assert str(address).lower() == text.strip(" ").lower()
        assert address.host == address.host.lower()
        assert parse_mail_address(str(address)) == address
