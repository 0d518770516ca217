"""Grids as they stand: their households, and whether they are too large or too small by the rules of the place."""

from datetime import date
from typing import Any

from linli.areas.models import FigureKind
from linli.areas.sizes import Size, size_rules

# The grids of a subtree on a day, each with its newest count and what the rules say of it.
SIZED = """
SELECT a.code, a.name, a.level, g.setting, g.villager_groups, counted.value AS households, counted.day AS counted_on,
       CASE WHEN rule.level IS NULL THEN %(free)s::text WHEN measured.number IS NULL THEN %(unknown)s::text
            WHEN measured.number < rule.least THEN %(under)s::text WHEN measured.number > rule.most THEN %(over)s::text
            ELSE %(fits)s::text END AS size
  FROM areas_area a JOIN areas_grid g ON g.area_id = a.code
  LEFT JOIN (SELECT DISTINCT ON (area_id) area_id, value, day FROM areas_areafigure
              WHERE kind = %(households)s::text AND area_id >= %(low)s::text AND area_id < %(high)s::text
                AND length(area_id) > 12 AND day <= %(day)s::date
              ORDER BY area_id, day DESC) counted ON counted.area_id = a.code
  LEFT JOIN unnest(%(levels)s::int[], %(settings)s::text[], %(measures)s::text[], %(least)s::int[], %(most)s::int[])
       AS rule (level, setting, measure, least, most) ON rule.level = a.level AND rule.setting = g.setting
 CROSS JOIN LATERAL (SELECT CASE rule.measure WHEN %(households)s::text THEN counted.value
                                              ELSE g.villager_groups END AS number) measured
 WHERE a.code >= %(low)s::text AND a.code < %(high)s::text AND a.level >= 6 AND a.valid_to IS NULL
"""


def parameters(prefix: str, day: date) -> dict[str, Any]:
    """What SIZED is filled with, for a subtree and a day."""
    rules = size_rules()
    return {
        "low": prefix,
        "high": prefix + ":",
        "day": day,
        "households": FigureKind.HOUSEHOLDS.value,
        "levels": [int(rule.level) for rule in rules],
        "settings": [rule.setting.value for rule in rules],
        "measures": [rule.measure.value for rule in rules],
        "least": [rule.least for rule in rules],
        "most": [rule.most for rule in rules],
        **{size.value: size.value for size in Size},
    }
