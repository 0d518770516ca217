"""How the invented registers stood on days gone by, written down as the job of each night would have done it."""

from datetime import date, datetime, time, timedelta

from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.indicators import rules
from linli.indicators.definitions import days_to_lock
from linli.indicators.rules import Period
from linli.indicators.standing import actions

MONTHS = 7  # a trend is not read from fewer than six
AT = time(0, 23)  # when the job runs
DAY = timedelta(days=1)


def write_down(region: str, until: datetime, *, by: Actor) -> None:
    """The last day of each month and its middle, as known the night after; each month locked on its day."""
    yesterday = local_day(until) - DAY
    for day in days(yesterday):
        at = datetime.combine(day + DAY, AT, SHANGHAI)
        actions.snapshot(region, day, by=by, at=min(at, until))
    month = Period.month_of(days(yesterday)[0])
    while (locked := datetime.combine(rules.locks_on(month, days_to_lock()), AT, SHANGHAI)) <= until:
        actions.lock_what_is_over(by=by, at=locked)
        month = month.back(-1)


def days(yesterday: date) -> list[date]:
    """Which days are written down, the earliest first."""
    months = Period.month_of(yesterday).lately(MONTHS)
    found = [each for month in months for each in (month.first.replace(day=15), month.last) if each < yesterday]
    return [*found, yesterday]
