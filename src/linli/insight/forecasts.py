"""A plan's target against time: the way it should have gone, how far it is, and where the trend leads. Plain Python.

The trend is the median of all slopes between two months (Theil 1950, Sen 1968): one odd month does not turn it. Its
interval are the slopes between which the true one lies in nine of ten cases, by the variance of Kendall's S.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import combinations
from math import ceil, floor, sqrt
from statistics import median

FEWEST = 6  # months: below that the interval is as wide as everything that was seen
NINE_IN_TEN = 1.645  # of a normal distribution, on both sides
LEEWAY = Decimal("0.1")  # of the whole way: so far from the path is still on it
TENTH = Decimal("0.1")

Dated = tuple[date, Decimal]


class State(StrEnum):
    """How a target stands on a day."""

    MET = "met"
    AHEAD = "ahead"
    ON_WAY = "on_way"
    BEHIND = "behind"
    NO_DATA = "no_data"
    WAITS = "waits"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Path:
    """The straight way from where a plan began to what it wants, by the end of its year."""

    since: date
    start: Decimal
    until: date
    aim: Decimal

    def on(self, day: date) -> Decimal:
        """What would be reached by a day: before the beginning the start, after the end what is wanted.

        >>> Path(date(2021, 1, 1), Decimal(60), date(2025, 1, 1), Decimal(80)).on(date(2023, 1, 1))
        Decimal('70.0')
        """
        whole = (self.until - self.since).days
        gone = min(max((day - self.since).days, 0), whole)
        share = Decimal(gone) / whole if whole > 0 else Decimal(1)
        return _tenth(self.start + (self.aim - self.start) * share)


def state(value: Decimal, path: Path, day: date, *, is_met: bool) -> State:
    """Met, ahead of the path, on it or behind it; once the plan's time is over, met or behind."""
    if is_met:
        return State.MET
    if day >= path.until or path.start == path.aim:
        return State.BEHIND
    leeway = abs(path.aim - path.start) * LEEWAY
    further = (value - path.on(day)) * (1 if path.aim > path.start else -1)
    if further > leeway:
        return State.AHEAD
    return State.BEHIND if further < -leeway else State.ON_WAY


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a trend leads on a day: likely there, in nine of ten cases between `low` and `high`."""

    on: date
    low: Decimal
    likely: Decimal
    high: Decimal
    months: int

    def reaches(self, aim: Decimal, *, at_most: bool = False) -> bool | None:
        """Whether the target will be met; None where the interval holds both."""
        least, most = (-self.high, -self.low) if at_most else (self.low, self.high)
        wanted = -aim if at_most else aim
        if least >= wanted:
            return True
        return False if most < wanted else None


def forecast(months: Sequence[Dated], on: date, *, most: Decimal | None = None) -> Forecast | None:
    """Where the ends of some months lead; None with fewer than `FEWEST`, or for a day that is not after them.

    Never below nought, and never above `most` (of a share, a hundred).
    """
    if len(months) < FEWEST or on <= max(day for day, _value in months):
        return None
    first = min(day for day, _value in months)
    points = [((day - first).days, float(value)) for day, value in months]
    slopes = sorted((b - a) / (y - x) for (x, a), (y, b) in combinations(sorted(points), 2) if y != x)
    if not slopes:
        return None
    away = (on - first).days

    def leads_to(slope: float) -> Decimal:
        found = Decimal(str(round(median(value + slope * (away - x) for x, value in points), 6)))
        return _tenth(max(Decimal(0), found if most is None else min(found, most)))

    least, last = _ranks(len(points), len(slopes))
    return Forecast(on, leads_to(slopes[least]), leads_to(median(slopes)), leads_to(slopes[last]), len(points))


def _ranks(points: int, slopes: int) -> tuple[int, int]:
    """Which of the ordered slopes bound the interval, counted from nought."""
    spread = NINE_IN_TEN * sqrt(points * (points - 1) * (2 * points + 5) / 18)
    least = max(floor((slopes - spread) / 2) - 1, 0)
    last = min(ceil((slopes + spread) / 2), slopes - 1)
    return least, last


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
