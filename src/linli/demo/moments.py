"""When things happen: more on workdays than on Sundays, mornings than nights; handled in working time.

Jobs of the system run on the minute, so reminders, reports upwards and closings stand where a job would have put them.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate

from linli.base.calendar import Limit, WorkCalendar, add_working, calendar, is_working_day
from linli.base.clock import SHANGHAI
from linli.cases.actions.watching import REMIND_BEFORE
from linli.demo.draws import Draw

HOURS = (2, 1, 1, 1, 1, 2, 6, 15, 40, 70, 68, 48, 30, 32, 54, 64, 56, 46, 40, 46, 44, 34, 18, 7)
SUMMED_HOURS = list(accumulate(HOURS))
WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 0.95, 0.55, 0.45)
HOLIDAY = 0.4
MINUTE = timedelta(minutes=1)
AFTER_THE_MINUTE = timedelta(seconds=2)  # a job starts a moment after the minute


def days_before(until: datetime, count: int) -> list[date]:
    """So many days, the last of them that of `until`."""
    return [until.date() - timedelta(days=back) for back in reversed(range(count))]


def busyness(day: date, until: datetime) -> float:
    """How much is asked for on a day, against others; of the last day only what has passed."""
    return _busy(day) * (_past(until) if day == until.date() else 1)


def submissions(draw: Draw, count: int, until: datetime, days: int) -> list[datetime]:
    """So many moments of asking in the days before `until`, in order."""
    found = days_before(until, days)
    weights = [busyness(day, until) for day in found]
    return sorted(moment_in(draw, day, until) for day in draw.some(found, weights, count))


def moment_in(draw: Draw, day: date, until: datetime) -> datetime:
    """A moment of a day at which somebody asks, before `until`."""
    last = until.hour if day == until.date() else 23
    hour = draw.among(range(last + 1), SUMMED_HOURS[: last + 1])
    moment = datetime.combine(day, time(hour, draw.whole(0, 59), draw.whole(0, 59)), SHANGHAI)
    return min(moment, until - timedelta(seconds=draw.whole(40, 1500)))


def in_office(moment: datetime) -> bool:
    """Whether the window is open."""
    return is_working_day(moment.date(), calendar()) and any(
        opens <= moment.timetz().replace(tzinfo=None) < closes for opens, closes in calendar().hours
    )


def awake(moment: datetime) -> datetime:
    """The same moment, or the next morning where everybody sleeps."""
    if 7 <= moment.hour < 22:
        return moment
    day = moment.date() + timedelta(days=1 if moment.hour >= 22 else 0)
    return datetime.combine(day, time(7, moment.minute, moment.second), SHANGHAI) + timedelta(minutes=40)


def next_tick(moment: datetime) -> datetime:
    """The first run of a job of each minute from a moment on."""
    tick = moment.replace(second=0, microsecond=0) + AFTER_THE_MINUTE
    return tick if tick >= moment else tick + MINUTE


def next_closing(moment: datetime) -> datetime:
    """The first run of the job of each hour, seven minutes past, from a moment on."""
    tick = moment.replace(minute=7, second=0, microsecond=0) + AFTER_THE_MINUTE
    return tick if tick >= moment else tick + timedelta(hours=1)


@cache
def reminder_before(due_at: datetime) -> datetime:
    """The first run of the job that finds a deadline near enough to remind of it."""
    early, late = next_tick(due_at - timedelta(days=14)), next_tick(due_at)
    while late - early > MINUTE:
        middle = early + MINUTE * ((late - early) // MINUTE // 2)
        if add_working(middle, REMIND_BEFORE, calendar()) >= due_at:
            late = middle
        else:
            early = middle
    return late


def due_day(until: datetime) -> date:
    """The day whose end is the next deadline: today while the office is open, else the next working day."""
    today = until.date()
    closes = datetime.combine(today, calendar().hours[-1][1], SHANGHAI)
    return today if is_working_day(today, calendar()) and until < closes else next(_working(today, 1))


def workdays_before(day: date, count: int) -> date:
    """The working day from which so many working days lead to a day; fewer than none lead away from it."""
    steps = _working(day, -1 if count > 0 else 1)
    found = day
    for _step in range(abs(count)):
        found = next(steps)
    return found


def asked_for(day: date, limit: Limit) -> date:
    """A working day on which something with this limit was asked for if it falls due on `day`."""
    return workdays_before(day, limit.amount if limit.unit == "day" else 1)


def at_time(day: date, hour: int, minute: int) -> datetime:
    """A moment of a day in China."""
    return datetime.combine(day, time(hour, minute, 37), SHANGHAI)


def _working(day: date, step: int) -> Iterator[date]:
    table: WorkCalendar = calendar()
    while True:
        day += timedelta(days=step)
        if is_working_day(day, table):
            yield day


def _busy(day: date) -> float:
    if day in calendar().holidays:
        return HOLIDAY
    return 1.0 if day in calendar().swapped else WEEKDAYS[day.weekday()]


def _past(until: datetime) -> float:
    """How much of a day's asking is done by this hour."""
    return (sum(HOURS[: until.hour]) + HOURS[until.hour] * until.minute / 60) / sum(HOURS)
