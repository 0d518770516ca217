"""What a screen on a wall shows: one map, a few figures, what is amiss, and of when. Sums alone; nobody's records.

Read as the wall itself, so nothing may be shown here that a passer-by must not see: a share of fewer than five is
left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.areas.rules import LENGTHS, Level, child_length
from linli.base.clock import local_day
from linli.base.scope import acting_as
from linli.indicators import queries as rated
from linli.indicators.rules import Period
from linli.indicators.standing.queries import standing
from linli.indicators.standing.rules import Quotient
from linli.insight import classing, comparing, maps
from linli.insight.actions import DOOR
from linli.insight.classing import By
from linli.insight.comparing import Group, Line, Measure
from linli.insight.maps import Map, Region
from linli.insight.models import Alert, Screen
from linli.insight.queries import amiss

MOST_ALERTS, MOST_PLACES = 3, 13


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it is, what it should be, and what it rests on."""

    name: str
    unit: str
    said: str
    value: Decimal | None
    counted: str
    reason: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything on it. `regions` is empty where no outline is known; then the places stand as a list."""

    screen: Screen
    figures: Sequence[Figure]
    measure: Measure | None
    map: Map
    regions: Sequence[tuple[Region, Line]]
    places: Sequence[Line]
    legend: Sequence[Group]
    alerts: Sequence[Alert]
    more_alerts: int
    at: datetime


def wall(screen: Screen, at: datetime) -> Wall:
    """As of a moment."""
    day, area = local_day(at), str(screen.area_id)
    month = Period.month_of(day).back(1)
    with acting_as(DOOR):
        known = {each.id: each for each in comparing.measures(area)}
        chosen = [known[each] for each in screen.figures if each in known]
        found = _figures(chosen, area, month, at)
        wrong = amiss(area, viewer=DOOR, at=at).rows
        first = chosen[0] if chosen else None
        lines: list[Line] = []
        drawn = maps.map_of([])
        if first and len(area) < LENGTHS[Level.COMMUNITY - 1] and (length := child_length(area)):
            below = comparing.figures(first, area, length, month=month, day=day, viewer=DOOR)
            lines = comparing.lines(first, below, By.TARGET if first.wanted else By.QUANTILE, month)
            drawn = maps.map_of([each.area for each in below])
    by_code = {each.figure.area.code: each for each in lines}
    return Wall(
        screen,
        found,
        first,
        drawn,
        [(region, by_code[region.code]) for region in drawn.regions],
        [each for each in lines if each.rank][:MOST_PLACES],
        comparing.legend(first, lines, By.TARGET if first.wanted else By.QUANTILE) if first else [],
        wrong[:MOST_ALERTS],
        max(len(wrong) - MOST_ALERTS, 0),
        at,
    )


def _figures(chosen: Sequence[Measure], area: str, month: Period, at: datetime) -> list[Figure]:
    definitions = [each.of_registers for each in chosen if each.of_registers]
    stood = standing(area, local_day(at), viewer=DOOR, only=definitions, below=False).whole if definitions else []
    by_id = {each.definition.id: (each.quotient, each.reason) for each in stood}
    if len(definitions) < len(chosen):
        for rate in rated.rates(area, month):
            by_id[rate.definition.id] = (Quotient(rate.numerator, rate.denominator), _("这个月没有算进来的办件"))
    return [_figure(each, *by_id[each.id]) for each in chosen]


def _figure(measure: Measure, quotient: Quotient | None, reason: str) -> Figure:
    if quotient is None or quotient.value is None:
        return Figure(measure.name, measure.unit, measure.said, None, "", reason, None)
    if classing.is_small(quotient, measure.kind):
        return Figure(measure.name, measure.unit, measure.said, None, "", _("太少，不显示"), None)
    counted = "" if quotient.denominator is None else f"{quotient.numerator}/{quotient.denominator}"
    is_met = quotient.meets(measure.wanted) if measure.wanted else None
    return Figure(measure.name, measure.unit, measure.said, quotient.value, counted, "", is_met)
