"""Runs a drill: a database and a folder of its own, outside the test runner's transactions.

``python -m tests.faults.run upload 5``: kill an upload at every fifth line.
"""

import os
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit


def set_up() -> Path:
    """Choose folder and database, then start Django; returns the folder.

    On PostgreSQL the server of this run is used, with a database of its own.
    """
    folder = Path(tempfile.mkdtemp(prefix="kakunin-drill-"))
    os.environ["KAKUNIN_DATA_DIR"] = str(folder)
    given = os.environ.get("KAKUNIN_DATABASE_URL", "")
    if given.startswith("postgresql"):
        os.environ["KAKUNIN_DATABASE_URL"] = _create_database(given)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return folder


def _create_database(url: str) -> str:
    import dj_database_url
    import psycopg

    name = f"drill_{os.getpid()}"
    parts = dj_database_url.parse(url)
    with psycopg.connect(
        host=parts["HOST"], user=parts["USER"], dbname=parts["NAME"], autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def main(name: str, step: int) -> None:
    """One drill from beginning to end; what it learned is printed."""
    folder = set_up()
    from kakunin.adapters.pdf import sandbox

    try:
        sys.stdout.write(import_module(f"tests.faults.drill_{name}").drill(step) + "\n")
    finally:
        sandbox.shared().close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
