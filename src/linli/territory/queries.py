"""Readings of the ground for the desk: grids with their sizes and workers, counted area by area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from linli.accounts.models import User, UserKind
from linli.accounts.queries import names_of as staff_names
from linli.areas import grids, history, rules
from linli.areas.models import LEVEL_NAMES, SETTING_CHOICES, Succession
from linli.areas.queries import names_of
from linli.areas.rules import LENGTHS, Level
from linli.areas.sizes import Measure, Size, rule_of
from linli.base import journal
from linli.base.languages import translated
from linli.base.refusals import Sentence
from linli.organizations.models import Organization
from linli.territory.models import GridPost, GridPostQuerySet
from linli.territory.wording import SIZES, happened, happened_to_unit
from linli.web.components import Entry

COUNTY = LENGTHS[Level.COUNTY - 1]
SETTINGS = dict(SETTING_CHOICES)

# What the statements below begin with: each grid with its size, and how many work in it.
GROUND = """
WITH sized AS (SIZED),
worked AS (
  SELECT grid_id, count(*) FILTER (WHERE part = 'full_time') AS full_time, count(*) AS workers FROM territory_gridpost
   WHERE grid_id >= %(low)s::text AND grid_id < %(high)s::text
     AND starts_on <= %(day)s::date AND (ends_on IS NULL OR ends_on > %(day)s::date)
   GROUP BY grid_id)
""".replace("SIZED", f"{grids.SIZED} AND a.valid_to IS NULL")  # one opened and ended today has its last day tomorrow
UNSTAFFED = "s.level = 6 AND coalesce(w.full_time, 0) = 0"
TALLIED = """GROUND
SELECT left(s.code, %(digits)s::int), grouping(left(s.code, %(digits)s::int)) = 1,
       count(*) FILTER (WHERE s.level = 6), count(*) FILTER (WHERE s.level = 7),
       count(*) FILTER (WHERE s.size = 'under'), count(*) FILTER (WHERE s.size = 'over'),
       count(*) FILTER (WHERE s.size = 'unknown'), count(*) FILTER (WHERE UNSTAFFED)
  FROM sized s LEFT JOIN worked w ON w.grid_id = s.code
 GROUP BY GROUPING SETS ((), (left(s.code, %(digits)s::int)))
""".replace("GROUND", GROUND).replace("UNSTAFFED", UNSTAFFED)
LISTED = """GROUND
SELECT s.code, s.name, s.level, s.setting, s.villager_groups, s.households, s.counted_on, s.size,
       coalesce(w.full_time, 0), coalesce(w.workers, 0),
       (SELECT p.name FROM areas_area p WHERE p.code = left(s.code, CASE s.level WHEN 7 THEN 15 ELSE 12 END))
  FROM sized s LEFT JOIN worked w ON w.grid_id = s.code
 WHERE CASE %(which)s::text WHEN 'all' THEN true WHEN 'unstaffed' THEN UNSTAFFED ELSE s.size = %(which)s::text END
 ORDER BY s.code LIMIT %(limit)s::int OFFSET %(offset)s::int
""".replace("GROUND", GROUND).replace("UNSTAFFED", UNSTAFFED)


class Which(StrEnum):
    """By what a list of grids is narrowed."""

    ALL = "all"
    OVER = "over"
    UNDER = "under"
    UNKNOWN = "unknown"
    UNSTAFFED = "unstaffed"


@dataclass(frozen=True)
class Tally:
    """How many grids an area has, and in how many something is to be done."""

    grids: int = 0
    micro_grids: int = 0
    under: int = 0
    over: int = 0
    unknown: int = 0
    unstaffed: int = 0

    @property
    def misfits(self) -> int:
        """Grids that are too large or too small."""
        return self.under + self.over


@dataclass(frozen=True)
class GridRow:
    """A grid or micro-grid in a list."""

    code: str
    name: str
    level: int
    setting: str
    villager_groups: int | None
    households: int | None
    counted_on: date | None
    size: Size
    full_time: int
    workers: int
    parent: str = ""

    @property
    def where(self) -> str:
        """The community of a grid, the grid of a micro-grid: many are called alike."""
        return rules.short_name(self.parent)

    @property
    def is_micro(self) -> bool:
        """Whether it is part of a grid."""
        return self.level == Level.MICRO_GRID

    @property
    def level_name(self) -> Sentence:
        """网格 or 微网格."""
        return LEVEL_NAMES[Level(self.level)]

    @property
    def setting_name(self) -> Sentence:
        """城市 or 农村."""
        return SETTINGS[self.setting]

    @property
    def size_name(self) -> Sentence:
        """What the rules of the place say of it."""
        return SIZES[self.size]

    @property
    def is_unstaffed(self) -> bool:
        """Whether it should have a full-time worker and has none."""
        return self.level == Level.GRID and not self.full_time

    @property
    def rule(self) -> str:
        """How large it should be, and who says so."""
        rule = rule_of(self.level, self.setting)
        if rule is None:
            return _("没有规定大小。")
        households = _("应为 %(span)s 户（%(source)s）。")
        words = households if rule.measure is Measure.HOUSEHOLDS else _("应为 %(span)s 个村民小组（%(source)s）。")
        span = str(rule.least) if rule.least == rule.most else f"{rule.least}–{rule.most}"
        return words % {"span": span, "source": translated(rule.source)}


def tallies(area: str, day: date) -> tuple[Tally, Mapping[str, Tally]]:
    """Of an area as a whole, and of each area directly below it by code."""
    digits = rules.child_length(area) or len(area)
    with connection.cursor() as cursor:
        cursor.execute(TALLIED, {**grids.parameters(area, day), "digits": digits})
        rows = cursor.fetchall()
    whole = next((Tally(*counts) for _code, is_whole, *counts in rows if is_whole), Tally())
    return whole, {code: Tally(*counts) for code, is_whole, *counts in rows if not is_whole}


def listed(area: str, day: date, which: Which = Which.ALL, *, limit: int = 100, offset: int = 0) -> list[GridRow]:
    """The grids of an area, those of one kind only where wanted; by code, so that micro-grids follow their grid."""
    facts: dict[str, Any] = {"which": which.value, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(LISTED, {**grids.parameters(area, day), **facts})
        rows = cursor.fetchall()
    return [
        GridRow(code, name, level, setting, groups, households, counted_on, Size(size), full_time, workers, parent)
        for code, name, level, setting, groups, households, counted_on, size, full_time, workers, parent in rows
    ]


def posts_of(grid: str) -> GridPostQuerySet:
    """Everybody who works or worked in a grid, who works now first."""
    return GridPost.objects.filter(grid=grid).select_related("user").order_by("-ends_on", "part", "starts_on")


def staff_nearby(grid: str, day: date) -> list[User]:
    """Who may be taken for a grid: staff with a post in its township, or in an area around it."""
    township = grid[: LENGTHS[Level.TOWNSHIP - 1]]
    held = User.objects.filter(kind=UserKind.STAFF, is_active=True, posts__area__within=[township])
    return list(held.exclude(posts__ends_at__date__lte=day).distinct().order_by("name", "username"))


def successions(code: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """From what a grid came and into what it went: codes and names."""
    found = list(Succession.objects.filter(before=code)) + list(Succession.objects.filter(after=code))
    names = names_of({row.before_id for row in found} | {row.after_id for row in found})
    return (
        [(row.before_id, names[row.before_id]) for row in found if row.after_id == code],
        [(row.after_id, names[row.after_id]) for row in found if row.before_id == code],
    )


def timeline(code: str) -> list[Entry]:
    """What was changed about an area, newest first, in words."""
    entries = history.entries(code)
    names = staff_names(entry.actor_user for entry in entries if entry.actor_user)
    return [
        Entry(happened(entry), entry.at, _who(entry.actor_user, names, entry.actor_name)) for entry in reversed(entries)
    ]


def unit_timeline(unit: Organization) -> list[Entry]:
    """What was changed about an organisation, newest first, in words."""
    entries = journal.entries(on=unit)
    names = staff_names(entry.actor_user for entry in entries if entry.actor_user)
    return [
        Entry(
            happened_to_unit(entry),
            entry.at,
            _who(entry.actor_user, names, entry.actor_name),
            said=(entry.text or {}).get("purpose", ""),
        )
        for entry in reversed(entries)
    ]


def by_part(posts: Sequence[GridPost], day: date) -> list[GridPost]:
    """Those who work in the grid on a day, full-time first."""
    order = {"full_time": 0, "part_time": 1, "volunteer": 2}
    held = [post for post in posts if post.ends_on is None or post.ends_on > day]
    return sorted(held, key=lambda post: (order[post.part], post.starts_on))


def _who(user: UUID | None, names: Mapping[UUID, str], job: str) -> str:
    return names.get(user, "") if user else job
