"""The real server adds nothing that helps an attacker, and keeps what the pages say (T1, T18)."""

from http.client import HTTPConnection, HTTPResponse

import pytest
from django.conf import settings

from tests.demo.running import Demo

pytestmark = pytest.mark.e2e

# Of every answer, whoever gives it: page, file, or what is turned away before a page is asked.
EVERYWHERE = {
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "x-robots-tag",
}


def ask(demo: Demo, method: str, path: str, **headers: str) -> tuple[HTTPResponse, str]:
    """Sent as it stands: no browser would send most of these."""
    connection = HTTPConnection("127.0.0.1", demo.port, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders(b"0\r\n\r\n" if "Transfer_Encoding" in headers else None)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/static/js/once.js", {}, 200),
        ("GET", "/static/../../manage.py", {}, 404),
        ("GET", "/static/%2e%2e/%2e%2e/manage.py", {}, 404),
        ("GET", "/no/such/page/", {}, 404),
        ("GET", "/", {"Host": "evil.example"}, 400),
        ("TRACE", "/", {"X_Secret": "told-back"}, 405),
        ("OPTIONS", "/", {}, 405),
        ("POST", "/", {"Transfer_Encoding": "chunked"}, 411),
        ("POST", "/", {"Content_Length": str(settings.MAX_BODY_BYTES + 1)}, 413),
    ],
)
def test_every_answer_has_them_and_none_tells_a_version(
    demo: Demo, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer, body = ask(demo, method, path, **headers)
    assert answer.status == status
    assert {name.lower() for name in answer.headers} >= EVERYWHERE
    assert answer.headers["Server"] == "granian"
    assert not {"x-powered-by", "via", "access-control-allow-origin"} & {n.lower() for n in answer.headers}
    for word in ("told-back", "Traceback", "evil.example", "DJANGO_SETTINGS_MODULE"):
        assert word not in body
