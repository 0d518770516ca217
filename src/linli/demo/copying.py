"""Rows as the lines of a COPY, made wherever they are invented and written by whoever holds the connection."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

from linli.base.journal import as_json

NOTHING = "\\N"
_MARKS = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Columns:
    """The columns of a model, and its rows as text. Numbers the database gives out itself are left to it."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.table = connection.ops.quote_name(model._meta.db_table)
        self.names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        self._values = itemgetter(*(field.attname for field in fields))

    def line(self, row: models.Model) -> bytes:
        """One row, its end included."""
        return ("\t".join([_TEXTS[type(value)](value) for value in self._values(row.__dict__)]) + "\n").encode()


@cache
def columns_of(model: type[models.Model]) -> Columns:
    """Looked up once in a process."""
    return Columns(model)


def lines(model: type[models.Model], rows: Iterable[models.Model]) -> bytes:
    """Rows of one model."""
    return b"".join(map(columns_of(model).line, rows))


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Write new rows of one model."""
    copy_lines(model, lines(model, rows))


def copy_lines(model: type[models.Model], data: bytes, *, frozen: bool = False) -> None:
    """Write lines made before. `frozen` where the table was emptied in this transaction: they need no vacuum later."""
    if not data:
        return
    columns, how = columns_of(model), " (FREEZE)" if frozen else ""
    statement = f"COPY {columns.table} ({columns.names}) FROM STDIN{how}"
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copying:
        copying.write(data)


def _escaped(value: str) -> str:
    return value.translate(_MARKS) if "\\" in value or "\n" in value or "\t" in value or "\r" in value else value


def _of_facts(value: dict[str, Any]) -> str:
    return _escaped(as_json(value))


def _of_list(value: list[str]) -> str:
    return _of_names(tuple(value))


@cache
def _of_names(value: tuple[str, ...]) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False))  # of changed fields: the same few again and again


class _ByType(dict[type, Callable[[Any], str]]):
    """How a value is written, by its type; a choice as the word it stands for."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, Enum):
            raise TypeError(f"no column holds a {kind.__name__}")
        self[kind] = lambda value: value.value
        return self[kind]


_TEXTS = _ByType(
    {
        type(None): lambda _nothing: NOTHING,
        str: _escaped,
        int: str,
        bool: lambda value: "t" if value else "f",
        UUID: lambda value: f"{value.int:032x}",
        datetime: datetime.isoformat,
        date: date.isoformat,
        bytes: lambda value: "\\\\x" + value.hex(),
        dict: _of_facts,
        list: _of_list,
        tuple: lambda value: "{" + ",".join(value) + "}",  # an array of plain words
    }
)
