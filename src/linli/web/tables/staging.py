"""Rows of a file in a temporary table, where they are checked as a set before anything is written.

The table belongs to the transaction and vanishes with it, right or wrong.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from linli.base.actor import Actor
from linli.base.ids import new_id
from linli.base.refusals import Refused, Sentence
from linli.web.tables.cells import Wrong, cut
from linli.web.tables.columns import Column, Kind
from linli.web.tables.layout import Found, Ignored, Row
from linli.web.tables.register import Register

NEW, CHANGED, SAME = "new", "changed", "same"
LINE = ""  # a problem of the whole line, not of one of its cells


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line of the file, and in which column (LINE for all of it)."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Counts:
    """What bringing the rows in would do, or has done."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0


@dataclass
class Staged:
    """The rows in the temporary table `table`: a column for each column of the register, and

    `line` (in the file), `id` (made here; of the known row where there is one), `state` (new, changed, same).
    What a cell holds that cannot be read is null, and so is what was left empty.
    """

    register: Register
    found: Found
    by: Actor
    at: datetime
    within: tuple[str, ...]  # as far as the right to bring in reaches
    source: UUID  # the import, for the journal
    table: str = field(default_factory=lambda: f"staged_{new_id().hex[20:]}")
    problems: list[Problem] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    apart: dict[int, dict[str, Any]] = field(default_factory=dict)  # by line, what stands in no table
    refusal: Refused | None = None  # of the file as a whole

    @property
    def present(self) -> frozenset[str]:
        """The columns that the file has."""
        return frozenset(self.found.places)

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """One statement in which `{staged}` stands for the table; its rows where there are any."""
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("{staged}", self.table), list(parameters))
            return cursor.fetchall() if cursor.description else []

    def refuse(self, column: str, sentence: Sentence, where: str, parameters: Sequence[Any] = ()) -> int:
        """Note a problem for every row `s` for which the condition is true; returns how many there were.

        `%(value)s` in the sentence is what stands in the column.
        """
        value = f"s.{column}::text" if column else "''"
        rows = self.run(f"SELECT s.line, {value} FROM {{staged}} s WHERE {where}", parameters)
        for line, found in rows:
            self.problems.append(Problem(line, column, str(sentence) % {"value": cut(found or "")}))
        return len(rows)

    def refuse_outside(self, column: str, sentence: Sentence, area: str = "") -> int:
        """Note a problem where an area (by default what stands in the column) lies beyond the actor's."""
        asked = area or f"s.{column}"
        beyond = (
            f"{asked} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unnest(%s::text[]) p WHERE starts_with({asked}, p))"
        )
        return self.refuse(column, sentence, beyond, [list(self.within)])

    def wrong(self, line: int, column: str, sentence: Sentence) -> None:
        """Note a problem of one line."""
        self.problems.append(Problem(line, column, str(sentence)))

    def refuse_whole(self, refusal: Refused) -> None:
        """Say no to the file as a whole, and nothing of its lines. What the check has put on record stays."""
        self.refusal = refusal

    def add(self, columns: Mapping[str, str], rows: Mapping[int, Sequence[Any]]) -> None:
        """More columns (name to type) for the table, filled by line; null where a line has none."""
        named = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        more = f"{self.table}_{new_id().hex[26:]}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {more} (line int PRIMARY KEY, {named}) ON COMMIT DROP")
            with cursor.cursor.copy(f"COPY {more} FROM STDIN") as copying:
                for line, values in rows.items():
                    copying.write_row([line, *values])
            cursor.execute(
                f"ALTER TABLE {self.table} {', '.join(f'ADD COLUMN {name} {kind}' for name, kind in columns.items())}"
            )
            filled = ", ".join(f"{name} = m.{name}" for name in columns)
            cursor.execute(f"UPDATE {self.table} s SET {filled} FROM {more} m WHERE m.line = s.line")
            cursor.execute(f"ANALYZE {self.table}")

    def counts(self) -> Counts:
        """What bringing these rows in does; a row with a problem counts as wrong alone."""
        wrong = {problem.line for problem in self.problems}
        rows = self.run(
            "SELECT state, count(*) FROM {staged} WHERE NOT line = ANY (%s::int[]) GROUP BY state", [list(wrong)]
        )
        state = dict(rows)
        facts = {name: state.get(name, 0) for name in (NEW, CHANGED, SAME)}
        return Counts(rows=len(self.found.rows), wrong=len(wrong), **facts)


def staged(register: Register, found: Found, *, by: Actor, at: datetime, within: Sequence[str], source: UUID) -> Staged:
    """Read every cell, put the rows into a temporary table and let the register check them."""
    if len(found.rows) > register.most_rows:
        raise Refused(
            "tables.too_many_rows",
            _("一次最多 %(most)s 行，这个文件有 %(count)s 行。请分成几个文件上传。")
            % {"most": register.most_rows, "count": len(found.rows)},
            field="file",
        )
    stage = Staged(register, found, by, at, tuple(within), source, ignored=list(found.ignored))
    values = _read(stage)
    _look_up(stage, values)
    _fill(stage, _without_repeats(stage, values))
    if register.key:
        _refuse_repeated_keys(stage)
    if register.check:
        register.check(stage)
    return stage


Values = dict[int, dict[str, Any]]


def _read(stage: Staged) -> Values:
    """Every cell by its column's reader; a required column that stands blank is a problem."""
    readers = [
        (column.code, column.prepared()) for column in stage.register.read_columns if column.code in stage.present
    ]
    values: Values = {}
    for row in stage.found.rows:
        values[row.line] = {code: _value(stage, row, code, read(row.cells[code])) for code, read in readers}
    return values


def _value(stage: Staged, row: Row, code: str, value: Any) -> Any:
    if not isinstance(value, Wrong):
        return value
    stage.problems.append(Problem(row.line, code, value.sentence))
    return None


def _look_up(stage: Staged, values: Values) -> None:
    """Names and codes that stand for something else: each column's asked for at once."""
    for column in stage.register.read_columns:
        if column.lookup is None or column.code not in stage.present:
            continue
        written = {word for value in values.values() for word in _words(value[column.code])}
        known = column.lookup(written, stage.within) if written else {}
        for line, value in values.items():
            if value[column.code] is not None:
                value[column.code] = _known(stage, line, column, value[column.code], known)


def _words(value: Any) -> Collection[str]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _known(stage: Staged, line: int, column: Column, value: Any, known: Mapping[str, str | Wrong]) -> Any:
    meant = [known[word] for word in _words(value)]
    wrong = [each.sentence for each in meant if isinstance(each, Wrong)]
    if wrong:
        stage.problems.append(Problem(line, column.code, "".join(dict.fromkeys(wrong))))
        return None
    return list(dict.fromkeys(meant)) if column.kind is Kind.CODES else meant[0]


def _without_repeats(stage: Staged, values: Values) -> Values:
    """A line that says the same as an earlier one is passed over, and named."""
    seen: dict[tuple[Any, ...], int] = {}
    again: list[int] = []
    kept: Values = {}
    wrong = {problem.line for problem in stage.problems}
    for line, value in values.items():
        said = tuple(tuple(each) if isinstance(each, list) else each for each in value.values())
        if line not in wrong and said in seen:
            again.append(line)
        else:
            seen.setdefault(said, line)
            kept[line] = value
    if again:
        stage.ignored.append(Ignored(_("与前面的一行完全相同"), tuple(again)))
    return kept


def _fill(stage: Staged, values: Values) -> None:
    columns = stage.register.staged_columns
    stage.apart = {
        line: {column.code: value.get(column.code) for column in stage.register.read_columns if column.is_apart}
        for line, value in values.items()
    }
    named = "".join(f", {column.code} {column.stored}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {stage.table} (line int PRIMARY KEY, id uuid, state text{named}) ON COMMIT DROP"
        )
        names = ", ".join(("line", "id", "state", *(column.code for column in columns)))
        with cursor.cursor.copy(f"COPY {stage.table} ({names}) FROM STDIN") as copying:
            for line, value in values.items():
                copying.write_row([line, new_id(), NEW, *(value.get(column.code) for column in columns)])
        cursor.execute(f"ANALYZE {stage.table}")


def _refuse_repeated_keys(stage: Staged) -> None:
    key = ", ".join(stage.register.key)
    filled = " AND ".join(f"{column} IS NOT NULL" for column in stage.register.key)
    again = (
        f"SELECT line, first FROM (SELECT line, min(line) OVER (PARTITION BY {key}) AS first FROM {{staged}}"
        f" WHERE {filled}) found WHERE line <> first"
    )
    for line, first in stage.run(again):
        sentence = _("和第 %(first)s 行重复，内容却不一样。请只留一行。") % {"first": first}
        stage.problems.append(Problem(line, stage.register.key[0], sentence))
