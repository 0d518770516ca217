"""Working time: which days are worked, when a time limit ends, how much working time lies between two moments.

Pure: no clock is read, moments are given and answered in China's time. How a limit runs follows 民法典第二百零一条 and
第二百零三条:

- a limit in **days**: the day something happens is not counted; the limit ends when work stops on the N-th working day
  after it. Five working days of a case of Monday, morning or night, end on the next Monday at 17:30.
- a limit in **hours** runs from the moment itself and only inside office hours; it ends where the hours are used up, so
  at noon exactly when they are used up by the end of the morning.

The table of days is data (read by `base.calendar`, which passes these names on); it says to which day it is official.
Later days count weekends only, and `explain` calls them provisional.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from typing import Literal

from django.utils.translation import gettext, ngettext

from linli.base.clock import SHANGHAI
from linli.base.languages import translated

Span = tuple[time, time]
Moments = tuple[datetime, datetime]
NOTHING, ONE_DAY, ONE_SECOND = timedelta(), timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as a service item states it: so many working hours, or so many working days."""

    amount: int
    unit: Literal["hour", "day"]

    def __post_init__(self) -> None:
        if self.amount < 1 or self.unit not in ("hour", "day"):
            raise ValueError(f"not a time limit: {self.amount} {self.unit}")

    def __str__(self) -> str:
        if self.unit == "day":
            return ngettext("%(amount)s 个工作日", "%(amount)s 个工作日", self.amount) % {"amount": self.amount}
        return ngettext("%(amount)s 个工作小时", "%(amount)s 个工作小时", self.amount) % {"amount": self.amount}


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off, weekend days worked instead, and office hours; `version` changes whenever one of them does."""

    holidays: frozenset[date]
    swapped: frozenset[date]
    hours: tuple[Span, ...]
    official_until: date
    version: str = ""
    official_from: date = date.min
    names: Mapping[date, str] = field(default_factory=dict, compare=False)  # of the holiday a day belongs to
    _spans: dict[date, tuple[Moments, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges = [edge for span in self.hours for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("office hours must be spans in the order of the day")
        if self.holidays & self.swapped:
            raise ValueError("a day is either off or worked")

    def is_official(self, day: date) -> bool:
        """Whether the table knows this day, or a later notice may still change it."""
        return self.official_from <= day <= self.official_until

    def spans(self, day: date) -> tuple[Moments, ...]:
        """When people work on this day, from moment to moment; kept, since the same days are asked for again."""
        found = self._spans.get(day)
        if found is None:
            hours = self.hours if is_working_day(day, self) else ()
            found = tuple(
                (datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI))
                for opens, closes in hours
            )
            self._spans[day] = found
        return found

    @property
    def day_length(self) -> timedelta:
        """The working time of one whole working day."""
        return sum((_between(opens, closes) for opens, closes in self.hours), NOTHING)


def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    """Whether people work on this day: no day off, and no weekend unless swapped."""
    return day in calendar.swapped or (day.weekday() < 5 and day not in calendar.holidays)


def add_working(start: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    """The moment at which a limit ends that starts now; always within office hours, their last moment included."""
    if limit.unit == "hour":
        return add_working_seconds(start, limit.amount * 3600, calendar)
    last, left = _local(start).date(), limit.amount
    while left:
        last += ONE_DAY
        left -= is_working_day(last, calendar)
    return datetime.combine(last, calendar.hours[-1][1], SHANGHAI)


def add_working_seconds(start: datetime, seconds: int, calendar: WorkCalendar) -> datetime:
    """The moment by which so much working time has passed: how a stopped clock runs on with what was left of it.

    Nothing left gives the first moment of office hours not before the start.
    """
    moment, left = _local(start), timedelta(seconds=max(seconds, 0))
    day = moment.date()
    while True:
        for opens, closes in calendar.spans(day):
            begins = max(opens, moment)
            if begins <= closes:
                if closes - begins >= left:
                    return begins + left
                left -= closes - begins
        day += ONE_DAY


def working_seconds(a: datetime, b: datetime, calendar: WorkCalendar) -> int:
    """The whole seconds of working time from a to b; nothing where b is not after a."""
    first, last = _local(a), _local(b)
    if last <= first:
        return 0
    if first.date() == last.date():
        return _worked(first.date(), first, last, calendar) // ONE_SECOND
    whole, day, end = 0, first.date() + ONE_DAY, last.date()
    while day < end:
        whole += is_working_day(day, calendar)
        day += ONE_DAY
    ends = _worked(first.date(), first, last, calendar) + _worked(last.date(), first, last, calendar)
    return (whole * calendar.day_length + ends) // ONE_SECOND


class Reason(StrEnum):
    """Why a day counts towards a limit, or why not."""

    START = "start"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    AFTER_HOURS = "after_hours"
    WORKDAY = "workday"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class DayCount:
    """One line of “怎么算的”: a day, whether it counts, and why."""

    day: date
    reason: Reason
    name: str  # the holiday this day is off or worked for
    number: int  # which working day of the limit; 0 where it does not count, or the limit is in hours
    seconds: int  # working time used on this day, where the limit is in hours
    is_provisional: bool  # no notice covers this day yet

    @property
    def is_counted(self) -> bool:
        """Whether the limit runs on this day."""
        return bool(self.number or self.seconds)

    @property
    def sentence(self) -> str:
        """What the page says about this day."""
        parts = [self._why(), self._how_much()]
        if self.is_provisional:
            parts.append(gettext("放假安排还没有公布，暂按周末休息算"))
        return gettext("；").join(parts)

    def _why(self) -> str:
        holiday = translated(self.name) or gettext("节假日")
        return {
            Reason.START: gettext("开始的这一天"),
            Reason.WEEKEND: gettext("周末"),
            Reason.HOLIDAY: gettext("%(name)s放假") % {"name": holiday},
            Reason.AFTER_HOURS: gettext("已经下班"),
            Reason.WORKDAY: gettext("工作日"),
            Reason.SWAPPED: gettext("%(name)s调休，要上班") % {"name": holiday},
        }[self.reason]

    def _how_much(self) -> str:
        if self.number:
            return gettext("第 %(number)s 个工作日") % {"number": self.number}
        if not self.seconds:
            return gettext("不计")
        hours, minutes = divmod(self.seconds // 60, 60)
        if not hours:
            return gettext("计 %(minutes)s 分钟") % {"minutes": minutes}
        if not minutes:
            return gettext("计 %(hours)s 小时") % {"hours": hours}
        return gettext("计 %(hours)s 小时 %(minutes)s 分钟") % {"hours": hours, "minutes": minutes}


def explain(start: datetime, limit: Limit, calendar: WorkCalendar) -> list[DayCount]:
    """Every day from the start to the end of a limit, with what it counts and why: the sum anybody can check."""
    begins, ends = _local(start), add_working(start, limit, calendar)
    rows, number = [], 0
    for day in takewhile(ends.date().__ge__, _days_from(begins.date())):
        reason, counted, seconds = _reason(day, calendar), 0, 0
        if limit.unit == "hour":
            seconds = _worked(day, begins, ends, calendar) // ONE_SECOND
            if not seconds and is_working_day(day, calendar):
                reason = Reason.AFTER_HOURS
        elif day == begins.date():
            reason = Reason.START
        elif is_working_day(day, calendar):
            number += 1
            counted = number
        rows.append(DayCount(day, reason, calendar.names.get(day, ""), counted, seconds, not calendar.is_official(day)))
    return rows


def _reason(day: date, calendar: WorkCalendar) -> Reason:
    if day in calendar.swapped:
        return Reason.SWAPPED
    if day in calendar.holidays:
        return Reason.HOLIDAY
    return Reason.WEEKEND if day.weekday() >= 5 else Reason.WORKDAY


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(SHANGHAI)


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY


def _worked(day: date, a: datetime, b: datetime, calendar: WorkCalendar) -> timedelta:
    """The working time of one day that lies between two moments."""
    found = NOTHING
    for opens, closes in calendar.spans(day):
        begins, ends = max(opens, a), min(closes, b)
        if begins < ends:
            found += ends - begins
    return found


def _between(opens: time, closes: time) -> timedelta:
    return datetime.combine(date.min, closes) - datetime.combine(date.min, opens)
