"""New rows and changed columns by one plain statement each: for actions on hot paths.

The same columns, defaults and conversions as the ORM's, whose making of the statement costs several times the writing.
A column that is left to the database (its own number, its own default) is left out.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import DatabaseDefault

UNLESS_THERE = " ON CONFLICT DO NOTHING"


def insert(row: models.Model, *more: models.Model, unless_there: bool = False) -> None:
    """Write new rows of one model. With `unless_there`, one that some constraint finds there already is left."""
    rows, model, database = (row, *more), type(row), connections[DEFAULT_DB_ALIAS]
    fields = _concrete(model)
    values = [[field.get_db_prep_save(field.pre_save(each, add=True), database) for field in fields] for each in rows]
    left = [index for index, value in enumerate(values[0]) if isinstance(value, DatabaseDefault)]
    for line in values:
        for index in reversed(left):
            del line[index]
    columns = tuple(str(field.column) for index, field in enumerate(fields) if index not in left)
    statement = _statement(model, columns, len(rows)) + (UNLESS_THERE if unless_there else "")
    with database.cursor() as cursor:
        cursor.execute(statement, [value for line in values for value in line])
    for each in rows:
        each._state.adding, each._state.db = False, database.alias


def update(row: models.Model, names: Sequence[str]) -> None:
    """Write these columns of a row that is there."""
    model, database = type(row), connections[DEFAULT_DB_ALIAS]
    fields = [model._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]  # type: ignore[union-attr]
    with database.cursor() as cursor:
        cursor.execute(_change(model, tuple(names)), [*values, row.pk])
        if cursor.rowcount != 1:
            raise ObjectDoesNotExist(f"{model._meta.label} to be changed is not there")


@cache
def _concrete(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


@cache
def _statement(model: type[models.Model], columns: tuple[str, ...], count: int) -> str:
    quote = connection.ops.quote_name
    row = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(map(quote, columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608 (names of ours)


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    columns = [quote(str(model._meta.get_field(name).column)) for name in names]  # type: ignore[union-attr]
    key = quote(str(model._meta.pk.column))
    changed = ", ".join(f"{column} = %s" for column in columns)
    return f"UPDATE {quote(model._meta.db_table)} SET {changed} WHERE {key} = %s"  # noqa: S608 (names of ours)
