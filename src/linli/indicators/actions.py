"""Counting: the only code that writes figures. Whoever changes a case leaves a mark; a job counts what is marked.

Everything is counted set-wise in the database, each community and day for itself, and written in one transaction with
the removal of its marks: cut off half-way, nothing has happened. Counting again gives the same rows.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.rules import LENGTHS, Level
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.inserting import insert
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import ranges
from linli.cases.models import Case
from linli.indicators import locking, measures, rolling, rules
from linli.indicators.definitions import days_to_lock, definitions
from linli.indicators.models import THE_WATERMARK, DailyMeasure, LockedMonth, StaleDay, Watermark
from linli.indicators.rules import Period

Cell = tuple[str, date]
MOST_MARKS = 5000  # taken at once; a large import leaves many

TAKE = """
DELETE FROM indicators_staleday WHERE id IN (
  SELECT id FROM indicators_staleday ORDER BY id LIMIT %s::int FOR UPDATE SKIP LOCKED)
RETURNING area_id, day
"""
# Deadlines that have passed since the last time without anybody touching the case.
PASSED = """
SELECT DISTINCT area_id, (due_at AT TIME ZONE 'Asia/Shanghai')::date FROM cases_case
WHERE closed_at IS NULL AND resolved_at IS NULL AND due_at >= %s::timestamptz AND due_at < %s::timestamptz
"""
OF_CELLS = """
unnest(%s::text[], %s::date[]) AS cell(area, day) JOIN cases_case
  ON cases_case.area_id = cell.area
 AND cases_case.due_at >= cell.day::timestamp AT TIME ZONE 'Asia/Shanghai'
 AND cases_case.due_at < (cell.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
"""
FORGET = """
DELETE FROM indicators_dailymeasure known USING unnest(%s::text[], %s::date[]) AS cell(area, day)
WHERE known.area_id = cell.area AND known.day = cell.day
"""
FORGET_GRIDS = """
DELETE FROM indicators_dailymeasure known USING unnest(%s::text[], %s::date[]) AS cell(area, day)
WHERE known.area_id > cell.area AND known.area_id < cell.area || ':' AND length(cell.area) = 12 AND known.day = cell.day
"""
WRITE = """
INSERT INTO indicators_dailymeasure (measure, area_id, unit_id, day, value, rule_version)
SELECT counted.measure, leaf.area_id, leaf.unit_id, leaf.day, counted.value, %s::smallint
FROM (
  SELECT {place} AS area_id, cases_case.unit_id, (cases_case.due_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
         ARRAY[{sums}] AS sums
  FROM {source} WHERE {where} GROUP BY 1, 2, 3
) leaf, unnest(%s::text[], leaf.sums) AS counted(measure, value)
WHERE counted.value > 0
"""


def mark_stale(**facts: Any) -> None:
    """A `case` has changed: its community's figures of these `days` are to be counted again. For `cases.changed`."""
    case: Case = facts["case"]
    days: Iterable[date] = facts["days"]
    insert(*(StaleDay(area_id=case.area_id, day=day) for day in sorted(set(days))))


@transaction.atomic
def refresh(*, by: Actor, at: datetime) -> int:
    """Count again what is marked and what fell due since the last time; the first time, everything. How much it was."""
    mark = _hold()
    if mark.until is None:
        return rebuild(by=by, at=at)
    at = max(at, mark.until)
    count = _bring_up(mark, at)
    if count:
        _journal("indicators.refreshed", by, at, cells=count)
    return count


@transaction.atomic
def recompute(area_prefix: str, first_day: date, last_day: date, *, by: Actor, at: datetime) -> int:
    """Count an area's days again from its cases, whatever is marked. How many rows of figures there are then."""
    mark = _hold()
    if mark.until is None:
        rebuild(by=by, at=at)
        mark = _hold()
    at = max(at, mark.until or at)
    _bring_up(mark, at)
    count = _count_range(area_prefix, Period(first_day, last_day), at)
    _journal("indicators.recomputed", by, at, within=area_prefix, first=first_day, last=last_day, rows=count)
    return count


@transaction.atomic
def rebuild(*, by: Actor, at: datetime) -> int:
    """Count everything anew. How many rows of figures there are then."""
    mark = _hold()
    StaleDay.objects.all().delete()
    DailyMeasure.objects.all().delete()
    rolling.forget_all()
    rows = _write(at, "cases_case", [], "true", [])
    rolling.roll(rolling.months_with_leaves("", ":", Period(date.min, date.max)))
    _move(mark, at)
    _journal("indicators.rebuilt", by, at, rows=rows)
    return rows


@transaction.atomic
def lock(month: Period, *, by: Actor, at: datetime) -> LockedMonth:
    """Let a month's figures stand as they are now: what comes later is counted beside them. Once, and for ever."""
    mark = _hold()
    if known := LockedMonth.objects.filter(month=month.first).first():
        return known
    if mark.until is None:
        rebuild(by=by, at=at)
        mark = _hold()
    at = max(at, mark.until or at)
    day = rules.locks_on(month, days_to_lock())
    if local_day(at) < day:
        raise Refused("indicators.not_over", _("%(month)s的数要到 %(day)s 才锁定。") % {"month": month, "day": day})
    _bring_up(mark, at)
    return _locked(month, locking.keep(month, at), by, at)


@transaction.atomic
def lock_what_is_over(*, by: Actor, at: datetime) -> list[Period]:
    """Lock every month with figures whose day has come; which ones."""
    first = DailyMeasure.objects.order_by("day").values_list("day", flat=True).first()
    if first is None:
        return []
    known = set(LockedMonth.objects.values_list("month", flat=True))
    month, days, found = Period.month_of(first), days_to_lock(), []
    while rules.locks_on(month, days) <= local_day(at):
        counts = DailyMeasure.objects.filter(day__range=(month.first, month.last))
        if month.first not in known and counts.exists():
            lock(month, by=by, at=at)
            found.append(month)
        month = month.back(-1)
    return found


def _locked(month: Period, cases: int, by: Actor, at: datetime) -> LockedMonth:
    """The mark of a month whose cases have been kept, with their sums."""
    locking.add_up(month.first)
    halves = {each.id: [each.numerator.value, each.denominator.value] for each in definitions().values()}
    locked = LockedMonth(month=month.first, locked_at=at, rule_version=rules.VERSION, definitions=halves, cases=cases)
    insert(locked)
    _journal("indicators.locked", by, at, month=str(month), cases=cases, rules=rules.VERSION)
    return locked


def _hold() -> Watermark:
    """The watermark, locked: one counts at a time, and the next one sees what the first has written."""
    return Watermark.objects.select_for_update().get(pk=THE_WATERMARK)


def _move(mark: Watermark, at: datetime) -> None:
    mark.until = at
    mark.save(update_fields=["until"])


def _bring_up(mark: Watermark, at: datetime) -> int:
    """Count marked cells and those of passed deadlines up to `at`; marks go first, so that no change is overlooked."""
    cells = set(_fetched(PASSED, [mark.until, at]))
    while taken := _fetched(TAKE, [MOST_MARKS]):
        cells.update(taken)
    _count_cells(sorted(cells), at)
    _move(mark, at)
    return len(cells)


def _count_cells(cells: Sequence[Cell], at: datetime) -> None:
    for start in range(0, len(cells), MOST_MARKS):
        areas, days = zip(*cells[start : start + MOST_MARKS], strict=True)
        pairs = [list(areas), list(days)]
        _run(FORGET, pairs)
        _run(FORGET_GRIDS, pairs)
        _write(at, OF_CELLS, pairs, "true", [])
    rolling.roll(rolling.months_of(cells))


def _count_range(prefix: str, period: Period, at: datetime) -> int:
    prefix = prefix[: LENGTHS[Level.COMMUNITY - 1]]  # a grid is counted with its community
    low, high = ranges([prefix])[0]
    before = rolling.months_with_leaves(low, high, period)
    DailyMeasure.objects.filter(area__within=[prefix], day__range=(period.first, period.last)).delete()
    where, asked = measures.as_sql(Q(area__within=[prefix]) & measures.due_in(period))
    count = _write(at, "cases_case", [], where, asked)
    rolling.roll(before | rolling.months_with_leaves(low, high, period))
    return count


def _write(at: datetime, source: str, given: list[Any], where: str, asked: list[Any]) -> int:
    """One statement: the cases of `source` that count, grouped to leaves, a row for each measure that is not zero."""
    sums, values = [], []
    for condition in measures.HOLDS.values():
        sql, parameters = measures.as_sql(condition)
        sums.append(f"count(*) FILTER (WHERE {sql})")
        values += parameters
    counting, moment = measures.as_sql(measures.counting(at))
    statement = WRITE.format(place=measures.PLACE, sums=", ".join(sums), source=source, where=f"{counting} AND {where}")
    names = [measure.value for measure in measures.HOLDS]
    return _run(statement, [rules.VERSION, *values, *given, *moment, *asked, names])


def _run(statement: str, parameters: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _fetched(statement: str, parameters: list[Any]) -> list[Cell]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [(str(area), day) for area, day in cursor.fetchall()]


def _journal(verb: str, by: Actor, at: datetime, **facts: Any) -> None:
    record(verb, on=("indicators.watermark", THE_WATERMARK), by=by, at=at, **facts)
