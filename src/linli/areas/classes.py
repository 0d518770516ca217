"""Which classes a community belongs to on a day: as registered, else by its committee's kind, or by its figures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from linli.areas.models import AreaTag
from linli.areas.rules import virtual_in_sql
from linli.areas.tags import Tag, tags

# Classes as registered, for the day that is asked about.
REGISTERED = """
SELECT area_id, array_agg(tag::text) AS held FROM areas_areatag
 WHERE area_id >= %(low)s::text AND area_id < %(high)s::text
   AND since <= %(day)s::date AND (until IS NULL OR until > %(day)s::date) GROUP BY area_id
"""
# A class that holds where none of its group is registered, and one that follows from a figure; `_N` is the tag's place.
BY_DEFAULT = """
CASE WHEN c.kind = %(default_N)s::text AND NOT coalesce(r.held, '{}') && %(group_N)s::text[]
     THEN ARRAY[%(tag_N)s::text] ELSE '{}' END
"""
BY_FIGURE = """
CASE WHEN (SELECT f.value FROM areas_areafigure f WHERE f.area_id = c.code AND f.kind = %(figure_N)s::text
              AND f.day <= %(day)s::date ORDER BY f.day DESC LIMIT 1) >= %(at_least_N)s::int
     THEN ARRAY[%(tag_N)s::text] ELSE '{}' END
"""
CLASSED = """
SELECT c.code, CLASSES AS classes FROM areas_area c LEFT JOIN (REGISTERED) r ON r.area_id = c.code
 WHERE c.code >= %(low)s::text AND c.code < %(high)s::text AND c.level = 5
   AND (c.valid_to IS NULL OR c.valid_to > %(day)s::date) AND NOT IS_VIRTUAL
""".replace("IS_VIRTUAL", virtual_in_sql("c.code"))


@dataclass(frozen=True)
class Held:
    """A class a community belongs to. `row` is what was registered; without it the class follows from elsewhere."""

    tag: Tag
    row: AreaTag | None = None


def of_community(code: str, day: date) -> list[Held]:
    """The classes of one community on a day, in the file's order."""
    rows = {row.tag: row for row in AreaTag.objects.filter(_holding(day), area=code)}
    held = of_communities(code, day).get(code, frozenset())
    return [Held(tag, rows.get(tag.code)) for tag in tags().values() if tag.code in held]


def history(code: str) -> list[AreaTag]:
    """Everything ever registered of an area, the newest first."""
    return list(AreaTag.objects.filter(area=code).order_by("-since", "tag"))


def of_communities(prefix: str, day: date) -> Mapping[str, frozenset[str]]:
    """The classes of every community of a subtree, by code."""
    with connection.cursor() as cursor:
        cursor.execute(classed(), parameters(prefix, day))
        return {code: frozenset(classes) for code, classes in cursor.fetchall()}


def classed(wanted: Collection[str] | None = None) -> str:
    """The statement that gives `code` and `classes` of every community of a subtree, filled with `parameters`.

    For statements of higher modules too: `WITH classed AS (…)`. `wanted` is what is asked for: others may be left out.
    """
    parts = ["coalesce(r.held, '{}')"]
    for number, tag in enumerate(tags().values()):
        if wanted is not None and tag.code not in wanted:
            continue
        if tag.default:
            parts.append(BY_DEFAULT.replace("_N)", f"_{number})"))
        if tag.figure:
            parts.append(BY_FIGURE.replace("_N)", f"_{number})"))
    return CLASSED.replace("CLASSES", " || ".join(parts)).replace("REGISTERED", REGISTERED)


def parameters(prefix: str, day: date) -> dict[str, Any]:
    """What `classed` is filled with, for a subtree and a day."""
    facts: dict[str, Any] = {"low": prefix, "high": prefix + ":", "day": day}
    for number, tag in enumerate(tags().values()):
        if tag.default:
            group = [each.code for each in tags().values() if each.group == tag.group]
            facts |= {f"default_{number}": tag.default, f"group_{number}": group, f"tag_{number}": tag.code}
        if tag.figure:
            facts |= {f"figure_{number}": tag.figure, f"at_least_{number}": tag.at_least, f"tag_{number}": tag.code}
    return facts


def _holding(day: date) -> Q:
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
