"""Whatever is sent to whichever address, the answer is a page and not a breakdown.

Addresses come from the URLconf, fields from the pages themselves and the words of
queries from the code, so a new one can't escape.
"""

from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.architecture.everybody import (
    Forms,
    Visitors,
    at_home,
    find_forms,
    make_visitors,
    make_world,
    query_words,
    send,
    sound,
    templates_with_a_form,
    undone,
)
from tests.architecture.hostile import BODIES, CODECS, FORM, HEADERS, NASTY, in_a_header
from tests.architecture.test_urls import ADDRESSES, address
from tests.databases import on_postgresql_only
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.database, on_postgresql_only]


@pytest.fixture
def scene() -> Scene:
    return make_world()


@pytest.fixture
def visitors(scene: Scene) -> Visitors:
    return make_visitors(scene)


@pytest.fixture
def forms(scene: Scene, visitors: Visitors) -> Forms:
    return find_forms(scene, visitors)


def check(answer: Any, what: object) -> None:
    """No breakdown; and what is refused is explained on a page of ours (to a script in JSON, by allauth)."""
    content = b"".join(answer)
    assert answer.status_code < 500, what
    kind = answer.headers.get("Content-Type", "")
    refused = answer.status_code >= 400 and kind != "application/json"
    if (refused or kind.startswith("text/html")) and content:
        assert b'<html lang="ja">' in content, what


def ask(client: Client, method: str, path: str, body: bytes = b"", kind: str = "", **headers: str) -> None:
    """One request of its own, checked."""
    with undone(client):
        answer = client.generic(method, path, body, content_type=kind, headers=headers)
        check(answer, (method, path, kind, body[:80], headers))


def test_every_form_was_found_and_takes_what_is_sound(scene: Scene, visitors: Visitors, forms: Forms) -> None:
    assert forms.templates >= templates_with_a_form()
    refused = []
    for place, fields in forms.fields.items():
        with undone(visitors[place.who]):
            answer = send(visitors[place.who], place, sound(scene, fields))
            if answer.status_code >= 400:
                refused.append((place, answer.context and answer.context.get("form").errors))
    assert refused == []


def test_every_field_of_every_form_takes_anything(scene: Scene, visitors: Visitors, forms: Forms) -> None:
    known = set()
    for place, fields in forms.fields.items():
        if (place.action, *fields) in known:
            continue  # the same form, shown to another
        known.add((place.action, *fields))
        for name in fields:
            for nasty in [b"no file"] if fields[name] == "file" else NASTY.values():
                with undone(visitors[place.who]):
                    answer = send(visitors[place.who], place, sound(scene, fields) | {name: [nasty]})
                    check(answer, (place, name, nasty[:80]))


def test_every_form_wants_its_token(scene: Scene, visitors: Visitors, forms: Forms) -> None:
    for place, token in product(forms.fields, ["", "x" * 64, [b"\0\xff"], [b"9" * 100_000]]):
        client = visitors[place.who]
        client.handler.enforce_csrf_checks = True
        with undone(client):
            values = sound(scene, forms.fields[place])
            answer = send(client, place, {**values, "csrfmiddlewaretoken": token})
            check(answer, place)
            assert answer.status_code == 403 or place.method == "GET", place


def test_every_argument_of_every_address_takes_anything(scene: Scene, visitors: Visitors) -> None:
    for name in ADDRESSES:
        parts = address(name, scene.made.certificate.uuid).split("/")
        # Fixed words are of letters only.
        for place in [place for place, part in enumerate(parts) if part and not part.isalpha()]:
            for nasty in NASTY.values():
                odd = quote(nasty[:5000], safe="")
                ask(visitors[at_home(name)], "GET", "/".join([*parts[:place], odd, *parts[place + 1 :]]))


def test_every_query_takes_anything(scene: Scene, visitors: Visitors) -> None:
    words = query_words() | {"next"}
    assert words >= {"page", "zoom", "before"}
    for name, nasty in product(ADDRESSES, NASTY.values()):
        odd = quote(nasty, safe="")
        query = "&".join([*(f"{word}={odd}" for word in words), f"{odd[:300]}={odd[:300]}", odd[:300]])
        ask(visitors[at_home(name)], "GET", f"{address(name, scene.made.certificate.uuid)}?{query}")


def test_every_header_takes_anything(visitors: Visitors, scene: Scene) -> None:
    pages = {"obligee": scene.at("download:documents"), "nobody": scene.gate}
    for header, (who, page) in product(HEADERS, pages.items()):
        for text in in_a_header(header):
            ask(
                visitors[who],
                "POST" if who == "nobody" else "GET",
                page,
                b"password=x",
                FORM,
                **{header: text},
            )


@pytest.mark.parametrize("proxies", [0, 1])
def test_no_network_address_breaks_the_gate(
    visitors: Visitors, scene: Scene, settings: Any, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for chain in [
        "",
        ",",
        "unknown",
        "203.0.113.5:443",
        "[2001:db8::1]:443",
        "fe80::1%eth0",
        "1.2.3",
        "\xff",
    ]:
        ask(visitors["nobody"], "POST", scene.gate, b"password=x", FORM, **{"X-Forwarded-For": chain})
    ask(visitors["nobody"], "POST", scene.gate, b"password=x", FORM)


def test_any_body_is_read_or_refused(visitors: Visitors, scene: Scene) -> None:
    for kind, body in BODIES:
        ask(visitors["nobody"], "POST", scene.gate, body, kind)
        ask(visitors["clerk"], "POST", reverse("upload:new"), body, kind)


def test_a_body_is_read_as_utf_8_whatever_it_says(visitors: Visitors, scene: Scene) -> None:
    """Python knows codecs that are none of text, and some that make half a letter of whole ones."""
    odd = b"\\ud800 +2AA- \xff\xfe\x00\xd8"
    body = b'--B\r\nContent-Disposition: form-data; name="password"\r\n\r\n' + odd + b"\r\n--B--\r\n"
    for codec in CODECS:
        ask(visitors["nobody"], "POST", scene.gate, body, f"multipart/form-data; boundary=B; charset={codec}")


METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"]


def test_every_address_takes_any_method(scene: Scene, visitors: Visitors) -> None:
    for name, method in product(ADDRESSES, METHODS):
        for who in ("asleep", at_home(name)):
            ask(visitors[who], method, address(name, scene.made.certificate.uuid))


anything: Callable[..., Any] = settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
whole_letters = st.characters(exclude_categories=["Cs"])  # half ones don't come over the wire


@anything
@given(data=st.data())
def test_every_form_takes_any_text_in_all_fields_at_once(
    scene: Scene, visitors: Visitors, forms: Forms, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(sorted(forms.fields)))
    odd = st.text(whole_letters, max_size=300)
    values = {name: data.draw(odd) for name in forms.fields[place]}
    with undone(visitors[place.who]):
        check(send(visitors[place.who], place, values), (place, values))


@anything
@given(data=st.data())
def test_any_request_at_all_has_its_answer(scene: Scene, visitors: Visitors, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ADDRESSES)))
    whole = address(name, scene.made.certificate.uuid)
    odd = st.text(whole_letters, max_size=100)
    path = data.draw(st.sampled_from([whole, whole + "{}", "/{}", "/static/{}"])).format(
        quote(data.draw(odd))
    )
    who, method = data.draw(st.sampled_from(sorted(visitors))), data.draw(st.sampled_from(METHODS))
    body, kind = data.draw(st.binary(max_size=500)), data.draw(st.sampled_from([kind for kind, _ in BODIES]))
    in_headers = st.text(st.characters(codec="latin-1", exclude_characters="\0\r\n"), max_size=60)
    headers = data.draw(st.dictionaries(st.sampled_from(HEADERS), in_headers, max_size=3))
    ask(visitors[who], method, f"{path}?{quote(data.draw(st.binary(max_size=60)))}", body, kind, **headers)
