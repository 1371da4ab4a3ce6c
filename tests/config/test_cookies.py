"""Cookies and headers that only production has, from a process with its settings (T1, T7, T18)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.config.test_settings import COMPLETE

# The prefix makes browsers refuse a cookie that lacks Secure or Path=/, or names a domain.
CSRF = {"__Host-csrf": f"HttpOnly; Max-Age={52 * 7 * 24 * 60 * 60}; Path=/; SameSite=Lax; Secure"}
STAFF = {"__Host-session": "HttpOnly; Path=/; SameSite=Lax; Secure"}  # gone with the browser
VISITOR = {"__Host-session": "HttpOnly; Max-Age=43200; Path=/; SameSite=Lax; Secure"}
OURS = "https://kakunin.example.jp"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("KAKUNIN_", "DJANGO_"))}
    folder: Path = tmp_path_factory.mktemp("production")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.config.production"],
        env={**bare, **COMPLETE, "KAKUNIN_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def cookies(answer: dict[str, Any]) -> dict[str, str]:
    """Name → attributes in order, without value and date."""
    found = {}
    for line in answer["cookies"]:
        pair, *attributes = line.split("; ")
        kept = [attribute for attribute in attributes if not attribute.startswith("expires=")]
        found[pair.partition("=")[0]] = "; ".join(sorted(kept))
    return found


def test_reading_sets_no_cookie_and_a_form_only_its_protection(answers: dict[str, Any]) -> None:
    assert cookies(answers["home"]) == cookies(answers["script"]) == {}
    assert cookies(answers["login page"]) == CSRF


def test_sessions_are_for_this_host_alone_and_for_no_script(answers: dict[str, Any]) -> None:
    assert cookies(answers["login"]) == CSRF | STAFF
    # What says goodbye is kept in a new session, which knows nobody.
    assert cookies(answers["logout"]) == VISITOR


def test_no_other_cookie_is_ever_set(answers: dict[str, Any]) -> None:
    """None for messages, none for the language."""
    names = {name for answer in answers.values() for name in cookies(answer)}
    assert names == {"__Host-csrf", "__Host-session"}


@pytest.mark.parametrize("kind", ["home", "login page", "login", "desk", "logout", "script", "forged"])
def test_the_browser_comes_over_tls_only_from_now_on(answers: dict[str, Any], kind: str) -> None:
    """For this host; what else stands under its name is not ours to promise for."""
    assert answers[kind]["headers"]["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("kind", ["without TLS", "without TLS, forged"])
def test_what_comes_without_tls_is_sent_to_our_own_name(answers: dict[str, Any], kind: str) -> None:
    answer = answers[kind]
    assert answer["status"] == 301
    assert answer["headers"]["Location"] in {f"{OURS}/how/?x=1", f"{OURS}/"}
    assert answer["headers"]["Referrer-Policy"] == "strict-origin"
    assert answer["cookies"] == []


@pytest.mark.parametrize("kind", ["forged", "local name"])
def test_only_our_own_name_is_served(answers: dict[str, Any], kind: str) -> None:
    assert answers[kind]["status"] == 400


def test_pages_ask_for_nothing_without_tls(answers: dict[str, Any]) -> None:
    policy = answers["home"]["headers"]["Content-Security-Policy"].split("; ")
    assert "upgrade-insecure-requests" in policy
    assert "frame-src 'none'" in policy
    assert not [
        line for line in policy if "unsafe" in line or "*" in line or "http" in line.split(" ", 1)[-1]
    ]
