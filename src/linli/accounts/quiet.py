"""Hours in which nobody's phone rings: the place's, or those a person chose. Rules alone: the moment is given.

What is held leaves at the end of the quiet hours, in the order in which it was told. Nothing is dropped.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from linli.base.clock import SHANGHAI

LONGEST = timedelta(hours=14)
"""Of a person's own quiet hours: whoever is told of a deadline still has some of the day left."""

ALWAYS = "always"
"""What stands for somebody who wants to be told at night, too."""

_WRITTEN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class QuietHours:
    """From a time of the day to another, perhaps over midnight, in China's time."""

    begins: time
    ends: time

    @property
    def lasts(self) -> timedelta:
        """How long; no time at all where both are the same."""
        return timedelta(minutes=(_minutes(self.ends) - _minutes(self.begins)) % (24 * 60))

    def hold(self, at: datetime) -> datetime | None:
        """When something of this moment may go out: None for at once, else the end of these quiet hours."""
        here = at.astimezone(SHANGHAI)
        begun = datetime.combine(here.date(), self.begins, SHANGHAI)
        if begun > here:
            begun -= timedelta(days=1)
        end = begun + self.lasts
        return end if here < end else None

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"


def read(written: str) -> QuietHours | None:
    """`22:00-07:30`; None for nothing written, and ValueError for anything else."""
    if not written:
        return None
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError(f"{written}: write quiet hours as 22:00-07:30")
    begin, begin_minute, end, end_minute = (int(number) for number in found.groups())
    return QuietHours(time(begin, begin_minute), time(end, end_minute))


def of(own: str, usual: str) -> QuietHours | None:
    """A person's quiet hours: their own, the place's where they chose none, and none for who is told always."""
    return None if own == ALWAYS else read(own or usual)


def held_until(at: datetime, *, own: str, usual: str, is_urgent: bool) -> datetime | None:
    """When a message of this moment may leave the house; None for at once, as always for what is urgent."""
    hours = None if is_urgent else of(own, usual)
    return hours.hold(at) if hours else None


def _minutes(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute
