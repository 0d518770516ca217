"""Questions about divisions: find by name, initials or code; what one lies in; its name as an address.

Within a subtree some thousand rows are scanned. Over the whole country each branch of a statement is one short walk
along an index, so that a single character answers as quickly as a full name.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, Q, Value, When

from linli.areas import rules
from linli.areas.models import Area, AreaQuerySet
from linli.areas.region import root
from linli.areas.rules import Level
from linli.base.prepared import Prepared

MOST_WORDS = 6  # province, city, county, township, community, and one to spare

# Beginnings level by level; what holds the words down to the township; of communities what a trigram (three characters
# or more) finds. A common word is in too many communities to rank them all: enough of them are taken as they come.
BY_NAME = """
WITH beginning AS (
  SELECT found.code FROM generate_series(1, %(deepest)s::int) AS deep(level), LATERAL (
    SELECT code FROM areas_area WHERE level = deep.level AND name LIKE %(begins)s::text AND valid_to IS NULL
    ORDER BY level, name USING ~<~ LIMIT %(limit)s::int) AS found),
high AS (
  SELECT code FROM areas_area WHERE level <= 4 AND name LIKE %(holds)s::text AND valid_to IS NULL
  ORDER BY level, code LIMIT %(limit)s::int),
low AS (
  SELECT code FROM areas_area
  WHERE level > 4 AND level <= %(deepest)s::int AND valid_to IS NULL
    AND length(%(text)s::text) >= 3 AND name LIKE %(holds)s::text
  LIMIT %(limit)s::int * 5)
SELECT code FROM areas_area
WHERE code IN (SELECT code FROM beginning UNION SELECT code FROM high UNION SELECT code FROM low)
ORDER BY CASE WHEN name = %(text)s::text THEN 0 WHEN starts_with(name, %(text)s::text) THEN 1 ELSE 2 END, level, code
LIMIT %(limit)s::int
"""
BY_INITIALS = """
SELECT found.code FROM generate_series(1, %(deepest)s::int) AS deep(level), LATERAL (
  SELECT code, level, initials FROM areas_area
  WHERE level = deep.level AND initials LIKE %(begins)s::text AND valid_to IS NULL
  ORDER BY level, initials LIMIT %(limit)s::int) AS found
ORDER BY found.level, length(found.initials), found.code LIMIT %(limit)s::int
"""


_of_code = Prepared(lambda code: Area.objects.filter(code=code)[:1])


def area_of(code: str) -> Area | None:
    """The division of a code, also one that is gone."""
    return _of_code.first(code)


def find(
    text: str, within: Iterable[str] | None = None, limit: int = 20, deepest: Level = Level.MICRO_GRID
) -> list[Area]:
    """Areas of today by name, pinyin initials or the beginning of a code; exact, then beginning, then holding it.

    Higher levels come first. Words before the last narrow: `桃城区 游园`. Over the whole country one or two characters
    find communities by their beginning only. `deepest` leaves out what lies lower: grids, where a community is meant.
    """
    *above, words = text.split()[:MOST_WORDS] or [""]
    prefixes = None if within is None else list(within)
    if above:
        prefixes = [area.code for area in find(" ".join(above), prefixes, limit, deepest)]
    if not words or prefixes == []:
        return []
    for asked in dict.fromkeys((words, rules.stem(words))):  # 中兴社区 is published as 中兴居民委员会
        if found := _find(asked, prefixes, limit, deepest):
            return found
    return []


def parents(code: str) -> list[Area]:
    """What an area lies in, highest first, without itself."""
    return list(Area.objects.filter(code__in=rules.ancestors_of(code)).order_by("code"))


def children(code: str) -> list[Area]:
    """The areas of today directly below one, by code; of the empty code, the provinces."""
    return list(Area.objects.current().below(code))


def path_name(code: str, below: str | None = None) -> str:
    """An area's name as an address: 桃城区河西街道游园社区.

    Begins under `below`, by default the region served; the empty code begins with the province. Empty for a code that
    does not exist.
    """
    return path_names([code], below).get(code, "")


def path_names(codes: Iterable[str], below: str | None = None) -> dict[str, str]:
    """`path_name` of several codes, in one query."""
    start = root() if below is None else below
    chains = {code: _chain(code, start) for code in set(codes)}
    steps = {step for chain in chains.values() for step in chain}
    names = dict(Area.objects.filter(code__in=steps).values_list("code", "name"))
    return {
        code: rules.path(names[step] for step in chain if step in names)
        for code, chain in chains.items()
        if code in names
    }


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names people use for these codes, in one query; a code that does not exist is left out."""
    found = Area.objects.filter(code__in=set(codes)).values_list("code", "name")
    return {code: rules.short_name(name) for code, name in found}


def _chain(code: str, start: str) -> list[str]:
    """The codes whose names make the address: those under `start`, and the area itself even where it is `start`."""
    inside = code.startswith(start)
    return [step for step in (*rules.ancestors_of(code), code) if step == code or not inside or len(step) > len(start)]


def _find(asked: str, prefixes: Sequence[str] | None, limit: int, deepest: Level) -> list[Area]:
    if asked.isascii() and asked.isdigit():
        by_code = _by_code(asked, prefixes, limit, deepest)
        return by_code or _by_words("name", asked, prefixes, limit, deepest)  # 142团
    if asked.isascii():
        return _by_words("initials", asked.lower(), prefixes, limit, deepest)
    return _by_words("name", asked, prefixes, limit, deepest)


def _by_code(digits: str, prefixes: Sequence[str] | None, limit: int, deepest: Level) -> list[Area]:
    """The area of this code and the two levels that follow: whoever types a code goes down it step by step."""
    below = next((level for length, level in rules.LEVELS.items() if length >= len(digits)), Level.MICRO_GRID) + 1
    areas = _today(prefixes).inside([digits]).filter(level__lte=min(below, deepest))
    return list(areas.order_by("level", "code")[:limit])


def _by_words(field: str, asked: str, prefixes: Sequence[str] | None, limit: int, deepest: Level) -> list[Area]:
    if prefixes is None or "" in prefixes:
        return _in_country(BY_NAME if field == "name" else BY_INITIALS, asked, limit, deepest)
    exact, beginning = Q((field, asked)), Q((f"{field}__startswith", asked))
    rank = Case(When(exact, then=Value(0)), When(beginning, then=Value(1)), default=Value(2))
    areas = _today(prefixes).filter((f"{field}__contains", asked), level__lte=deepest).annotate(rank=rank)
    return list(areas.order_by("rank", "level", "code")[:limit])


def _in_country(statement: str, asked: str, limit: int, deepest: Level) -> list[Area]:
    literal = connection.ops.prep_for_like_query(asked)
    facts: dict[str, Any] = {"text": asked, "begins": f"{literal}%", "holds": f"%{literal}%", "limit": limit}
    facts["deepest"] = int(deepest)
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        order = [code for (code,) in cursor.fetchall()]
    areas = Area.objects.in_bulk(order)
    return [areas[code] for code in order]


def _today(prefixes: Sequence[str] | None) -> AreaQuerySet:
    areas = Area.objects.current()
    return areas if prefixes is None else areas.inside(prefixes)
