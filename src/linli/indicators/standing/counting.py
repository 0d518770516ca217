"""The statement that asks every register of an area's communities, townships, counties; others add up its rows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from linli.areas import classes
from linli.areas.rules import LENGTHS, PLACEHOLDERS, Level
from linli.indicators.standing.definitions import Counted, Definition

# Each indicator's areas, and what its sources say of them, as `each (number, code, had, counted, divided_by)`.
EACH = """
WITH classed AS (CLASSED),
places AS (
  SELECT code, 5 AS level, classes FROM classed
  UNION ALL
  SELECT code, level, '{}' FROM areas_area
   WHERE code >= %(low)s::text AND code < %(high)s::text AND level = ANY (%(above)s::int[])
     AND name <> ALL (%(placeholders)s::text[])
     AND (valid_to IS NULL OR valid_to > %(day)s::date)),
asked AS (
  SELECT * FROM unnest(%(numbers)s::int[], %(levels)s::int[], %(of)s::text[]) AS t (number, level, of)),
found AS (FOUND),
-- Added up rather than joined: the planner cannot guess how many rows a source gives, and would try them one by one.
marked AS (
  SELECT a.number, p.code, 1 AS is_asked, 0 AS had, 0::bigint AS counted, 0::bigint AS divided_by
    FROM asked a JOIN places p ON p.level = a.level AND (a.of = '' OR a.of = ANY (p.classes))
  UNION ALL
  SELECT number, code, 0, (side = 0)::int,
         CASE side WHEN 0 THEN value ELSE 0 END, CASE side WHEN 1 THEN value ELSE 0 END
    FROM found),
each AS (
  SELECT number, code, max(had) AS had, sum(counted) AS counted, sum(divided_by) AS divided_by
    FROM marked GROUP BY number, code HAVING max(is_asked) = 1)
"""
PART = """
SELECT NUMBER AS number, SIDE AS side, code, value::bigint FROM (STATEMENT) AS part_NUMBER_SIDE
"""


def each_area(asked: Sequence[Definition], area: str, day: date) -> tuple[str, dict[str, Any]]:
    """The statement's beginning, to be followed by a SELECT, and its facts; `number` is the place in `asked`."""
    facts: dict[str, Any] = {
        **classes.parameters(area, day),
        "numbers": list(range(len(asked))),
        "levels": [int(each.each.level) for each in asked],
        "of": [each.of for each in asked],
        "above": sorted({int(each.each.level) for each in asked} - {int(Level.COMMUNITY)}),
        "placeholders": sorted(PLACEHOLDERS),
    }
    parts = []
    for number, each in enumerate(asked):
        for side, counted in enumerate((each.numerator, each.denominator)):
            if counted:
                parts.append(_part(counted, number, side, each, facts))
    statement = EACH.replace("FOUND", " UNION ALL ".join(parts)).replace(
        "CLASSED", classes.classed({each.of for each in asked}), 1
    )
    return statement, facts


def _part(counted: Counted, number: int, side: int, definition: Definition, facts: dict[str, Any]) -> str:
    """One source's rows, its facts under names of their own."""
    own = f"n{number}_{side}_"
    facts |= {f"{own}{key}": value for key, value in counted.question.facts.items()}
    digits = LENGTHS[definition.each.level - 1]
    statement = counted.question.statement.replace("%(own_", f"%({own}").replace("%(digits)s", str(digits))
    return PART.replace("NUMBER", str(number)).replace("SIDE", str(side)).replace("STATEMENT", statement)
