"""Areas side by side by one figure: of a register as it stands today, or a rate of cases of a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.queries import path_names
from linli.areas.rules import LENGTHS, LEVELS, Level, child_length, is_virtual
from linli.base.actor import Actor
from linli.indicators import definitions as rates
from linli.indicators import queries as rated
from linli.indicators.definitions import Better
from linli.indicators.rules import Period
from linli.indicators.standing import definitions as standings
from linli.indicators.standing.definitions import Definition
from linli.indicators.standing.queries import standing
from linli.indicators.standing.rules import Comparator, Kind, Quotient, Wanted
from linli.insight import classing
from linli.insight.classing import By, Counted

COMMUNITY = LENGTHS[Level.COMMUNITY - 1]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared: an indicator of registers or of cases, whichever the id names."""

    id: str
    name: str
    unit: str
    kind: Kind
    wanted: Wanted | None
    said: str  # the target in words
    formula: str
    lower_is_better: bool
    of_registers: Definition | None = None  # else of cases


@dataclass(frozen=True, slots=True)
class Figure:
    """One area's: two numbers, or why there is none."""

    area: Area
    name: str
    quotient: Quotient | None
    reason: str = ""

    @property
    def value(self) -> Decimal | None:
        """Rounded once."""
        return self.quotient.value if self.quotient else None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list: the same as on the map, with rank and class. `down` leads to the level below."""

    number: int
    figure: Figure
    rank: int | None
    group: int | None
    is_small: bool
    down: str
    why: str

    @property
    def share(self) -> float | None:
        """For the length of a bar; None where it is no share of a whole."""
        found = self.figure.quotient
        if found is None or not found.is_share or not found.denominator:
            return None
        return found.numerator / found.denominator


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the legend."""

    number: int
    words: str
    count: int


def measures(area: str) -> list[Measure]:
    """What can be compared in an area: first what the plan wants, then rates of cases, then the rest."""
    known = [each for each in standings.definitions().values() if each.numerator]
    wanted = [each for each in known if each.target_of(area)]
    rest = [each for each in known if not each.target_of(area)]
    of_cases = [_of_cases(each) for each in rates.definitions().values()]
    return [*(_of_registers(each, area) for each in wanted), *of_cases, *(_of_registers(each, area) for each in rest)]


def figures(measure: Measure, area: str, length: int, *, month: Period, day: date, viewer: Actor) -> list[Figure]:
    """One figure for each area below whose code is so long, in the order of the codes."""
    found: dict[str, tuple[Quotient | None, str]]
    if measure.of_registers is None:
        rates_of = rated.by_children(area, month, length=length)
        found = {each.area.code: _of_rate(measure.id, each.rates) for each in rates_of}
    else:
        stood = standing(area, day, viewer=viewer, only=[measure.of_registers], digits=length)
        found = {code: (each[0].quotient, each[0].reason) for code, each in stood.below.items()}
    below = Area.objects.current().inside([area]).filter(level=LEVELS[length]).order_by("code")
    shown = [each for each in below if each.code in found and not is_virtual(each.code)]
    names = path_names(found, below=area) if length != child_length(area) else {}
    return [Figure(each, names.get(each.code, each.short_name), *found[each.code]) for each in shown]


def lines(measure: Measure, found: Sequence[Figure], by: By, month: Period) -> list[Line]:
    """Where help is needed first; after them what is not ranked; last what has no figure."""
    counted = [
        Counted(each.area.code, each.quotient, is_ranked=not classing.is_small(each.quotient, measure.kind))
        for each in found
        if each.quotient and each.value is not None
    ]
    ranks = classing.ranks(counted, lower_is_better=measure.lower_is_better)
    groups = _groups(measure, counted, by)
    small = {each.key for each in counted if not each.is_ranked}
    ordered = sorted(
        found,
        key=lambda each: (each.value is None, each.area.code in small, -ranks.get(each.area.code, 0), each.area.code),
    )
    return [
        Line(
            number,
            each,
            ranks.get(each.area.code),
            groups.get(each.area.code),
            each.area.code in small,
            way(measure.id, each.area.code, by, month) if len(each.area.code) < COMMUNITY else "",
            why_of(measure, each.area.code, month),
        )
        for number, each in enumerate(ordered, 1)
    ]


def legend(measure: Measure, found: Sequence[Line], by: By) -> list[Group]:
    """What the classes mean, with how many areas each has; the highest first."""
    groups: dict[int, list[Line]] = {}
    for each in found:
        if each.group:
            groups.setdefault(each.group, []).append(each)
    words = {3: _("达到目标"), 2: _("差不到一成"), 1: _("差一成以上")}
    return [
        Group(number, words[number] if by is By.TARGET else _span(measure, inside), len(inside))
        for number, inside in sorted(groups.items(), reverse=True)
    ]


def way(indicator: str, area: str, by: By, month: Period) -> str:
    """The address of a comparison."""
    return f"{reverse('insight:compare')}?indicator={indicator}&area={area}&by={by}&month={month}"


def why_of(measure: Measure, area: str, month: Period) -> str:
    """Where a figure is explained, down to its records."""
    if measure.of_registers is None:
        return f"{reverse('indicators:explain', args=[measure.id])}?area={area}&month={month}"
    return f"{reverse('indicators:standing', args=[measure.id])}?area={area}"


def _groups(measure: Measure, counted: Sequence[Counted], by: By) -> dict[str, int]:
    if by is By.TARGET and measure.wanted:
        return classing.by_target(counted, measure.wanted)
    return classing.by_quantile(counted)


def _span(measure: Measure, inside: Sequence[Line]) -> str:
    values = sorted(each.figure.value for each in inside if each.figure.value is not None)
    unit = measure.unit if measure.unit == "%" else f" {measure.unit}"
    return f"{values[0]}{unit}" if values[0] == values[-1] else f"{values[0]}–{values[-1]}{unit}"


def _of_registers(each: Definition, area: str) -> Measure:
    target = each.target_of(area)
    wanted = target.wanted if target and target.wanted.value is not None else None
    lower = bool(wanted and wanted.comparator is Comparator.AT_MOST)
    return Measure(
        each.id, each.name, each.unit, each.kind, wanted, target.said if target else "", each.counts, lower,
        of_registers=each,
    )  # fmt: skip


def _of_cases(each: rates.Definition) -> Measure:
    lower = each.better is Better.LOWER
    return Measure(each.id, each.name, each.unit, Kind.SHARE, None, "", each.formula, lower)


def _of_rate(indicator: str, found: Sequence[rated.Rate]) -> tuple[Quotient | None, str]:
    rate = next(each for each in found if each.definition.id == indicator)
    if not rate.denominator:
        return None, _("这个月没有算进来的办件")
    return Quotient(rate.numerator, rate.denominator), ""
