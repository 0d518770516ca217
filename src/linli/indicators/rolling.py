"""Months of counties, summed from the leaves, and of prefectures and provinces, from those; called by `actions` alone.

Units are kept apart for counties only: there are few counties to add up, and thousands of units in a prefecture.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from linli.indicators.models import MonthlyMeasure
from linli.indicators.rules import ROLLED, Period

Month = tuple[str, date]  # a code of a rolled level, and the month's first day
MOST_MONTHS = 500  # summed in one statement

TOUCHED = """
SELECT DISTINCT left(area_id, %s::int), date_trunc('month', day)::date FROM indicators_dailymeasure
WHERE area_id >= %s::text AND area_id < %s::text AND day BETWEEN %s::date AND %s::date
"""
FORGET = """
DELETE FROM indicators_monthlymeasure known USING unnest(%s::text[], %s::date[]) AS month(area, first)
WHERE known.area_id = month.area AND known.month = month.first
"""
FROM_LEAVES = """
INSERT INTO indicators_monthlymeasure (measure, area_id, of_unit, unit_id, month, value)
SELECT leaf.measure, month.area, grouping(leaf.unit_id) = 0, leaf.unit_id, month.first, sum(leaf.value)
FROM unnest(%s::text[], %s::date[]) AS month(area, first)
JOIN indicators_dailymeasure leaf
  ON leaf.area_id >= month.area AND leaf.area_id < month.area || ':'
 AND leaf.day >= month.first AND leaf.day < month.first + interval '1 month'
GROUP BY GROUPING SETS ((leaf.measure, month.area, month.first), (leaf.measure, month.area, month.first, leaf.unit_id))
"""
FROM_BELOW = """
INSERT INTO indicators_monthlymeasure (measure, area_id, of_unit, month, value)
SELECT part.measure, month.area, false, month.first, sum(part.value)
FROM unnest(%s::text[], %s::date[]) AS month(area, first)
JOIN indicators_monthlymeasure part
  ON part.area_id >= month.area AND part.area_id < month.area || ':' AND length(part.area_id) = {below}
 AND NOT part.of_unit AND part.month = month.first
GROUP BY part.measure, month.area, month.first
"""


def months_of(cells: Iterable[tuple[str, date]]) -> set[Month]:
    """The counties' months that hold these communities' days."""
    return {(code[: ROLLED[0]], day.replace(day=1)) for code, day in cells}


def months_with_leaves(low: str, high: str, period: Period) -> set[Month]:
    """The counties' months that have leaves in a range of codes and days."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [ROLLED[0], low, high, period.first, period.last])
        return {(str(code), first) for code, first in cursor.fetchall()}


def roll(months: Iterable[Month]) -> None:
    """Sum these counties' months from their leaves, and then what they lie in from them."""
    wanted = set(months)
    _level(sorted(wanted), FROM_LEAVES)
    for above, below in zip(ROLLED[1:], ROLLED[:-1], strict=True):
        wanted = {(code[:above], first) for code, first in wanted}
        _level(sorted(wanted), FROM_BELOW.format(below=below))


def forget_all() -> None:
    """Away with every rolled month."""
    MonthlyMeasure.objects.all().delete()


def _level(months: Sequence[Month], statement: str) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(months), MOST_MONTHS):
            codes, firsts = zip(*months[start : start + MOST_MONTHS], strict=True)
            cursor.execute(FORGET, [list(codes), list(firsts)])
            cursor.execute(statement, [list(codes), list(firsts)])
