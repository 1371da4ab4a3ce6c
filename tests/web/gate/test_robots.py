"""A mail gateway's robot opens the URL and everything behind it; nothing comes of it (V6, T2).

The gate a hundred times over: test_gate.py. Wrong passwords, by the thousand:
tests/flows/delivery/test_tries.py.
An empty one is no try, so how often it is sent is all the same.
"""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.models.session import Session
from tests.architecture.everybody import Forms, Visitors, make_visitors, make_world, stored
from tests.architecture.test_urls import ADDRESSES, address
from tests.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_world()


@pytest.fixture
def visitors(scene: Scene) -> Visitors:
    """The people whom it must not disturb."""
    return make_visitors(scene)


class Robot:
    """Asks for all that it finds, in every way, and presses every button; ``seen``: the addresses."""

    def __init__(self, *, keeps_cookies: bool) -> None:
        self._client = Client()
        self._keeps_cookies = keeps_cookies
        self.seen: set[str] = set()

    @property
    def client(self) -> Client:
        if not self._keeps_cookies:
            self._client = Client()
        return self._client

    def visit(self, *starts: str) -> None:
        waiting = list(starts)
        while waiting:
            page = waiting.pop()
            if page in self.seen or not page.startswith("/") or page.startswith("/static/"):
                continue
            self.seen.add(page)
            waiting += self._try(page)

    def _try(self, page: str) -> list[str]:
        """Where it leads."""
        forms, found = Forms(), []
        for answer in (self.client.get(page), self.client.head(page), self.client.post(page)):
            assert answer.status_code < 500
            found += [answer.headers["Location"]] if "Location" in answer.headers else []
            found += re.findall(r'(?:href|src)="([^"#]+)"', b"".join(answer).decode(errors="replace"))
            forms.read("robot", page, answer)
        for place, fields in forms.fields.items():
            empty = dict.fromkeys(fields, "")
            found.append(place.action)
            self.client.get(place.action, empty)
            self.client.post(place.action, empty)
        return [urlsplit(urljoin(page, address)).path for address in found]


@pytest.mark.parametrize("keeps_cookies", [True, False])
def test_it_changes_nothing_and_disturbs_nobody(
    scene: Scene, visitors: Visitors, keeps_cookies: bool
) -> None:
    before, sessions = stored(), Session.objects.count()
    robot = Robot(keeps_cookies=keeps_cookies)
    robot.visit(scene.gate, *(address(name, scene.made.certificate.uuid) for name in ADDRESSES))
    assert robot.seen > {scene.gate, reverse("site:help"), reverse("account_login")}
    assert stored() == before
    assert Session.objects.count() == sessions
    for who, page in {"viewer": "viewer:start", "obligee": "download:documents"}.items():
        assert visitors[who].get(scene.at(page)).status_code == 200
    assert scene.nobody.post(scene.gate, {"password": scene.made.password}).status_code == 303
