"""Rates read from leaf measures: summed whole, divided once. Every figure opens down to the cases behind it.

All of it is read as the acting person; an area outside their posts gives sums of what they may see, so pages ask for
the right to an area first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Left, TruncMonth

from linli.areas.models import Area
from linli.areas.rules import child_length
from linli.base.actor import Actor
from linli.cases.models import Case, CaseQuerySet
from linli.indicators import measures, rules
from linli.indicators.definitions import Definition, definitions
from linli.indicators.models import DailyMeasure, Watermark
from linli.indicators.rules import Period
from linli.organizations.models import Organization


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
class UnitRates:
    """The rates of one unit; None stands for cases that no unit holds."""

    unit: Organization | None
    rates: list[Rate]


@dataclass(frozen=True, slots=True)
class MonthRates:
    """The rates of one month."""

    month: Period
    rates: list[Rate]


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


def rates(area: str, period: Period, unit: UUID | None = None) -> list[Rate]:
    """All indicators of an area and a month or day, or of one unit there."""
    return _rates(_summed(_of(area, period, unit)).get(None, {}))


def by_children(area: str, period: Period) -> list[AreaRates]:
    """The same for each area directly below, rolled up by prefix; without those that are gone and had nothing."""
    length = child_length(area)
    if length is None:
        return []
    found = _summed(_of(area, period), Left("area_id", length))
    sums = {code: each for code, each in found.items() if len(code) == length}
    areas = Area.objects.filter(Q(code__in=sums.keys()) | Q(pk__in=Area.objects.current().below(area).values("pk")))
    return [AreaRates(each, _rates(sums.get(each.code, {}))) for each in areas.order_by("code")]


def by_unit(area: str, period: Period) -> list[UnitRates]:
    """The same for each unit that holds cases of the area."""
    sums = _summed(_of(area, period), F("unit_id"))
    units = Organization.objects.in_bulk([unit for unit in sums if unit])
    return [UnitRates(units.get(unit), _rates(found)) for unit, found in sums.items()]


def trend(area: str, months: Sequence[Period], unit: UUID | None = None) -> list[MonthRates]:
    """The same for each of some consecutive months."""
    whole = Period(months[0].first, months[-1].last)
    sums = _summed(_of(area, whole, unit), TruncMonth("day"))
    return [MonthRates(month, _rates(sums.get(month.first, {}))) for month in months]


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
    found = Case.objects.filter(condition, area__within=[area])
    return found.filter(unit=unit) if unit else found


def _of(area: str, period: Period, unit: UUID | None = None) -> QuerySet[DailyMeasure]:
    leaves = DailyMeasure.objects.filter(area__within=[area], day__range=(period.first, period.last))
    return leaves.filter(unit=unit) if unit else leaves


def _summed(leaves: QuerySet[DailyMeasure], by: Combinable | None = None) -> dict[Any, dict[str, int]]:
    """Sums by measure within groups; without a grouping, under None."""
    group = Value(None, output_field=TextField()) if by is None else by
    sums: dict[Any, dict[str, int]] = defaultdict(dict)
    for key, measure, value in leaves.annotate(key=group).values_list("key", "measure").annotate(Sum("value")):
        sums[key][measure] = value
    return sums


def _rates(sums: Mapping[str, int]) -> list[Rate]:
    return [Rate(each, sums.get(each.numerator, 0), sums.get(each.denominator, 0)) for each in definitions().values()]
