"""Which cases count, in which month, and for what. Plain Python: no database, no clock, no input or output.

The rules, as `data/indicators/service.toml` tells them to the reader:

- a case counts on the day of its deadline, in China's time, and so in that day's month;
- it counts once it is resolved or its deadline has passed; not yet due and unresolved, it does not count yet;
- a withdrawn case never counts;
- a returned case is one case, and counts for the unit that holds it now;
- of a reopened case the last resolution counts, and until it is resolved again it is as unresolved: its deadline has
  moved on with its clock;
- responded: the first contact came within the limit to accept;
- on time: resolved by the deadline;
- answered: the resident said whether it was solved; solved: the answer was yes;
- rated: the resident gave a level; satisfied: 基本满意 or better.

A rate is a quotient of two sums of whole numbers, rounded once. Where nothing counts there is no rate, neither 0 nor
100 %.

Some days after its end a month is locked: its figures stand, with the version of these rules, and what comes later is
counted beside them.
"""

import calendar as months
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum

from linli.base.clock import local_day
from linli.cases.rules import SATISFIED_FROM, Stage, Standing

VERSION = 1  # of the rules above; every stored figure names the version it was counted by
ONE_DECIMAL = Decimal("0.1")
COUNTY = 6
ROLLED = (COUNTY, 4, 2)  # lengths of the codes whose months are kept ready: counties, prefectures, provinces


class Measure(StrEnum):
    """What is counted of each community, unit and day: so many cases that …"""

    COUNTED = "counted"
    RESPONDED = "responded"
    ON_TIME = "on_time"
    ANSWERED = "answered"
    SOLVED = "solved"
    RATED = "rated"
    SATISFIED = "satisfied"


PART_OF = {
    Measure.RESPONDED: Measure.COUNTED,
    Measure.ON_TIME: Measure.COUNTED,
    Measure.ANSWERED: Measure.COUNTED,
    Measure.SOLVED: Measure.ANSWERED,
    Measure.RATED: Measure.COUNTED,
    Measure.SATISFIED: Measure.RATED,
}
"""Every case of the first is one of the second, so a rate of the two cannot pass 100 %."""


BITS = {measure: 1 << place for place, measure in enumerate(Measure)}
"""How a locked month keeps what one case counted for: a number, a bit for each measure. Never put in another order."""


class Side(IntEnum):
    """Where a case stands in a rate."""

    OUT = 0  # it does not count
    NO = 1  # in the denominator alone
    YES = 2


def bits_of(holds: Iterable[Measure]) -> int:
    """All a case counts for as one number."""
    return sum(BITS[measure] for measure in holds)


def side_of(bits: int, numerator: Measure, denominator: Measure) -> Side:
    """Where a case with these bits stands in the rate of two measures."""
    if not bits & BITS[denominator]:
        return Side.OUT
    return Side.YES if bits & BITS[numerator] else Side.NO


def is_share(numerator: Measure, denominator: Measure) -> bool:
    """Whether every case of the numerator is one of the denominator."""
    above: Measure | None = numerator
    while above is not None:
        if above is denominator:
            return True
        above = PART_OF.get(above)
    return False


def counts(case: Standing, at: datetime) -> bool:
    """Whether a case counts at a moment."""
    return case.stage is not Stage.WITHDRAWN and (case.resolved_at is not None or case.due_at < at)


def measures_of(case: Standing, at: datetime) -> frozenset[Measure]:
    """All a case counts for at a moment; nothing where it does not count yet."""
    if not counts(case, at):
        return frozenset()
    holds = {
        Measure.COUNTED: True,
        Measure.RESPONDED: case.first_contact_at is not None and case.first_contact_at <= case.accept_due_at,
        Measure.ON_TIME: case.resolved_at is not None and case.resolved_at <= case.due_at,
        Measure.ANSWERED: case.solved is not None,
        Measure.SOLVED: case.solved is True,
        Measure.RATED: case.rating is not None,
        Measure.SATISFIED: case.rating is not None and case.rating >= SATISFIED_FROM,
    }
    return frozenset(measure for measure, is_so in holds.items() if is_so)


def day_of(case: Standing) -> date:
    """The day a case counts on."""
    return local_day(case.due_at)


def percent(numerator: int, denominator: int) -> Decimal | None:
    """A share in per cent, rounded half up to one decimal; None where there is nothing to divide by.

    >>> percent(2, 3), percent(1, 16), percent(0, 0)
    (Decimal('66.7'), Decimal('6.3'), None)
    """
    if denominator == 0:
        return None
    return (Decimal(100 * numerator) / Decimal(denominator)).quantize(ONE_DECIMAL, ROUND_HALF_UP)


@dataclass(frozen=True, order=True)
class Period:
    """A month, or one day; both ends included."""

    first: date
    last: date

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """A calendar month."""
        return cls(date(year, month, 1), date(year, month, months.monthrange(year, month)[1]))

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The month a day lies in."""
        return cls.month(day.year, day.month)

    @classmethod
    def day(cls, day: date) -> "Period":
        """One day."""
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`2026-11` or `2026-11-20`; ValueError for anything else."""
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            return cls.month_of(date.fromisoformat(f"{text}-01"))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return cls.day(date.fromisoformat(text))
        raise ValueError(f"{text!r} is neither a month nor a day")

    @property
    def is_month(self) -> bool:
        """Whether it is one whole month."""
        return self == Period.month_of(self.first)

    @property
    def is_months(self) -> bool:
        """Whether it is made of whole months."""
        return self.first.day == 1 and self.last == Period.month_of(self.last).last

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}" if self.is_month else self.first.isoformat()

    def back(self, count: int) -> "Period":
        """The month `count` months earlier."""
        index = self.first.year * 12 + self.first.month - 1 - count
        return Period.month(index // 12, index % 12 + 1)

    def lately(self, count: int) -> list["Period"]:
        """So many months up to this one, the earliest first."""
        return [self.back(step) for step in reversed(range(count))]


def locks_on(month: Period, days: int) -> date:
    """The day on which a month is locked: so many days after its last."""
    return month.last + timedelta(days=days)
