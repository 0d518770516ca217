"""The statements that lock a month: each case with what it counts for, and their sums; called by `actions` alone.

The sums are made from the rows of the cases, so that a locked figure is always that of the cases it opens down to.
"""

from datetime import date, datetime

from django.db import connection

from linli.indicators import measures
from linli.indicators.rules import BITS, ROLLED, Measure, Period

KEEP = """
INSERT INTO indicators_lockedcase (month, case_id, area_id, unit_id, holds, is_ordinary)
SELECT %s::date, cases_case.id, {place}, cases_case.unit_id, {bits}, cases_case.audience = 'ordinary'
FROM cases_case WHERE {where}
"""
OF_LEAVES = """
INSERT INTO indicators_lockedmeasure (measure, area_id, of_unit, unit_id, month, value)
SELECT known.measure, locked.area_id, true, locked.unit_id, locked.month, count(*)
FROM indicators_lockedcase locked
JOIN unnest(%s::text[], %s::int[]) AS known(measure, bit) ON locked.holds & known.bit <> 0
WHERE locked.month = %s::date GROUP BY 1, 2, 4, 5
"""
OF_ALL = """
INSERT INTO indicators_lockedmeasure (measure, area_id, of_unit, month, value)
SELECT leaf.measure, left(leaf.area_id, %s::int), false, leaf.month, sum(leaf.value)
FROM indicators_lockedmeasure leaf
WHERE leaf.month = %s::date AND leaf.of_unit GROUP BY 1, 2, 4
"""


def keep(month: Period, at: datetime) -> int:
    """Write down what every case of a month counts for at a moment. How many there are."""
    bits, values = [], []
    for measure, condition in measures.HOLDS.items():
        sql, parameters = measures.as_sql(condition)
        bits.append(f"CASE WHEN {sql} THEN {BITS[measure]} ELSE 0 END")
        values += parameters
    where, asked = measures.as_sql(measures.counting(at) & measures.due_in(month))
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP.format(place=measures.PLACE, bits=" + ".join(bits), where=where), [month.first, *values, *asked]
        )
        return int(cursor.rowcount)


def add_up(first: date) -> None:
    """Sum what was kept of the month that begins then."""
    with connection.cursor() as cursor:
        cursor.execute(OF_LEAVES, [[each.value for each in Measure], [BITS[each] for each in Measure], first])
        for length in ROLLED:
            cursor.execute(OF_ALL, [length, first])
