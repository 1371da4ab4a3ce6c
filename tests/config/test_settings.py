"""Production starts fully configured or not at all (U4)."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

KEY = base64.b64encode(bytes(range(32))).decode()
COMPLETE = {
    "KAKUNIN_MODE": "production",
    "KAKUNIN_BASE_URL": "https://kakunin.example.jp",
    "KAKUNIN_MAIL_FROM": "info@example.jp",
    "KAKUNIN_SMTP_URL": "submission://user:pa%40ss@smtp.example.jp",
    "KAKUNIN_SECRET_KEY": "s" * 50,
    "KAKUNIN_PEPPER": "p" * 50,
    "KAKUNIN_MASTER_KEYS": f"2026:{KEY}",
}
SHOW = "from kakunin.config import settings as s; print(repr(({})))"


def start(environment: dict[str, str], show: str = "None") -> tuple[str, str]:
    """What the settings show in a process of their own, and the last line of its complaint."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KAKUNIN_")}
    ended = subprocess.run(
        [sys.executable, "-c", SHOW.format(show)],
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout.strip(), (ended.stderr.strip().splitlines() or [""])[-1]


def test_production_starts_when_all_is_given() -> None:
    shown, complaint = start(
        COMPLETE,
        "s.MODE, s.DEBUG, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.MASTER_KEYS",
    )
    assert complaint == ""
    keys = {"2026": bytes(range(32))}
    assert shown == repr(("production", False, ["kakunin.example.jp"], True, True, keys))


def test_production_is_the_mode_when_none_is_named() -> None:
    unnamed = {name: value for name, value in COMPLETE.items() if name != "KAKUNIN_MODE"}
    assert start(unnamed, "s.MODE")[0] == "'production'"


@pytest.mark.parametrize("name", sorted(COMPLETE.keys() - {"KAKUNIN_MODE"}))
def test_production_refuses_to_start_without(name: str) -> None:
    environment = {other: value for other, value in COMPLETE.items() if other != name}
    shown, complaint = start(environment)
    assert shown == ""
    assert complaint.startswith("django.core.exceptions.ImproperlyConfigured")
    assert name in complaint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAKUNIN_BASE_URL", "http://kakunin.example.jp"),
        ("KAKUNIN_BASE_URL", "https://"),
        ("KAKUNIN_MODE", "prod"),
        ("KAKUNIN_MASTER_KEYS", "2026:c2hvcnQ="),
        ("KAKUNIN_MASTER_KEYS", KEY),
        ("KAKUNIN_SECRET_KEY", ""),
        ("KAKUNIN_SMTP_URL", "smtp+tls://user:password@smtp.example.jp:587"),
        ("KAKUNIN_BASEURL", "https://kakunin.example.jp"),
    ],
)
def test_production_refuses_what_is_wrong_and_names_it(name: str, value: str) -> None:
    shown, complaint = start({**COMPLETE, name: value})
    assert shown == ""
    assert complaint.startswith("django.core.exceptions.ImproperlyConfigured")
    assert name in complaint


def test_no_complaint_repeats_a_secret() -> None:
    for name in ("KAKUNIN_MASTER_KEYS", "KAKUNIN_SMTP_URL"):
        bare = {**os.environ, **COMPLETE, name: "top-secret"}
        ended = subprocess.run(
            [sys.executable, "-c", SHOW.format("None")], env=bare, capture_output=True, text=True, check=False
        )
        assert ended.returncode != 0
        assert "top-secret" not in ended.stderr


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    environment = {"KAKUNIN_MODE": "production"}
    for name, value in COMPLETE.items():
        if name != "KAKUNIN_MODE":
            (tmp_path / name).write_text(f"{value}\n")
            environment[f"{name}_FILE"] = str(tmp_path / name)
    shown, complaint = start(environment, "s.SECRET_KEY, s.MAIL_FROM, s.BASE_URL, s.EMAIL_HOST_PASSWORD")
    assert complaint == ""
    assert shown == repr(("s" * 50, "info@example.jp", "https://kakunin.example.jp", "pa@ss"))


def test_a_secret_file_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    missing = {**COMPLETE, "KAKUNIN_PEPPER_FILE": str(tmp_path / "missing")}
    shown, complaint = start(missing)
    assert shown == ""
    assert "KAKUNIN_PEPPER_FILE" in complaint


@pytest.mark.parametrize(
    ("url", "tls"),
    [
        ("submission://u:p@h", ("h", 587, True, False)),
        ("smtp://u:p@h:465?ssl=True", ("h", 465, False, True)),
        ("smtp://h", ("h", 25, False, False)),
    ],
)
def test_the_mail_server_is_reached_as_its_url_says(url: str, tls: tuple[str, int, bool, bool]) -> None:
    show = "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL"
    assert start({**COMPLETE, "KAKUNIN_SMTP_URL": url}, show)[0] == repr(tls)
