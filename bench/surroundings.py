"""Where everything runs: production's settings, on loopback, in folders that vanish."""

import base64
import os
import secrets
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOST = "localhost"
WEB_WORKERS = 2


def set_up(folder: Path, mail_port: int) -> None:
    """Make this process and its children production ones; the database is given by the caller's surroundings.

    TLS ends before the web server in production; here a header says so.
    """
    os.environ.update(
        KAKUNIN_MODE="production",
        KAKUNIN_BASE_URL=f"https://{HOST}",
        KAKUNIN_MAIL_FROM="info@example.jp",
        KAKUNIN_SMTP_URL=f"smtp://127.0.0.1:{mail_port}",
        KAKUNIN_DATA_DIR=str(folder),
        KAKUNIN_SECRET_KEY=secrets.token_urlsafe(50),
        KAKUNIN_PEPPER=secrets.token_urlsafe(50),
        KAKUNIN_MASTER_KEYS="bench:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        KAKUNIN_WEB_WORKERS=str(WEB_WORKERS),
        DJANGO_SETTINGS_MODULE="kakunin.config.settings",
        # The browser tool drives its own loop beside the ORM.
        DJANGO_ALLOW_ASYNC_UNSAFE="1",
    )
    import django

    django.setup()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
