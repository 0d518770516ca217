"""Writing down how registers stand: a day of a region in one statement and one transaction; months that stand for ever.

A row is written only where something differs from what was known before. Counting a day again therefore writes
nothing, or what has come later. Every night counts again the days that are not locked and the last ones of those that
are; cut off, it goes on with the days it has not come to.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Left

from linli.areas import denominators
from linli.areas.models import FigureKind
from linli.areas.region import root
from linli.areas.rules import LENGTHS, Level
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.base.inserting import insert
from linli.base.journal import record
from linli.indicators import rules
from linli.indicators.definitions import days_to_lock
from linli.indicators.models import THE_WATERMARK, LockedStanding, SnapshotRun
from linli.indicators.rules import Period
from linli.indicators.standing import counting
from linli.indicators.standing.definitions import COMMUNITIES, Definition, definitions
from linli.indicators.standing.rules import Kind
from linli.organizations.models import Organization

LOCKED_MONTHS = 12  # so many locked months are still asked what has come later
DAY = timedelta(days=1)
MARK = ("indicators.watermark", THE_WATERMARK)
LEVELS = LENGTHS[: Level.COMMUNITY]
PREFECTURE = LENGTHS[Level.PREFECTURE - 1]

HOLD = "SELECT pg_advisory_xact_lock(hashtext('indicators.snapshot'))"
# All levels from the leaves; what is divided by a number of residents has it by area. A row where something changed.
WRITE = """
, summed AS (
  SELECT number, left(code, l.length) AS area, count(*) AS places, sum(had)::bigint AS had,
         sum(counted)::bigint AS counted, sum(divided_by)::bigint AS divided_by
    FROM each JOIN unnest(%(lengths)s::int[]) AS l (length) ON length(code) >= l.length
   GROUP BY number, left(code, l.length)),
now_known AS (
  SELECT d.indicator, s.area,
         CASE WHEN d.kind = 'coverage' THEN s.had ELSE s.counted END AS numerator,
         CASE d.kind WHEN 'coverage' THEN s.places WHEN 'share' THEN s.divided_by WHEN 'count' THEN NULL
              ELSE CASE WHEN d.divisor = %(communities)s::text THEN s.places ELSE f.value END END AS denominator
    FROM summed s
    JOIN unnest(%(numbers)s::int[], %(ids)s::text[], %(kinds)s::text[], %(divisors)s::text[])
         AS d (number, indicator, kind, divisor) ON d.number = s.number
    LEFT JOIN unnest(%(f_kinds)s::text[], %(f_areas)s::text[], %(f_values)s::bigint[])
         AS f (kind, area, value) ON f.kind = d.divisor AND f.area = s.area),
known AS (
  SELECT DISTINCT ON (area_id, indicator) indicator, area_id::text AS area, numerator, denominator
    FROM indicators_standingsnapshot
   WHERE area_id >= %(low)s::text AND area_id < %(high)s::text AND day <= %(day)s::date
     AND indicator = ANY (%(ids)s::text[])
   ORDER BY area_id, indicator, day DESC, known_at DESC)
INSERT INTO indicators_standingsnapshot (indicator, area_id, day, known_at, numerator, denominator)
SELECT indicator, area, %(day)s::date, %(at)s::timestamptz, n.numerator, n.denominator
  FROM now_known n FULL JOIN known k USING (indicator, area)
 WHERE n.numerator IS DISTINCT FROM k.numerator OR n.denominator IS DISTINCT FROM k.denominator
"""


@transaction.atomic
def snapshot(
    region: str, day: date, *, by: Actor, at: datetime, only: Sequence[Definition] | None = None
) -> SnapshotRun:
    """Write down how a region and all in it stood on a day; of a day long gone, what registers still know of it."""
    is_whole = day >= local_day(at) - DAY
    asked = [each for each in (definitions().values() if only is None else only) if _can_be_asked(each, is_whole)]
    with connection.cursor() as cursor:
        cursor.execute(HOLD)
        rows = _write(cursor, region, day, at, asked) if asked else 0
    run = SnapshotRun(root=region, day=day, taken_at=at, is_whole=is_whole, rows=rows)
    insert(run)
    if rows:
        record("indicators.snapshot_taken", on=MARK, by=by, at=at, area=region, day=day, rows=rows)
    return run


@transaction.atomic
def lock_what_is_over(*, by: Actor, at: datetime) -> list[Period]:
    """Let the snapshots of every month stand whose day has come, so many days after its end. Which ones."""
    first = SnapshotRun.objects.order_by("day").values_list("day", flat=True).first()
    if first is None:
        return []
    known = set(LockedStanding.objects.values_list("month", flat=True))
    month, found = Period.month_of(first), []
    while rules.locks_on(month, days_to_lock()) <= local_day(at):
        if month.first not in known:
            formulas = {each.id: each.counts for each in definitions().values() if each.numerator}
            locked = LockedStanding(month=month.first, locked_at=at, definitions=formulas)
            insert(locked)
            record("indicators.standing_locked", on=MARK, by=by, at=at, month=str(month))
            found.append(month)
        month = month.back(-1)
    return found


def due(at: datetime) -> Iterator[tuple[str, date]]:
    """What a night still has to count, the earliest day first: region and day."""
    tonight = datetime.combine(local_day(at), time.min, SHANGHAI)
    for region in regions():
        runs = SnapshotRun.objects.filter(root=region)
        done = set(runs.filter(taken_at__gte=tonight).values_list("day", flat=True))
        first = runs.order_by("day").values_list("day", flat=True).first()
        for day in days_to_count(first, local_day(at) - DAY, _locked_months()):
            if day not in done:
                yield region, day


def days_to_count(first: date | None, yesterday: date, locked: Sequence[Period]) -> list[date]:
    """The last days of locked months, every later day, and yesterday, from the first day that was ever counted."""
    if first is None:
        return [yesterday]
    ends = [month.last for month in sorted(locked)[-LOCKED_MONTHS:]]
    day = max(first, ends[-1] + DAY if ends else first)
    found = [each for each in ends if first <= each < yesterday]
    while day < yesterday:
        found.append(day)
        day += DAY
    return [*found, yesterday]


def regions() -> list[str]:
    """What is counted at a time: the region that is served; else each prefecture where there are units."""
    served = root()
    if served:
        return [served]
    seats = Organization.objects.filter(is_active=True).annotate(prefecture=Left("area_id", PREFECTURE))
    found = seats.order_by("prefecture").values_list("prefecture", flat=True)
    return [code for code in found.distinct() if len(code) == PREFECTURE]


def _locked_months() -> list[Period]:
    return [Period.month_of(each) for each in LockedStanding.objects.values_list("month", flat=True)]


def _can_be_asked(definition: Definition, is_whole: bool) -> bool:
    return definition.numerator is not None and (is_whole or definition.is_dated)


def _write(cursor: Any, region: str, day: date, at: datetime, asked: Sequence[Definition]) -> int:
    each, facts = counting.each_area(asked, region, day)
    lengths = [length for length in LEVELS if length >= len(region)]
    kinds, areas, values = _figures(region, day, asked, lengths)
    cursor.execute(
        each + WRITE,
        {
            **facts,
            "at": at,
            "lengths": lengths,
            "ids": [each.id for each in asked],
            "kinds": [each.kind.value for each in asked],
            "divisors": [each.divisor for each in asked],
            "communities": COMMUNITIES,
            "f_kinds": kinds,
            "f_areas": areas,
            "f_values": values,
        },
    )
    return int(cursor.rowcount)


def _figures(
    region: str, day: date, asked: Sequence[Definition], lengths: Sequence[int]
) -> tuple[list[str], list[str], list[int]]:
    """Numbers of residents and households by kind and area: a higher area may have its own, which is no sum."""
    wanted = {each.divisor for each in asked if each.kind is Kind.PER and each.divisor != COMMUNITIES}
    found = [
        (kind, area, figure.value)
        for kind in sorted(wanted)
        for length in lengths
        for area, figure in denominators.by_length(region, length, FigureKind(kind), day).items()
        if figure.value is not None
    ]
    return [kind for kind, _, _ in found], [area for _, area, _ in found], [value for _, _, value in found]
