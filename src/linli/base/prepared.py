"""Queries whose SQL is made once for each shape: where many ask, making it anew costs more than asking the database.

    by_code = Prepared(lambda code: Area.objects.filter(code=code)[:1])
    by_code.first("131102")

The builder is called once for each shape (how many values a list has, which are none, and every keyword), with marks
in the values' places; afterwards only the values are put in. It must not look at its values. Rows become the same
objects the query set would have made, with what `select_related` brought along.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)
Value = Any  # a text, an id, a moment, nothing, or a list of texts or ids

_FIRST_MOMENT = datetime(1, 1, 1, tzinfo=UTC)
_MARK = "\ue000{}\ue001"  # letters of private use: no code or number holds them


class Prepared(Generic[M]):
    """A query set built from values, compiled once for each shape of them."""

    def __init__(self, build: "Callable[..., models.QuerySet[M]]") -> None:
        self._build = build
        self._compiled: dict[tuple[Any, ...], _Compiled | None] = {}

    def __call__(self, *values: Value, **shape: Any) -> list[M]:
        """The rows of these values."""
        flat, key = _flattened(values, shape)
        if key not in self._compiled:
            self._compiled[key] = _compile(self._build, values, shape)
        compiled = self._compiled[key]
        if compiled is None:  # nothing can be found whatever the values
            return []
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, [place(flat) for place in compiled.places])
            rows = cursor.fetchall()
        return list(compiled.read(rows))

    def first(self, *values: Value, **shape: Any) -> M | None:
        """The first of them; a builder that is asked so limits itself to one."""
        found = self(*values, **shape)
        return found[0] if found else None


Place = Callable[[list[Any]], Any]


@dataclass(frozen=True)
class _Compiled:
    sql: str
    places: list[Place]
    read: Callable[[Iterable[Sequence[Any]]], Iterator[Any]]


def _flattened(values: Sequence[Value], shape: dict[str, Any]) -> tuple[list[Any], tuple[Any, ...]]:
    """All single values in a row, and what tells shapes apart."""
    flat: list[Any] = []
    key: list[Any] = [*shape.items()]
    for value in values:
        if isinstance(value, list | tuple):
            flat += value
            key.append(len(value))
        else:
            flat.append(value)
            key.append(value is None)
    return flat, tuple(key)


def _compile(
    build: "Callable[..., models.QuerySet[Any]]", values: Sequence[Value], shape: dict[str, Any]
) -> _Compiled | None:
    marks: list[Any] = []

    def marked(value: Any) -> Any:
        mark = _mark_for(value, len(marks))
        marks.append(mark)
        return mark

    stand_ins = [[*map(marked, value)] if isinstance(value, list | tuple) else marked(value) for value in values]
    query = build(*stand_ins, **shape).query
    compiler = query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Compiled(sql, [_place(parameter, marks) for parameter in parameters], _reader(compiler))


def _mark_for(value: Any, number: int) -> Any:
    if isinstance(value, UUID):
        return UUID(int=(0xFEED << 112) + number)
    if isinstance(value, datetime):
        return _FIRST_MOMENT + timedelta(days=number)
    return _MARK.format(number) if isinstance(value, str) else value


def _place(parameter: Any, marks: list[Any]) -> Place:
    """What goes where a mark stands; a text may hold more than the mark (the end of a range of codes)."""
    for number, mark in enumerate(marks):
        if mark is not None and type(mark) is type(parameter) and mark == parameter:
            return itemgetter(number)
        if isinstance(mark, str) and isinstance(parameter, str) and mark in parameter:
            return partial(_around, number, parameter.split(mark))
    return lambda _flat: parameter


def _around(number: int, ends: Sequence[str], flat: list[Any]) -> str:
    return f"{ends[0]}{flat[number]}{ends[1]}"


def _reader(compiler: SQLCompiler) -> Callable[[Iterable[Sequence[Any]]], Iterator[Any]]:
    """How Django makes objects of rows, with everything that does not depend on the rows done beforehand."""
    chosen, klass = compiler.select, compiler.klass_info
    if klass is None or compiler.annotation_col_map:
        raise TypeError("only models, without annotations, can be prepared")
    model, fields = klass["model"], klass["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in chosen[start:end]]
    related = get_related_populators(klass, chosen, connection.alias)  # type: ignore[call-arg]  # of a later Django
    converters = list(compiler.get_converters([column[0] for column in chosen[: compiler.col_count]]).items())

    def read(rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
        for row in rows:
            values = list(row)
            for position, (converts, expression) in converters:
                for convert in converts:
                    values[position] = convert(values[position], expression, connection)
            found = model.from_db(connection.alias, names, values[start:end])
            for populator in related:
                populator.populate(values, found)
            yield found

    return read
