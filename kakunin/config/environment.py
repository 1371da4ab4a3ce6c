"""What the surroundings tell Kakunin: the only reader of environment variables.

Every variable is called ``KAKUNIN_…``; a secret may also stand in a file that
``KAKUNIN_…_FILE`` names. A variable that nobody knows is refused at the start,
so that a typing error cannot silently leave a default in force.
"""

import os
import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv

PREFIX = "KAKUNIN_"
ROOT = Path(__file__).resolve().parents[2]

KNOWN = frozenset(
    {
        "MODE",
        "SECRET_KEY",
        "PEPPER",
        "MASTER_KEYS",
        "BASE_URL",
        "DATABASE_URL",
        "DATA_DIR",
        "MAIL_FROM",
        "SMTP_URL",
        "WEB_WORKERS",
        "CLAMD_URL",
        "PROXIES",
    }
)

_CLAMD_URL = re.compile(
    r"unix://(?P<path>/.+)|tcp://(\[(?P<address>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9_.-]+)):(?P<port>[0-9]{1,5})"
)

# Editors end a file with a line break that belongs to no secret.
env = FileAwareEnv(strip_whitespace=True)


def refuse_unknown_variables() -> None:
    """Raise ImproperlyConfigured naming each ``KAKUNIN_`` variable nobody reads."""
    known = {PREFIX + name for name in KNOWN} | {f"{PREFIX}{name}_FILE" for name in KNOWN}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ImproperlyConfigured(f"Unknown settings: {', '.join(unknown)}. See .env.example.")


def required(name: str, why: str) -> str:
    """The value of a variable without which production does not start."""
    value: str = env.str(PREFIX + name, "")
    if not value:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be set: {why}")
    return value


def optional(name: str, default: str) -> str:
    """The value of a variable, or what stands when it is not set."""
    value: str = env.str(PREFIX + name, default)
    return value


def flag(name: str) -> bool:
    """A yes/no variable; unset is no."""
    return bool(env.bool(PREFIX + name, False))


def mail_server(default: str) -> dict[str, Any]:
    """The mail server of a URL; raises ImproperlyConfigured for schemes that would silently mean no TLS."""
    if not optional("SMTP_URL", default).startswith(("smtp://", "submission://")):
        raise ImproperlyConfigured(
            "KAKUNIN_SMTP_URL must be set: submission://user:password@host (STARTTLS),"
            " smtp://user:password@host:465?ssl=True (TLS) or smtp://host."
        )
    return dict(env.dj_email_url(PREFIX + "SMTP_URL", default))


def clamd() -> tuple[str, int] | str | None:
    """Where clamd listens: host and port, or the path of its socket; None when unset: nothing is scanned.

    An empty value is refused like any other that is no address: the scan must not get lost by accident.
    """
    given: str | None = env.str(PREFIX + "CLAMD_URL", None)
    if given is None:
        return None
    parts = _CLAMD_URL.fullmatch(given)
    port = int(parts["port"] or 1) if parts else 0
    if not parts or not 0 < port < 2**16:
        raise ImproperlyConfigured(
            "KAKUNIN_CLAMD_URL must be tcp://host:port or unix:///path/of/the/socket;"
            " without the setting nothing is scanned."
        )
    return parts["path"] or (parts["address"] or parts["host"], port)


def database(default: str) -> dict[str, Any]:
    """The database of a URL, with the options that make it durable (design decision 9)."""
    options: dict[str, Any] = dict(env.dj_db_url(PREFIX + "DATABASE_URL", default))
    if options["ENGINE"].endswith("sqlite3"):
        options["OPTIONS"] = {
            # IMMEDIATE: take the write lock at the start, so that two writers wait instead of failing.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    else:
        options["CONN_MAX_AGE"] = None
        options["CONN_HEALTH_CHECKS"] = True
    return options
