"""Who stands at the gate (V3)."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from kakunin.flows.delivery.tries import Visitor
from kakunin.web.browser import browser_of


def visitor_of(request: HttpRequest) -> Visitor:
    """As far as the request tells; see ``Visitor``."""
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return Visitor(browser=browser_of(request), cookie=cookie, origin=origin_of(request))


def origin_of(request: HttpRequest) -> str:
    """The client's address, seen through the proxies that the settings name; of IPv6 the network.

    One household has 2^64 addresses of IPv6, and would otherwise be as many origins.
    """
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
