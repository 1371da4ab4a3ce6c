"""What nobody's browser sends, unless somebody wants to know what happens."""

import encodings.aliases
from collections.abc import Iterator

# As bytes, because not all of it is text.
NASTY = {
    "nothing": b"",
    "blank": "　".encode(),
    "NUL": b"a\0b",
    "header": b"a\r\nBcc: x@evil.example",
    "no line, no direction": "a\u2028b\u202ec".encode(),
    "no UTF-8, nor half a letter of it": b"\xff\xfe\xed\xa0\x80",
    "markup, template, path": "'\"><b>{{ 7 }}{% x %}%(x)s%s{0}/../../İ🀄".encode(),
    "digits that are none": "１２²".encode(),
    "letters that grow when folded": "㍿".encode() * 30,
    "brackets in brackets": b"[" * 50_000,
    "endless": b"a" * 100_000,
    "endless number": b"9" * 5000,
    "too large for a row's id": b"9223372036854775808",
    "too large for an int": b"2147483648",
    "too large for a position": b"99999",
    "negative": b"-1",
    "infinite": b"1e999",
    "first of all days": b"0001-01-01",
    "no day": b"2026-02-30",
}

HEADERS = [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Forwarded",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Transfer-Encoding",
    "X-CSRFToken",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-HTTP-Method-Override",
    "X-Requested-With",
]
_GRAMMATICAL = {
    "Content-Type": ["text/html; charset=utf-16", "application/json", "a/b; charset=hex", ";;;=", "\xff"],
    "Cookie": [
        "sessionid={}; csrftoken={}; messages={}",
        '{}="\\000\\377{}"; sessionid="\\000\\ud800"; csrftoken="\\"',
    ],
    "Accept": ["*", "en;q=x, ja;q=9", "{};q={}"],
    "Range": ["bytes=0-0", "bytes=-1", "bytes=9-1,2-", "bytes={}-{}"],
    "If-Modified-Since": ["Thu, 01 Jan 0000 99:99:99 GMT", "{}"],
    "Host": ["[::1", "a:99999999999", "{}:80", "xn--{}"],
    "Origin": ["null", "http://[", "http://{}"],
    "Referer": ["http://[", "http://{}"],
}


def in_a_header(name: str) -> Iterator[str]:
    """As the web server hands it over: bytes, each as one character; it takes no NUL and no line end."""
    texts = [
        each.decode("latin-1") for each in (b"", "１²".encode(), b"\xff\xed\xa0\x80", b"'\"><%s", b"9" * 8000)
    ]
    yield from texts
    for form in _GRAMMATICAL.get(name, []):
        yield form
        yield from {form.replace("{}", text[:300]) for text in texts}


# With the codecs that are none of text, such as hex.
CODECS = sorted({*encodings.aliases.aliases.values(), "idna", "punycode", "undefined", "unicode_escape"})

_MULTIPART, FORM = "multipart/form-data; boundary=B", "application/x-www-form-urlencoded"


def _part(head: bytes, body: bytes = b"x") -> bytes:
    return b"--B\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + body + b"\r\n"


def _bodies() -> Iterator[tuple[str, bytes]]:
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\xff",
    ):
        yield kind, b"x"
    yield f"multipart/form-data; boundary={'B' * 300}", b"x"
    for body in (b"", b"--B", b"--B--", _part(b'name="password"').removesuffix(b"\r\n")):
        yield _MULTIPART, body
    yield _MULTIPART, b"--B\r\n" + b"X" * 70_000 + b"\r\n\r\n"
    for encoding in (b"base64", b"quoted-printable", b"x"):
        head = b'name="password"\r\nContent-Transfer-Encoding: ' + encoding
        yield _MULTIPART, _part(head, b"=\xff=!") + b"--B--\r\n"
    for name in (b'"a', b"a\0b", b'""', b"utf-8''%ff%00", b'"../../a"', b"\xff", b'"' + b"n" * 60_000 + b'"'):
        yield _MULTIPART, _part(b"name=" + name) + b"--B--\r\n"
        yield _MULTIPART, _part(b'name="certificate_files"; filename=' + name, b"%PDF-") + b"--B--\r\n"
        yield _MULTIPART, _part(b'name="certificate_files"; filename*=' + name, b"%PDF-") + b"--B--\r\n"
    for codec in (b"none", b"hex", b"undefined", b"unicode_escape"):
        yield _MULTIPART, _part(b"name*=" + codec + b"''%ff%5Cud800") + b"--B--\r\n"
    # A file where text is wanted, and text where a file is wanted.
    yield (
        _MULTIPART,
        _part(b'name="password"; filename="a.pdf"') + _part(b'name="certificate_files"') + b"--B--",
    )
    yield _MULTIPART, b"".join(_part(b'name="a"; filename="%d.pdf"' % n) for n in range(600)) + b"--B--\r\n"
    yield FORM, b"&".join(b"a%d=1" % number for number in range(3000))
    yield FORM, b"a=" + b"x" * 3_000_000
    yield FORM, b"%=%&&==\xff\0;a"
    yield f"{FORM}; charset=utf-16", b"password=\xff\xfe"
    yield "application/json", b'{"password": '
    yield "\xff", b"x"


BODIES = list(_bodies())
