"""A fresh database for each figure, copied from one that is migrated once."""

from typing import Any
from urllib.parse import quote

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

TEMPLATE = "bench_template"


def prepare() -> None:
    """Migrate the template, and collect the static files as an installation does."""
    create(TEMPLATE, copy_of="template0")
    use(TEMPLATE)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", verbosity=0, interactive=False)
    connection.close()


def create(name: str, *, copy_of: str = TEMPLATE) -> None:
    """A new database; nobody may be connected to the one it is copied from."""
    connection.close()
    _administer(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(copy_of))
    )


def use(name: str) -> None:
    """From now on this process's models live in that database."""
    connection.close()
    connection.settings_dict["NAME"] = name


def address(name: str) -> str:
    """For a child's KAKUNIN_DATABASE_URL."""
    where = connection.settings_dict
    host = quote(str(where["HOST"]), safe="")
    return f"postgresql://{where['USER']}@{host}/{name}"


def tidy(name: str) -> None:
    """What autovacuum does in time: fresh statistics, and no dead rows."""
    use(name)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _administer(statement: sql.Composed) -> None:
    where: dict[str, Any] = connection.settings_dict
    with psycopg.connect(
        host=where["HOST"], user=where["USER"], dbname="postgres", autocommit=True
    ) as administrator:
        administrator.execute(statement)
