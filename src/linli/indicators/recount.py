"""The same figures from the journal alone, and where they differ from what is stored.

Nothing here reads a case or a stored figure to count by: the standing of each case is rebuilt from its entries, so a
figure that somebody has changed behind the product's back, or a case that has, is found.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db import connection

from linli.areas.rules import LENGTHS, Level
from linli.base.journal import Entry
from linli.base.models import JournalEntry
from linli.base.scope import ranges
from linli.cases.replay import standing_of
from linli.indicators import queries, rules
from linli.indicators.models import DailyMeasure, MonthlyMeasure, StaleDay
from linli.indicators.rules import COUNTY, ROLLED, Measure, Period

ALL = "*"
AT_ONCE = 10_000  # cases whose entries are asked for together
GIVES_UNIT = frozenset({"cases.submitted", "cases.accepted", "cases.assigned", "cases.returned"}) | {
    "cases.decided",
    "cases.owner_found",
}
GIVES_GRID = frozenset({"cases.submitted", "cases.located"})
# An entry that sets a deadline carries it; a case whose last deadline lies in the period has one that does.
CONCERNED = """
SELECT DISTINCT subject_id FROM journal
WHERE subject_kind = 'cases.case' AND area_code >= %s::text AND area_code < %s::text AND facts ? 'due'
  AND ((facts ->> 'due')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %s::date AND %s::date
"""


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """What one stored figure is of: a day of a community, or the month (by its first day) of a county and above.

    `unit` is a UUID's text, empty where no unit holds the cases, `*` for all units together.
    """

    area: str
    day: date
    unit: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the journal does not confirm."""

    leaf: Leaf
    stored: int
    recounted: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """An area and period counted twice."""

    until: datetime | None
    cases: int
    figures: int
    waiting: int  # days that have changed meanwhile and will be counted again: not compared
    differences: list[Difference]


def recount(area: str, period: Period, at: datetime) -> Counter[Leaf]:
    """The leaf figures of an area and period as the journal tells them, of a moment."""
    return _counted(area, period, at)[0]


@dataclass(frozen=True, slots=True)
class Held:
    """What one case counted for at a moment, told from its journal."""

    case: UUID
    area: str
    unit: UUID | None
    holds: frozenset[Measure]


def held(area: str, period: Period, at: datetime) -> Iterator[Held]:
    """Every case that counted in an area and period at a moment, whatever has happened since."""
    for rows in _histories(area, period):
        if history := [row for row in rows if row.happened_at <= at]:
            case = standing_of(_plain(row) for row in history)
            holds = rules.measures_of(case, at)
            place = _place_in(history)
            if holds and place.startswith(area) and period.first <= rules.day_of(case) <= period.last:
                unit = _unit_in(history)
                yield Held(history[0].subject_id, place, UUID(unit) if unit else None, holds)


def rolled(leaves: Counter[Leaf], area: str) -> Counter[Leaf]:
    """The months of counties, prefectures and provinces within an area that these leaves must add up to."""
    found: Counter[Leaf] = Counter()
    for leaf, value in leaves.items():
        for length in ROLLED:
            if length >= len(area):
                code, month = leaf.area[:length], leaf.day.replace(day=1)
                found[Leaf(code, month, ALL, leaf.measure)] += value
                if length == COUNTY:
                    found[Leaf(code, month, leaf.unit, leaf.measure)] += value
    return found


def stored_months(area: str, period: Period) -> Counter[Leaf]:
    """The rolled months as they are kept."""
    rows = MonthlyMeasure.objects.filter(area__within=[area], month__range=(period.first, period.last))
    found = rows.values_list("area_id", "month", "unit_id", "of_unit", "measure", "value")
    return Counter(
        {
            Leaf(code, month, _text(unit) if of_unit else ALL, Measure(name)): value
            for code, month, unit, of_unit, name, value in found
        }
    )


def stored(area: str, period: Period) -> Counter[Leaf]:
    """The leaf figures as they are kept."""
    rows = DailyMeasure.objects.filter(area__within=[area], day__range=(period.first, period.last))
    found = rows.values_list("area_id", "day", "unit_id", "measure", "value")
    return Counter({Leaf(code, day, _text(unit), Measure(name)): value for code, day, unit, name, value in found})


def compare(area: str, period: Period) -> Comparison:
    """Count again from the journal and name every figure that differs.

    Right after a refresh in the same transaction nobody else counts in between; what was marked since is left out.
    """
    until = queries.computed_until()
    if until is None:
        return Comparison(None, 0, 0, 0, [])
    (again, cases), kept = _counted(area, period, until), stored(area, period)
    waiting = set(
        StaleDay.objects.filter(area__within=[area[: LENGTHS[Level.COMMUNITY - 1]]]).values_list("area_id", "day")
    )
    if period.is_months:
        again.update(rolled(again, area))
        kept.update(stored_months(area, period))
    moving = waiting | {(code[:length], day.replace(day=1)) for code, day in waiting for length in ROLLED}
    different = {leaf for leaf in again.keys() | kept.keys() if kept[leaf] != again[leaf]}
    wrong = [leaf for leaf in different if (leaf.area[: LENGTHS[Level.COMMUNITY - 1]], leaf.day) not in moving]
    differences = [Difference(leaf, kept[leaf], again[leaf]) for leaf in sorted(wrong)]
    return Comparison(until, cases, len(kept), len(waiting), differences)


def _counted(area: str, period: Period, at: datetime) -> tuple[Counter[Leaf], int]:
    """The leaf figures, and how many cases are counted in them."""
    found, cases = Counter[Leaf](), 0
    for leaves in _leaves_by_case(area, period, at):
        found.update(leaves)
        cases += bool(leaves)
    return found, cases


def _leaves_by_case(area: str, period: Period, at: datetime) -> Iterator[list[Leaf]]:
    for history in _histories(area, period):
        case = standing_of(_plain(row) for row in history)
        day = rules.day_of(case)
        if period.first <= day <= period.last:
            unit = _unit_in(history)
            if (code := _place_in(history)).startswith(area):
                yield [Leaf(code, day, unit, measure) for measure in rules.measures_of(case, at)]


def _histories(area: str, period: Period) -> Iterator[list[JournalEntry]]:
    """The entries of each case that the period concerns. A city has more of them in a month than a query takes.

    Those of a grid are found among its community's.
    """
    with connection.cursor() as cursor:
        cursor.execute(CONCERNED, [*ranges([area[: LENGTHS[Level.COMMUNITY - 1]]])[0], period.first, period.last])
        subjects = sorted(row[0] for row in cursor.fetchall())
    for start in range(0, len(subjects), AT_ONCE):
        wanted = subjects[start : start + AT_ONCE]
        rows = JournalEntry.objects.filter(subject_kind="cases.case", subject_id__in=wanted)
        for _case, history in groupby(rows.order_by("subject_id", "seq").iterator(), key=lambda row: row.subject_id):
            yield list(history)


def _unit_in(history: list[JournalEntry]) -> str:
    """Who has the case after these entries; nothing where nobody does."""
    return next(str(row.facts["unit"] or "") for row in reversed(history) if row.verb in GIVES_UNIT)


def _place_in(history: list[JournalEntry]) -> str:
    """Where the case counts after these entries: its grid, where one was said, else its community."""
    said = (str(row.facts["grid"]) for row in reversed(history) if row.verb in GIVES_GRID and row.facts.get("grid"))
    return next(said, history[0].area_code)


def _plain(row: JournalEntry) -> Entry:
    """An entry without its words: nothing is counted by what people wrote, so nothing need be deciphered."""
    return Entry(
        row.id,
        row.verb,
        row.happened_at,
        row.actor_kind,
        row.actor_user,
        row.actor_unit,
        row.actor_name,
        row.facts,
        None,
    )


def _text(unit: UUID | None) -> str:
    return str(unit or "")
