"""What is read of ledgers: how every area stands on a day, what somebody has to fill, and an area's history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.rights import may, posts_with
from linli.areas import classes
from linli.areas.rules import LENGTHS, PLACEHOLDERS, Level
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.base.scope import ranges
from linli.cases.beside import Waiting
from linli.ledgers import rules
from linli.ledgers.models import FILL, PUBLISH, Each, Evidence, Ledger, Line
from linli.ledgers.rules import TO_DO, Spec, SpecFault, State
from linli.organizations.models import Organization, ServingArea

LEVELS = {Each.COMMUNITY: Level.COMMUNITY, Each.TOWNSHIP: Level.TOWNSHIP, Each.COUNTY: Level.COUNTY}
MOST_BESIDE = 10

# The same as `rules.held`: of each day the line written last, without the days taken back; of these the newest.
HELD = """
SELECT DISTINCT ON (ledger_id, area_id) ledger_id, area_id, id, day, is_met, valid_until, "values" AS said
  FROM (SELECT DISTINCT ON (ledger_id, area_id, day)
               ledger_id, area_id, id, day, is_void, is_met, valid_until, "values"
          FROM ledgers_line
         WHERE LEDGERS AND area_id >= %(low)s::text AND area_id < %(high)s::text AND day <= %(day)s::date
         ORDER BY ledger_id, area_id, day, written_at DESC, id DESC) newest
 WHERE NOT is_void ORDER BY ledger_id, area_id, day DESC
"""
STOOD = """
WITH classed AS (CLASSED),
places AS (
  SELECT code, 5 AS level, classes FROM classed
  UNION ALL
  SELECT code, level, '{}' FROM areas_area
   WHERE code >= %(low)s::text AND code < %(high)s::text AND level IN (3, 4) AND name <> ALL (%(placeholders)s::text[])
     AND (valid_to IS NULL OR valid_to > %(day)s::date)),
asked AS (
  SELECT * FROM unnest(%(ledgers)s::uuid[], %(levels)s::int[], %(of)s::text[]) AS t (ledger, level, of)),
within AS (
  SELECT * FROM unnest(%(w_ledgers)s::uuid[], %(w_low)s::text[], %(w_high)s::text[]) AS t (ledger, low, high)),
held AS (HELD),
-- Brought together rather than joined: the planner cannot guess how many lines stand, and would try them one by one.
marked AS (
  SELECT a.ledger, p.code, 1 AS is_asked, '' AS line, NULL::date AS day, NULL::boolean AS is_met,
         NULL::date AS valid_until
    FROM asked a JOIN places p ON p.level = a.level AND (a.of = '' OR a.of = ANY (p.classes))
   WHERE EXISTS (SELECT 1 FROM within w WHERE w.ledger = a.ledger AND p.code >= w.low AND p.code < w.high)
  UNION ALL
  SELECT ledger_id, area_id, 0, id::text, day, is_met, valid_until FROM held)
SELECT ledger, code, nullif(max(line), '')::uuid AS id, max(day) AS day, bool_or(is_met) AS is_met,
       max(valid_until) AS valid_until
  FROM marked GROUP BY ledger, code HAVING max(is_asked) = 1
""".replace("HELD", HELD.replace("LEDGERS", "ledger_id = ANY (%(ledgers)s::uuid[])"))
COUNTED = """
SELECT ledger, is_met, valid_until, count(*) FROM (STOOD) stood GROUP BY ledger, is_met, valid_until
""".replace("STOOD", STOOD)


@dataclass(frozen=True, slots=True)
class Stood:
    """How one area stands: its line on the day asked for, if one stands for it."""

    area: str
    line: UUID | None
    day: date | None
    is_met: bool | None
    valid_until: date | None
    state: State


@dataclass(frozen=True)
class Tally:
    """How many areas of a ledger stand how, and until when the rest is wanted."""

    ledger: Ledger
    spec: Spec
    states: Counter[State] = field(default_factory=Counter)
    met: int = 0

    @property
    def areas(self) -> int:
        """Of how many."""
        return sum(self.states.values())

    @property
    def to_do(self) -> int:
        """How many wait to be filled or renewed."""
        return sum(self.states[each] for each in TO_DO)

    @property
    def overdue(self) -> int:
        """How many should have been."""
        return self.states[State.OVERDUE]

    @property
    def filled(self) -> int:
        """How many have a line that holds."""
        return self.areas - self.states[State.MISSING] - self.states[State.OVERDUE]


def specs_of(ledgers: Iterable[Ledger]) -> dict[UUID, Spec]:
    """What ledgers in use ask for; one that somebody has spoilt is left out, and said where it is looked at."""
    found = {}
    for each in ledgers:
        if each.current is None:
            continue
        try:
            found[each.pk] = each.current.read
        except SpecFault:
            continue
    return found


def areas_of(ledger: Ledger, within: Sequence[str], day: date) -> list[Stood]:
    """How every area of a ledger inside these stands on a day, by code; by one statement."""
    spec = specs_of([ledger])[ledger.pk]
    rows = _asked(STOOD, {ledger: within}, day)
    return [
        Stood(code, line, on, met, until, rules.state(met, until, spec.due_on, day))
        for _ledger, code, line, on, met, until in sorted(rows, key=lambda row: str(row[1]))
    ]


def tallies(within: Mapping[Ledger, Sequence[str]], day: date) -> list[Tally]:
    """How the areas of ledgers stand, each inside its own prefixes; all of them by one statement."""
    specs = specs_of(within)
    found = {each.pk: Tally(each, specs[each.pk], Counter()) for each in within if each.pk in specs}
    met: Counter[UUID] = Counter()
    asked = {each: prefixes for each, prefixes in within.items() if each.pk in specs}
    for ledger, is_met, until, count in _asked(COUNTED, asked, day):
        found[ledger].states[rules.state(is_met, until, specs[ledger].due_on, day)] += count
        met[ledger] += count if is_met and rules.holds(until, day) else 0
    return [Tally(each.ledger, each.spec, each.states, met[each.ledger.pk]) for each in found.values()]


def _asked(statement: str, within: Mapping[Ledger, Sequence[str]], day: date) -> list[Any]:
    """The rows; nothing is asked where there is nothing to ask for."""
    spans = [(each, *span) for each, prefixes in within.items() for span in ranges(_inside(each, prefixes))]
    if not spans:
        return []
    ledgers = list({each.pk: each for each, _low, _high in spans}.values())
    facts = classes.parameters("", day) | {
        "low": min(low for _each, low, _high in spans),
        "high": max(high for _each, _low, high in spans),
        "placeholders": sorted(PLACEHOLDERS),
        "ledgers": [each.pk for each in ledgers],
        "levels": [int(LEVELS[Each(each.each)]) for each in ledgers],
        "of": [each.of for each in ledgers],
        "w_ledgers": [each.pk for each, _low, _high in spans],
        "w_low": [low for _each, low, _high in spans],
        "w_high": [high for _each, _low, high in spans],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("CLASSED", classes.classed({each.of for each in ledgers})), facts)
        rows: list[Any] = cursor.fetchall()
    return rows


def _inside(ledger: Ledger, prefixes: Iterable[str]) -> list[str]:
    """The parts of these areas that a ledger is of."""
    root = str(ledger.area_id)
    found = (each if each.startswith(root) else root for each in prefixes if _touches(each, root))
    return sorted(set(found))


def _touches(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def is_of(ledger: Ledger, code: str, day: date) -> bool:
    """Whether an area is one of those a ledger asks for."""
    if len(code) != LENGTHS[LEVELS[Each(ledger.each)] - 1] or not code.startswith(str(ledger.area_id)):
        return False
    return any(stood.area == code for stood in areas_of(ledger, [code], day))


# Who fills


@dataclass(frozen=True)
class Filler:
    """Where somebody fills what: by the units they work in, and by the areas whose ledgers they manage."""

    units: tuple[UUID, ...]
    served: tuple[tuple[str, str], ...]  # kind of unit, area it serves
    managed: tuple[str, ...]
    unit_of_kind: Mapping[str, UUID]

    def own(self, ledger: Ledger) -> list[str]:
        """The areas that are theirs to fill."""
        if ledger.filled_by_id:
            return [str(ledger.area_id)] if ledger.filled_by_id in self.units else []
        return sorted({area for kind, area in self.served if kind in ledger.kinds})

    def may(self, ledger: Ledger) -> list[str]:
        """The same, and what they may fill because they manage it."""
        return sorted({*self.own(ledger), *_inside(ledger, self.managed)})

    def unit_for(self, ledger: Ledger) -> UUID | None:
        """In whose name they fill it; None for who manages it."""
        if ledger.filled_by_id:
            return ledger.filled_by_id if ledger.filled_by_id in self.units else None
        return next((unit for kind, unit in self.unit_of_kind.items() if kind in ledger.kinds), None)


def filler(actor: Actor) -> Filler:
    """Where the actor fills; one statement for who works in a unit."""
    units = tuple(sorted({post.unit for post in posts_with(actor, FILL) if post.unit}))
    managed = tuple(sorted({post.area for post in posts_with(actor, PUBLISH)}))
    served = []
    if units:
        active = ServingArea.objects.filter(organization__in=units, organization__is_active=True)
        served = list(active.values_list("organization__type_id", "area_id", "organization_id"))
    return Filler(
        units,
        tuple((kind, area) for kind, area, _unit in served),
        managed,
        {kind: unit for kind, _area, unit in served},
    )


def mine(actor: Actor, day: date) -> list[Tally]:
    """What the actor's units have to fill, what is due first at the top; nothing of what they merely may."""
    if not actor.units or not may(actor, FILL):
        return []
    ledgers = list(Ledger.objects.visible_to(actor).in_use())
    if not ledgers:
        return []
    by = filler(actor)
    found = tallies({each: by.own(each) for each in ledgers if by.own(each)}, day)
    return sorted(
        (each for each in found if each.areas), key=lambda each: (-each.overdue, each.spec.due_on or date.max)
    )


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Handles 今天: the ledgers in which an area of my unit is not filled, or has to be filled again."""
    today = local_day(at)
    found = []
    for each in mine(actor, today):
        if not each.to_do:
            continue
        soon = each.spec.due_on or today + timedelta(days=30)
        due = datetime.combine(min(soon, today) if each.overdue else soon, time(18), SHANGHAI)
        title = _("%(name)s：%(count)d 个要填") % {"name": each.ledger.name, "count": each.to_do}
        url = reverse("ledgers:ledger", args=[each.ledger.key]) + "?which=mine"
        kind = gettext_lazy("专项台账，过了期限") if each.overdue else gettext_lazy("专项台账，请填")
        found.append(Waiting(title, url, kind, due))
    return found[:MOST_BESIDE]


def history(ledger: Ledger, area: str, actor: Actor) -> list[Line]:
    """Everything ever written of an area, newest first, with who, by which version, and what shows it."""
    found = Line.objects.visible_to(actor).filter(ledger=ledger, area=area)
    return list(found.select_related("version", "unit", "written_by").prefetch_related("evidence"))


def unit_named(name: str, area: str) -> Organization | None:
    """The unit of an area that is called so; None where there is none, or more than one."""
    units = Organization.objects.belonging_to([area]).filter(is_active=True)
    found = list(units.filter(name=name)[:2]) or list(units.filter(short_name=name)[:2])
    return found[0] if len(found) == 1 else None


def kept_files(keys: Sequence[str]) -> set[str]:
    """Which of these files are evidence."""
    return set(Evidence.objects.filter(key__in=keys).values_list("key", flat=True))
