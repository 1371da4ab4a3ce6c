"""Finding a word anywhere in a text, quick on PostgreSQL also for words of two letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, list[Any]]

# The type stubs have it generic; the class itself is not.
if TYPE_CHECKING:
    _Lookup = Lookup[str]
else:
    _Lookup = Lookup


class Holds(_Lookup):
    """``search_text__holds=word``, the word written as the column is (``foundation.text.searchable``).

    On PostgreSQL the column ``search_pairs`` beside it, which the database itself fills with the
    text's pairs of letters, has an index that leaves few rows to look at (ADR 15). A word of one
    letter is found too, but without the index: forms ask for two.
    """

    lookup_name = "holds"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s ESCAPE '!'", [*params, f"%{_escape(str(self.rhs))}%"]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        like, params = self.as_sql(compiler, connection)
        return f'({table}."search_pairs" @> %s::text[] AND {like})', [_pairs(str(self.rhs)), *params]


def _escape(word: str) -> str:
    """For LIKE with ``!``, which no database reads as an escape by itself."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _pairs(word: str) -> list[str]:
    return sorted({word[at : at + 2] for at in range(len(word) - 1)})
