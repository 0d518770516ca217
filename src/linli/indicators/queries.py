"""Rates read from leaf measures: summed whole, divided once. Every figure opens down to the cases behind it.

All of it is read as the acting person; an area outside their posts gives sums of what they may see, so pages ask for
the right to an area first. With a `lock`, the figures are those of that locked month instead of what is counted now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Count, F, FloatField, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Left, TruncMonth

from linli.areas.models import Area
from linli.areas.rules import LENGTHS, LEVELS, Level, child_length
from linli.base.actor import Actor
from linli.cases.models import Case, CaseQuerySet
from linli.indicators import measures, rules
from linli.indicators.definitions import Definition, definitions
from linli.indicators.models import DailyMeasure, LockedMeasure, LockedMonth, MonthlyMeasure, Watermark
from linli.indicators.rules import ROLLED, Measure, Period

Sums = Mapping[Measure, int]
FEW = 5  # one case in two is no rate: so few stand behind the others


@dataclass(frozen=True, slots=True)
class Rate:
    """An indicator's figure: two whole numbers, and their quotient where there is one."""

    definition: Definition
    numerator: int
    denominator: int

    @property
    def value(self) -> Decimal | None:
        """In per cent, rounded once; None is 暂无数据."""
        return rules.percent(self.numerator, self.denominator)

    @property
    def share(self) -> float | None:
        """For the length of a bar."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class AreaRates:
    """The rates of one area below the one asked for."""

    area: Area
    rates: list[Rate]


@dataclass(frozen=True, slots=True)
class MonthRates:
    """The rates of one month."""

    month: Period
    rates: list[Rate]
    lock: LockedMonth | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where one figure comes from.

    `yes` and `no` are the cases behind it that the viewer may open; `hidden_yes` and `hidden_no` say how many more
    there are. `is_moving`: a case has changed and the figure has not been counted again yet.
    """

    rate: Rate
    until: datetime | None
    yes: CaseQuerySet
    no: CaseQuerySet
    shown_yes: int
    shown_no: int
    hidden_yes: int = 0
    hidden_no: int = 0
    is_moving: bool = False

    @property
    def hidden(self) -> int:
        """How many cases the viewer may not open."""
        return self.hidden_yes + self.hidden_no


def computed_until() -> datetime | None:
    """The moment every figure is true of; None before the first count."""
    return Watermark.objects.values_list("until", flat=True).first()


def rates(area: str, period: Period, unit: UUID | None = None, lock: LockedMonth | None = None) -> list[Rate]:
    """All indicators of an area and a month or day, or of one unit there."""
    return _rates(_summed(_figures(area, period, unit, lock=lock)).get(None, {}), lock)


def by_children(
    area: str, period: Period, lock: LockedMonth | None = None, length: int | None = None
) -> list[AreaRates]:
    """The same for each area directly below (or whose code is so long), rolled up by prefix; without those that are
    gone and had nothing.
    """
    length = length or child_length(area)
    if length is None:
        return []
    below = list(Area.objects.filter(code__within=[area], level=LEVELS[length]).order_by("code"))
    if length in ROLLED and period.is_months:
        months = (period.first, period.last)
        kept = LockedMeasure if lock else MonthlyMeasure
        ready = kept.objects.filter(area__in=[each.code for each in below], of_unit=False)
        sums = _summed(ready.filter(month__range=months), F("area_id"))
    else:
        sums = _summed(_leaves(area, period, lock), Left("area_id", length))
    if below and length == LENGTHS[Level.GRID - 1]:  # what nobody has said the grid of is said, too
        below += Area.objects.filter(code=area)
    # A grid is shown where something happened in it: cases are a community's as a rule.
    stands = {each.code for each in below if each.valid_to is None and each.level <= Level.COMMUNITY}
    return [
        AreaRates(each, _rates(sums.get(each.code, {}), lock))
        for each in below
        if each.code in sums or (each.code in stands and each.code != area)
    ]


def by_unit(definition: Definition, area: str, period: Period, lock: LockedMonth | None = None) -> QuerySet[Any]:
    """One indicator of each unit that has cases to count, by its id (None: no unit holds them): numerator, denominator.

    Where help is needed first; of equals the one with more cases; last who has too few to say anything.
    """
    halves = _halves(definition, lock) or ()
    sums = {
        name: Sum("value", filter=Q(measure=measure.value), default=0)
        for name, measure in zip(("numerator", "denominator"), halves, strict=False)
    }
    if not sums:
        return LockedMeasure.objects.none().values_list("unit_id", "value", "value")
    rows = _figures(area, period, each_unit=True, lock=lock).filter(measure__in=halves)
    few = Choice(When(denominator__lt=FEW, then=1), default=0)
    share = Cast("numerator", FloatField()) / F("denominator")
    found = rows.values("unit_id").annotate(**sums).filter(denominator__gt=0)
    ordered: QuerySet[Any] = found.order_by(few, share, "-denominator", "unit_id")
    return ordered.values_list("unit_id", "numerator", "denominator")


def by_unit_and_month(
    area: str, period: Period, units: Sequence[UUID] | None = None, *, after: UUID | None = None, most: int
) -> tuple[dict[tuple[UUID | None, date], list[Rate]], UUID | None]:
    """The same for each unit and month of a period, or for these units alone, by unit and the month's first day.

    `most` units at once, in the order of their ids from the one after `after` on; cases that no unit holds stand at the
    very beginning. With them the last unit, where others follow.
    """
    rows = _figures(area, period, each_unit=True)
    if units is not None:
        rows = rows.filter(unit__in=units)
    held = rows.filter(unit__gt=after) if after else rows.filter(unit__isnull=False)
    here = list(held.order_by("unit").values_list("unit", flat=True).distinct()[: most + 1])
    shown = here[:most]
    wanted = Q(unit__in=shown) if after else Q(unit__in=shown) | Q(unit__isnull=True)
    found = _summed(rows.filter(wanted), F("unit_id"), F("month"))
    rates = {(unit, month): _rates(sums) for (unit, month), sums in sorted(found.items(), key=_in_order)}
    return rates, shown[-1] if len(here) > most else None


def _in_order(group: tuple[tuple[UUID | None, date], Sums]) -> tuple[str, date]:
    (unit, month), _sums = group
    return _text(unit), month


def trend(
    area: str, months: Sequence[Period], unit: UUID | None = None, locks: Mapping[date, LockedMonth] | None = None
) -> list[MonthRates]:
    """The same for each of some consecutive months; with `locks`, the locked figures of months that are locked."""
    whole, locks = Period(months[0].first, months[-1].last), locks or {}
    sums = _summed(_figures(area, whole, unit), F("month"))
    if locks:
        locked = _figures(area, whole, unit, lock=next(iter(locks.values())))
        sums = {first: each for first, each in sums.items() if first not in locks} | dict(_summed(locked, F("month")))
    return [
        MonthRates(month, _rates(sums.get(month.first, {}), lock := locks.get(month.first)), lock) for month in months
    ]


def explain(indicator: str, area: str, period: Period, *, viewer: Actor, unit: UUID | None = None) -> Explanation:
    """A figure with the cases behind it, as far as the viewer may see. KeyError for an indicator that is none."""
    definition = definitions()[indicator]
    rate = next(each for each in rates(area, period, unit) if each.definition is definition)
    until = computed_until()
    if until is None:
        none = Case.objects.none()
        return Explanation(rate, None, none, none, 0, 0)
    behind = _behind(definition, area, period, unit, until).visible_to(viewer)
    holds = measures.HOLDS[definition.numerator]
    found = behind.aggregate(all=Count("pk"), yes=Count("pk", filter=holds))
    shown_yes, shown_no = found["yes"], found["all"] - found["yes"]
    hidden_yes, hidden_no = rate.numerator - shown_yes, rate.denominator - rate.numerator - shown_no
    return Explanation(
        rate,
        until,
        behind.filter(holds),
        behind.exclude(holds),
        shown_yes,
        shown_no,
        max(hidden_yes, 0),
        max(hidden_no, 0),
        is_moving=min(hidden_yes, hidden_no) < 0,
    )


def _behind(definition: Definition, area: str, period: Period, unit: UUID | None, until: datetime) -> CaseQuerySet:
    """The cases of an indicator's denominator."""
    condition = measures.counting(until) & measures.due_in(period) & measures.HOLDS[definition.denominator]
    found = Case.objects.filter(condition & measures.lying_in(area))
    return found.filter(unit=unit) if unit else found


def locks_of(months: Iterable[Period]) -> dict[date, LockedMonth]:
    """Those of these months that are locked, by their first day."""
    found = LockedMonth.objects.filter(month__in=[month.first for month in months])
    return {lock.month: lock for lock in found}


def _halves(definition: Definition, lock: LockedMonth | None) -> tuple[Measure, Measure] | None:
    """What is divided by what: as it was when the month was locked."""
    return lock.halves(definition.id) if lock else (definition.numerator, definition.denominator)


def _leaves(area: str, period: Period, lock: LockedMonth | None = None) -> QuerySet[Any]:
    if lock:
        return LockedMeasure.objects.filter(area__within=[area], of_unit=True, month__range=(period.first, period.last))
    leaves = DailyMeasure.objects.filter(area__within=[area], day__range=(period.first, period.last))
    return leaves.annotate(month=TruncMonth("day"))


def _figures(
    area: str, period: Period, unit: UUID | None = None, *, each_unit: bool = False, lock: LockedMonth | None = None
) -> QuerySet[Any]:
    """Rows to sum: months kept ready where there are such, leaves else."""
    if len(area) in ROLLED and period.is_months:
        kept = LockedMeasure if lock else MonthlyMeasure
        ready = kept.objects.filter(month__range=(period.first, period.last))
        if unit or each_unit:
            found: QuerySet[Any] = ready.filter(area__within=[area], of_unit=True)  # of the counties or leaves there
        else:
            found = ready.filter(area=area, of_unit=False)
    else:
        found = _leaves(area, period, lock)
    return found.filter(unit=unit) if unit else found


def _summed(rows: QuerySet[Any], *by: Combinable) -> dict[Any, Sums]:
    """Sums of all measures within groups, by one thing or by several (then the key is a tuple); without, under None."""
    groups = {f"key{number}": group for number, group in enumerate(by or [Value(None, output_field=TextField())])}
    sums = {measure.value: Sum("value", filter=Q(measure=measure.value), default=0) for measure in Measure}
    found = rows.annotate(**groups).values_list(*groups).annotate(**sums)
    width = len(groups)
    return {row[:width] if width > 1 else row[0]: dict(zip(Measure, row[width:], strict=True)) for row in found}


def _text(unit: UUID | None) -> str:
    return str(unit or "")


def _rates(sums: Sums, lock: LockedMonth | None = None) -> list[Rate]:
    found = []
    for each in definitions().values():
        halves = _halves(each, lock)
        numerator, denominator = (sums.get(half, 0) for half in halves) if halves else (0, 0)
        found.append(Rate(each, numerator, denominator))
    return found
