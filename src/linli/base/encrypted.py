"""Which columns hold ciphertext, and which keys those need: for backups, which name them, and for renewing a key.

A column is found by what its model says: `encrypted` for values, `wrapped_keys` for the keys of subjects. A value is
bound to its row by the primary key, or by what `encrypted_row` says in SQL. Read as the owner or as a named job, since
nobody else sees all rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

Execute = Callable[[str], Iterable[tuple[Any, ...]]]
"""Runs one question and gives its rows; Django's connection and psycopg's each have their own way."""


@dataclass(frozen=True)
class Column:
    """A column of ciphertext. `says` is what it holds, in the words of people; `row` is SQL for what binds it."""

    table: str
    name: str
    key: str
    row: str
    says: str
    is_wrapped: bool

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


@dataclass(frozen=True)
class Need:
    """So many rows of a column can be read with this key only."""

    key_id: str
    column: str
    says: str
    rows: int


def columns() -> tuple[Column, ...]:
    """Every column of ciphertext, in the order of tables."""
    found = []
    for model in apps.get_models():
        key = str(model._meta.pk.column)
        row = getattr(model, "encrypted_row", f"{key}::text")
        for is_wrapped, attribute in ((False, "encrypted"), (True, "wrapped_keys")):
            for name, says in getattr(model, attribute, {}).items():
                found.append(Column(model._meta.db_table, name, key, row, str(says), is_wrapped))
    return tuple(sorted(found, key=str))


def needs(execute: Execute) -> tuple[Need, ...]:
    """The keys that rows need, counted: reads each column whole."""
    return tuple(
        Need(key_id, str(column), column.says, rows)
        for column in present(execute)
        for key_id, rows in execute(
            f"SELECT split_part({column.name}, '.', 2), count(*) FROM {column.table}"  # noqa: S608 (names of ours)
            f" WHERE {column.name} <> '' GROUP BY 1 ORDER BY 1"
        )
    )


def sampled_needs(execute: Execute) -> frozenset[str]:
    """Keys that some of the first rows need: enough to notice a folder of keys that belongs to another database."""
    return frozenset(
        key_id
        for column in present(execute)
        for (key_id,) in execute(
            f"SELECT DISTINCT split_part({column.name}, '.', 2)"  # noqa: S608 (names of ours)
            f" FROM (SELECT {column.name} FROM {column.table} LIMIT 1000) first WHERE {column.name} <> ''"
        )
    )


def present(execute: Execute) -> list[Column]:
    """The columns a database has by now: the release may be newer than its last migration."""
    there = set(execute("SELECT table_name::text, column_name::text FROM information_schema.columns"))
    return [column for column in columns() if (column.table, column.name) in there]
