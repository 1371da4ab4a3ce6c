"""By what the gate tells visitors apart (V3, T4, T18)."""

import uuid
from typing import Any

import pytest
from django.test import RequestFactory

from kakunin.flows.delivery.tries import Visitor
from kakunin.web.visitor import visitor_of

FORGED = "198.51.100.7"


def visitor(address: str, *, cookie: str = "", session: dict[str, Any] | None = None, **meta: Any) -> Visitor:
    request = RequestFactory().get("/", REMOTE_ADDR=address, **meta)
    if cookie:
        request.COOKIES["csrftoken"] = cookie
    request.session = session or {}  # type: ignore[assignment]  # all that is asked of one
    return visitor_of(request)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_an_origin_is_an_address_or_a_network_of_ipv6(address: str, origin: str) -> None:
    assert visitor(address).origin == origin


def test_what_a_visitor_says_of_itself_is_not_believed() -> None:
    said: dict[str, Any] = {
        "HTTP_X_FORWARDED_FOR": FORGED,
        "HTTP_X_REAL_IP": FORGED,
        "HTTP_FORWARDED": f"for={FORGED}",
    }
    assert visitor("192.0.2.1", **said).origin == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "origin"),
    [(1, "203.0.113.5"), (2, "192.0.2.1"), (0, "203.0.113.9")],
    ids=["one", "two", "none"],
)
def test_behind_proxies_it_is_what_the_outermost_saw(settings: Any, proxies: int, origin: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    chain = f"{FORGED}, 192.0.2.1, 203.0.113.5"
    assert visitor("203.0.113.9", HTTP_X_FORWARDED_FOR=chain).origin == origin


def test_it_is_known_by_its_browser_else_its_cookie_else_its_origin() -> None:
    browser = uuid.uuid4()
    known = visitor("192.0.2.1", cookie="c", session={"browser": str(browser)})
    assert known == Visitor(browser=browser, cookie="c", origin="192.0.2.1")
    names = [known.name, visitor("192.0.2.1", cookie="c").name, visitor("192.0.2.1").name]
    assert names == [f"browser:{browser}", "cookie:c", "origin:192.0.2.1"]
