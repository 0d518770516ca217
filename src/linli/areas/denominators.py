"""The numbers others are divided by: what is known for an area on a day, and how many communities lack it.

An area has its own number where one was entered for it, such as a county's yearbook. Otherwise the newest numbers of
the communities in it are added up; how many of them have none stands beside, and a reader must be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.areas import rules
from linli.areas.models import Area, AreaFigure, FigureKind
from linli.areas.rules import LENGTHS, Level

COMMUNITY = LENGTHS[Level.COMMUNITY - 1]

# Newest numbers of the communities of a subtree, added up by the first digits of their codes.
ADDED_UP = """
WITH newest AS (
  SELECT DISTINCT ON (area_id) area_id, value, day FROM areas_areafigure
   WHERE kind = %(kind)s::text AND area_id >= %(low)s::text AND area_id < %(high)s::text
     AND length(area_id) = 12 AND day <= %(day)s::date
   ORDER BY area_id, day DESC)
SELECT left(c.code, %(digits)s::int), count(*), count(newest.value), sum(newest.value), min(newest.day), max(newest.day)
  FROM areas_area c LEFT JOIN newest ON newest.area_id = c.code
 WHERE c.code >= %(low)s::text AND c.code < %(high)s::text AND c.level = 5
   AND (c.valid_to IS NULL OR c.valid_to > %(day)s::date) AND NOT IS_VIRTUAL
 GROUP BY 1
""".replace("IS_VIRTUAL", rules.virtual_in_sql("c.code"))


@dataclass(frozen=True)
class Denominator:
    """A number of an area on a day, and what it rests on. `value` is None where nobody knows.

    `is_own`: it was entered for this very area. Otherwise it is the sum over `communities`, of which `missing` have no
    number; `since` and `until` are the days of the oldest and the newest number in it.
    """

    area: str
    kind: FigureKind
    value: int | None
    is_own: bool = False
    source: str = ""
    since: date | None = None
    until: date | None = None
    communities: int = 0
    missing: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether a rate may be computed with it without a word of warning."""
        return self.value is not None and not self.missing

    @property
    def note(self) -> str:
        """What a reader of a rate must know of it."""
        name = FigureKind(self.kind).label
        if self.value is None:
            return _("还没有登记%(name)s，算不出比率。") % {"name": name}
        if self.is_own:
            return _("%(name)s截至 %(day)s，%(source)s。") % {"name": name, "day": self.until, "source": self.source}
        if self.missing:
            words = ngettext(
                "%(name)s按 %(known)s 个村、社区相加，还有 %(missing)s 个没有登记。",
                "%(name)s按 %(known)s 个村、社区相加，还有 %(missing)s 个没有登记。",
                self.missing,
            )
            return words % {"name": name, "known": self.communities - self.missing, "missing": self.missing}
        return _("%(name)s由 %(known)s 个村、社区相加。") % {"name": name, "known": self.communities}


def denominator(area: str, kind: FigureKind, day: date) -> Denominator:
    """A number of one area as it was known for a day."""
    return by_length(area, len(area), kind, day).get(area) or Denominator(area, kind, None)


def by_children(area: str, kind: FigureKind, day: date) -> Mapping[str, Denominator]:
    """The same for each area directly below one, by code, set-wise; without areas nothing is known of."""
    digits = rules.child_length(area)
    return by_length(area, digits, kind, day) if digits else {}


def of_communities(prefix: str, kind: FigureKind, day: date) -> Mapping[str, Denominator]:
    """The same for every community of a subtree, one by one."""
    return by_length(prefix, COMMUNITY, kind, day)


def history(area: str) -> list[AreaFigure]:
    """Every number ever entered for an area, by kind, the newest first."""
    return list(AreaFigure.objects.filter(area=area).order_by("kind", "-day"))


def by_length(prefix: str, digits: int, kind: FigureKind, day: date) -> dict[str, Denominator]:
    """Each area of a subtree whose code has so many digits: its own number, else its communities' together."""
    found = {code: Denominator(code, kind, None) for code in _codes(prefix, digits)} if digits >= COMMUNITY else {}
    if digits < COMMUNITY:
        found = _added_up(prefix, digits, kind, day)
    own = AreaFigure.objects.filter(kind=kind, area__within=[prefix], area__level=rules.LEVELS[digits], day__lte=day)
    for row in own.order_by("area_id", "-day").distinct("area_id"):
        found[row.area_id] = Denominator(
            row.area_id, kind, row.value, is_own=True, source=row.source, since=row.day, until=row.day, communities=1
        )
    return found


def _codes(prefix: str, digits: int) -> list[str]:
    areas = Area.objects.current().inside([prefix]).filter(level=rules.LEVELS[digits])
    return list(areas.values_list("code", flat=True))


def _added_up(prefix: str, digits: int, kind: FigureKind, day: date) -> dict[str, Denominator]:
    facts: dict[str, Any] = {"low": prefix, "high": prefix + ":", "digits": digits, "kind": kind, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(ADDED_UP, facts)
        rows = cursor.fetchall()
    return {
        code: Denominator(
            code,
            kind,
            None if value is None else int(value),
            since=since,
            until=until,
            communities=communities,
            missing=communities - known,
        )
        for code, communities, known, value, since, until in rows
    }
