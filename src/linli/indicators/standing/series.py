"""How an area stood, from the rows that were written where something changed. Plain Python: no database, no clock.

A row holds from its day until the next one. What was known at a moment is what the rows written until then say: of the
newest day not after the one asked for, the row written last. So a locked month is its last day as known when it was
locked, and what came later is the same day as known now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from linli.base.clock import local_day
from linli.indicators.standing.rules import TENTH, Comparator, Kind, Quotient, Wanted

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """From `day` on it stood so, as counted at `known_at`. Without a numerator it is counted no longer."""

    day: date
    known_at: datetime
    numerator: int | None
    denominator: int | None

    @property
    def sums(self) -> tuple[int | None, int | None]:
        """Both numbers."""
        return self.numerator, self.denominator

    @property
    def is_late(self) -> bool:
        """Whether its day was counted again after the night that follows it."""
        return local_day(self.known_at) > self.day + DAY

    def quotient(self, kind: Kind, factor: int) -> Quotient | None:
        """What an indicator of this kind makes of it; None where nobody knows by what to divide."""
        if self.numerator is None or (self.denominator is None and kind is not Kind.COUNT):
            return None
        if kind in (Kind.COVERAGE, Kind.SHARE):
            return Quotient(self.numerator, self.denominator)
        return Quotient(self.numerator, self.denominator, factor, is_share=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A day that was counted again, and what it had been taken for."""

    was: Row
    now: Row


def stood(rows: Sequence[Row], day: date, known: datetime | None = None) -> Row | None:
    """The row that holds on a day, as known at a moment; by default as known now."""
    held = (row for row in rows if row.day <= day and (known is None or row.known_at <= known))
    return max(held, key=lambda row: (row.day, row.known_at), default=None)


def came_late(rows: Sequence[Row]) -> list[Change]:
    """The days whose figure is another one since records of the past arrived, the newest first."""
    found = []
    for row in rows:
        earlier = [each for each in rows if each.known_at < row.known_at]
        was = stood(earlier, row.day) if row.is_late else None
        if was and was.sums != row.sums:
            found.append(Change(was, row))
    return sorted(found, key=lambda change: (change.now.known_at, change.now.day), reverse=True)


class Step(StrEnum):
    """What a trend goes by."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months one has."""
        return {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12}[self]


@dataclass(frozen=True, slots=True)
class Span:
    """A month, quarter or year by its first and its last day."""

    first: date
    last: date


def span_of(day: date, step: Step) -> Span:
    """The month, quarter or year a day lies in.

    >>> span_of(date(2026, 11, 23), Step.QUARTER)
    Span(first=datetime.date(2026, 10, 1), last=datetime.date(2026, 12, 31))
    """
    first = date(day.year, (day.month - 1) // step.months * step.months + 1, 1)
    month = first.month + step.months
    return Span(first, date(first.year + (month > 12), month - 12 * (month > 12), 1) - DAY)


def spans(first: date, until: date, step: Step, most: int) -> list[Span]:
    """Those from a day until another, the earliest first; of many the last ones."""
    found = [span_of(until, step)]
    while len(found) < most and found[-1].first > first:
        found.append(span_of(found[-1].first - DAY, step))
    return found[::-1]


def missing(quotient: Quotient, wanted: Wanted) -> Decimal | None:
    """How far a value is from a target, never rounded to nothing; None where it is reached or one of them unknown.

    >>> missing(Quotient(1, 3), Wanted(Comparator.AT_LEAST, Decimal(80)))
    Decimal('46.7')
    """
    if wanted.value is None or quotient.meets(wanted) is not False:
        return None
    exact = Decimal(quotient.numerator)
    if quotient.denominator is not None:
        exact = Decimal(quotient.numerator * quotient.factor) / quotient.denominator
    gap = exact - wanted.value if wanted.comparator is Comparator.AT_MOST else wanted.value - exact
    return max(gap.quantize(TENTH, ROUND_UP), TENTH)
