"""The headers of every kind of answer, exactly; a new one is looked at here first (T1, T8)."""

import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.test import Client, RequestFactory
from django.urls import reverse

from kakunin.foundation import clock
from kakunin.foundation.errors import Unavailable
from kakunin.models.certificate import Certificate
from kakunin.web.middleware.privacy import keep_private
from kakunin.web.site import views
from kakunin.web.style import style_url
from tests.databases import on_sqlite_only
from tests.scene import Scene, make_scene
from tests.world import CLERK

pytestmark = pytest.mark.django_db

Headers = dict[str, str | None]

# An answer that no cache keeps, no other page shows and no search engine lists.
ALWAYS: Headers = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Expires": "now",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; form-action 'self'; frame-ancestors 'none'; "
    "frame-src 'none'; img-src 'self' data:; require-trusted-types-for 'script'; script-src 'nonce-…'; "
    "style-src 'nonce-…'; trusted-types 'none'"
)
PAGE: Headers = {
    **ALWAYS,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Vary": "Cookie",
}
# The session was not asked for yet.
EARLY: Headers = {**PAGE, "Vary": None}
# No body: nothing in it needs a nonce, and none is let in.
EMPTY: Headers = {**PAGE, "Content-Security-Policy": POLICY.replace(" 'nonce-…'", "")}
LOCKED: Headers = {
    **ALWAYS,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Vary": "Cookie",
}
# The same for everybody.
KEPT: Headers = {**LOCKED, "Expires": None, "Vary": None}
SAVED = "attachment; filename*=utf-8''%E7%94%B2%E6%90%8D%E4%BF%9D_A-1"  # 甲損保


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def shown(answer: Any) -> Headers:
    """All headers but length and place; what differs from answer to answer has a word instead."""
    headers: Headers = {
        name: value for name, value in answer.headers.items() if name not in {"Content-Length", "Location"}
    }
    policy = re.sub(r"'nonce-[\w+/=]{24}'", "'nonce-…'", answer.headers["Content-Security-Policy"])
    headers["Content-Security-Policy"] = "; ".join(sorted(policy.split("; ")))
    headers |= {name: "now" for name in ("Expires", "Last-Modified", "ETag") if name in headers}
    if disposition := headers.get("Content-Disposition"):
        headers["Content-Disposition"] = re.sub(r"\d{8}[.]", "today.", disposition)
    return headers


def expected(headers: Headers) -> Headers:
    """Without those that must not be there."""
    return {name: value for name, value in headers.items() if value is not None}


def withdrawn(scene: Scene) -> Any:
    client = scene.viewer
    Certificate.objects.update(withdrawn_at=clock.now())
    return client.get(scene.at("viewer:start"))


FIRST: Any = {"position": 1, "number": 1}

ANSWERS: dict[str, tuple[Callable[[Scene], Any], int, Headers]] = {
    "public page": (lambda s: s.nobody.get("/"), 200, PAGE),
    "gate": (lambda s: s.nobody.get(s.gate), 200, PAGE),
    "gate, asked for its headers": (lambda s: s.nobody.head(s.gate), 200, PAGE),
    "gate, refused": (lambda s: s.nobody.post(s.gate, {"password": "AAAA-BBBB-CCCC"}), 403, PAGE),
    "gate, passed": (lambda s: s.nobody.post(s.gate, {"password": s.made.password}), 303, EMPTY),
    "gate, cut short": (lambda s: s.nobody.get(s.gate[:-4]), 404, PAGE),
    "certificate": (lambda s: s.viewer.get(s.at("viewer:start")), 200, PAGE),
    "viewer": (lambda s: s.viewer.get(s.at("viewer:page", **FIRST)), 200, PAGE),
    "contractor's door": (lambda s: s.viewer.get(s.at("viewer:contractor")), 200, PAGE),
    "page image": (
        lambda s: s.viewer.get(s.at("viewer:image", **FIRST)),
        200,
        {**LOCKED, "Content-Type": "image/png", "Content-Disposition": "inline"},
    ),
    "page image, to a stranger": (lambda s: s.nobody.get(s.at("viewer:image", **FIRST)), 404, PAGE),
    "time left": (
        lambda s: s.viewer.get(s.at("viewer:active")),
        200,
        {**LOCKED, "Content-Type": "application/json"},
    ),
    "end of the viewing": (lambda s: s.viewer.post(s.at("viewer:end")), 200, PAGE),
    "obligee's address": (lambda s: s.viewer.get(s.at("login:address")), 200, PAGE),
    "obligee's code": (
        lambda s: s.viewer.post(s.at("login:address"), {"address": CLERK}, follow=True),
        200,
        PAGE,
    ),
    "obligee's logout": (lambda s: s.obligee.post(s.at("login:logout")), 200, PAGE),
    "downloads": (lambda s: s.obligee.get(s.at("download:documents")), 200, PAGE),
    "PDF": (
        lambda s: s.obligee.get(s.at("download:document", position=1)),
        200,
        {
            **LOCKED,
            "Content-Type": "application/pdf",
            "Content-Disposition": f"{SAVED}_01_%E8%A8%BC%E5%88%B8_today.pdf",
        },
    ),
    "ZIP": (
        lambda s: s.obligee.get(s.at("download:archive", part=1)),
        200,
        {**LOCKED, "Content-Type": "application/zip", "Content-Disposition": f"{SAVED}.zip"},
    ),
    "desk": (lambda s: s.clerk.get(reverse("desk:list")), 200, PAGE),
    "upload": (lambda s: s.clerk.get(reverse("upload:new")), 200, PAGE),
    "upload, refused": (lambda s: s.clerk.post(reverse("upload:new")), 422, PAGE),
    "staff login": (lambda s: s.nobody.get(reverse("account_login")), 200, PAGE),
    "staff logout": (lambda s: s.clerk.post(reverse("account_logout")), 302, EMPTY),
    "to the staff login": (lambda s: s.nobody.get(reverse("desk:list")), 302, EMPTY),
    "unknown host": (lambda s: s.nobody.get("/", headers={"Host": "evil.example"}), 400, EARLY),
    "no length": (
        lambda s: s.nobody.get("/", headers={"Transfer-Encoding": "chunked"}),
        411,
        {**EMPTY, "Vary": None},
    ),
    "no number as length": (lambda s: s.nobody.post("/", CONTENT_LENGTH="²"), 400, {**EMPTY, "Vary": None}),
    "endless length": (
        lambda s: s.nobody.post("/", CONTENT_LENGTH="9" * 5000),
        400,
        {**EMPTY, "Vary": None},
    ),
    "too large": (lambda s: s.nobody.post("/", CONTENT_LENGTH="9" * 12), 413, EARLY),
    "form from elsewhere": (lambda s: Client(enforce_csrf_checks=True).post(s.gate), 403, PAGE),
    "not there": (lambda s: s.nobody.get("/nothing/"), 404, PAGE),
    "wrong method": (lambda s: s.viewer.get(s.at("viewer:end")), 405, {**PAGE, "Allow": "POST"}),
    "withdrawn": (withdrawn, 410, PAGE),
    "style sheet": (
        lambda s: s.nobody.get(style_url()),
        200,
        {
            **KEPT,
            "Content-Type": "text/css; charset=utf-8",
            "Cache-Control": "public, max-age=31536000, immutable",
            "Vary": "Accept-Encoding",
        },
    ),
    "script": (
        lambda s: s.nobody.get("/static/js/once.js"),
        200,
        {
            **KEPT,
            "Content-Type": 'text/javascript; charset="utf-8"',
            "Cache-Control": "max-age=60, public",
            "ETag": "now",
            "Last-Modified": "now",
        },
    ),
    "no such script": (lambda s: s.nobody.get("/static/js/none.js"), 404, PAGE),
}


@on_sqlite_only
@pytest.mark.parametrize("kind", ANSWERS)
def test_these_and_no_others(kind: str, scene: Scene) -> None:
    ask, status, headers = ANSWERS[kind]
    with closing(ask(scene)) as answer:
        assert answer.status_code == status
        assert shown(answer) == expected(headers)


def check_nonces(answer: Any, times: int) -> str:
    """The one in the header is that of the style sheet and of all scripts."""
    found = set(re.findall("'nonce-([^']+)'", answer.headers["Content-Security-Policy"]))
    tags = re.findall(' nonce="([^"]+)"', answer.content.decode())
    assert (set(tags), len(tags)) == (found, times)
    return str(found.pop())


def test_a_nonce_is_good_for_one_answer(scene: Scene) -> None:
    page, client = scene.at("viewer:page", **FIRST), scene.viewer
    assert check_nonces(client.get(page), 3) != check_nonces(client.get(page), 3)


def test_the_page_of_a_bug_needs_none_of_what_may_be_broken(client: Client, settings: Any) -> None:
    client.raise_request_exception = False
    del settings.DEMO  # what every page is given can't be gathered any more
    answer = client.get("/")
    assert answer.status_code == 500
    assert shown(answer) == expected(PAGE)
    assert "システムでエラーが起きました" in answer.content.decode()
    check_nonces(answer, 1)


def test_a_bug_above_the_pages_has_them_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr(CommonMiddleware, "process_request", None)
    answer = client.get("/")
    assert answer.status_code == 500
    assert shown(answer) == expected(EARLY)


def test_what_is_away_says_when_to_come_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(views, "render", fail)
    answer = client.get("/")
    assert answer.status_code == 503
    assert shown(answer) == expected({**PAGE, "Retry-After": "60"})


def test_what_others_may_keep_carries_nobodys_cookie() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(headers={"Cache-Control": "public, max-age=60"})
        response.set_cookie("session", "secret")
        return response

    assert not keep_private(answer)(RequestFactory().get("/")).cookies
