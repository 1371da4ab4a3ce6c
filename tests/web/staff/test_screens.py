"""No page of allauth's own is shown to anybody, whichever address is asked for (U1)."""

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.urls.resolvers import URLPattern

from kakunin.models.staff import Staff
from kakunin.web.staff import allauth_urls, urls
from tests.second_factors import Device, add_passkey, give_app, log_in, type_password
from tests.web.staff.test_second_factor import add_app
from tests.world import make_insurer, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

OURS = Path(settings.TEMPLATES[0]["DIRS"][0])
NAMES = [entry.name or "" for entry in allauth_urls.urlpatterns]
NAMES += [f"staff:{entry.name}" for entry in urls.urlpatterns]
# Sentences of one language only: what stands between the tags, but names and codes.
ENGLISH = re.compile(r"\b[A-Za-z]+ [A-Za-z]+ [A-Za-z]+\b")


def address(name: str) -> str:
    passkey = Authenticator.objects.filter(type="webauthn").first()
    for values in ([], [passkey.pk] if passkey else [1], ["0" * 40], [1, "0" * 40]):
        try:
            return reverse(name, args=values)
        except NoReverseMatch:
            continue
    raise AssertionError(name)


def words(page: str) -> str:
    shown = re.sub(r"<script.*?</script>|<svg.*?</svg>|<code.*?</code>", "", page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "\n", shown)


def visitors(alice: Staff) -> list[Client]:
    """Nobody; one without a second factor; one with all of them; and one who is just asked for it."""
    clients = [Client(), log_in(Client(), make_staff(make_insurer()))]
    with_app = log_in(Client(), alice)
    add_app(with_app)
    add_passkey(with_app, Device())
    waiting = Client()
    type_password(waiting, alice)
    return [*clients, with_app, waiting]


def check(answer: Any, name: str) -> None:
    assert answer.status_code < 500, name
    for template in answer.templates:
        path = Path(template.origin.name)
        assert OURS in path.parents or "django/forms" in str(path), (name, path)
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        assert not ENGLISH.search(words(answer.content.decode())), name


@pytest.mark.parametrize("required", [False, True])
def test_each_answer_is_made_of_our_templates_in_japanese(
    alice: Staff, settings: Any, required: bool
) -> None:
    clients = visitors(alice)
    settings.SECOND_FACTOR_REQUIRED = required
    for name in NAMES:
        if name == "account_logout":
            continue
        for client in clients:
            check(client.get(address(name)), name)
            check(client.post(address(name), follow=True), name)


def test_it_would_notice_a_page_of_allauths(alice: Staff) -> None:
    from allauth.mfa.base.views import IndexView
    from django.template.loader import get_template

    assert IndexView.template_name
    path = Path(get_template(IndexView.template_name).origin.name)  # type: ignore[attr-defined]  # Django's
    assert OURS not in path.parents


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "password/set/", "inactive/"])
def test_what_nobody_is_offered_is_not_there(client: Client, alice: Staff, path: str) -> None:
    for _ in range(2):
        assert client.get(f"/staff/{path}").status_code == 404
        assert client.post(f"/staff/{path}", {"email": "new@example.jp"}).status_code == 404
        log_in(client, alice)
    assert Staff.objects.count() == 1


def test_every_address_has_a_view_of_allauths_or_ours_and_no_more_were_included() -> None:
    assert all(isinstance(entry, URLPattern) for entry in allauth_urls.urlpatterns)


def test_of_a_page_without_its_factor_nothing_breaks(client: Client, alice: Staff) -> None:
    give_app(alice)
    log_in(client, alice)
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_activate_totp"):
        check(client.get(reverse(name)), name)
