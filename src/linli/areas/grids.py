"""Grids as they stand: their households, and whether they are too large or too small by the rules of the place."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.urls import reverse

from linli.areas.models import FigureKind
from linli.areas.rules import Level
from linli.areas.sizes import Setting, Size, size_rules
from linli.areas.standing import AskedWrongly, Given, Question, Source

SHARED = ("low", "high", "day")  # what every source is given

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
 WHERE a.code >= %(low)s::text AND a.code < %(high)s::text AND a.level >= 6
   AND a.valid_from <= %(day)s::date AND (a.valid_to IS NULL OR a.valid_to > %(day)s::date)
"""

COUNTED = """
SELECT left(sized.code, %(digits)s::int) AS code, count(*) AS value FROM (SIZED) sized
 WHERE sized.level = %(own_asked_level)s::int AND %(own_asked_setting)s::text IN ('', sized.setting)
   AND %(own_asked_size)s::text IN ('', sized.size)
 GROUP BY 1
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


def ask(given: Given) -> Question:
    """As a source of indicators: the grids (`level`) of a community, perhaps those of a `setting` or a `size` alone."""
    levels = {"grid": Level.GRID, "micro_grid": Level.MICRO_GRID}
    _known(given, "level", levels)
    _known(given, "setting", ["", *Setting])
    _known(given, "size", ["", *Size])
    facts = {key: value for key, value in parameters("", date.min).items() if key not in SHARED}
    sized = SIZED
    for key in facts:
        sized = sized.replace(f"%({key})s", f"%(own_{key})s")
    asked = {"level": int(levels[given["level"]]), "setting": given.get("setting", ""), "size": given.get("size", "")}
    return Question(
        COUNTED.replace("SIZED", sized),
        lambda area: f"{reverse('grids:grids')}?area={area}",
        {**facts, **{f"asked_{key}": value for key, value in asked.items()}},
    )


def _known(given: Given, key: str, known: Collection[str]) -> None:
    if given.get(key, "") not in known:
        raise AskedWrongly(key, f"写的 {given.get(key, '')} 不认识")


GRIDS = Source("grids", frozenset({"level", "setting", "size"}), ask, is_dated=True)
