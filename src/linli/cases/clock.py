"""How a deadline came about: a pure function of what happened and of the calendars it was counted by.

The journal says what moved a clock, and by which version of the calendar. From that every deadline a case has ever had
can be counted again, whatever has become of the table of holidays since, and each stretch of time be shown with what it
counted: running, stopped for a reason, or waiting for the resident's answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from linli.base.calendar import Limit, WorkCalendar, add_working, add_working_seconds, working_seconds
from linli.base.journal import Entry
from linli.cases.rules import resumed


class Moved(StrEnum):
    """What moves a clock."""

    STARTED = "started"
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    RAN_ON = "ran_on"  # a pause was over, and nobody had ended it before
    STOPPED = "stopped"
    REOPENED = "reopened"
    ENDED = "ended"
    TOOK_IN = "took_in"  # another case, with its deadline if that was earlier
    LET_GO = "let_go"
    MERGED = "merged"
    UNMERGED = "unmerged"


MOVES = {
    "cases.submitted": Moved.STARTED,
    "cases.extended": Moved.EXTENDED,
    "cases.paused": Moved.PAUSED,
    "cases.resumed": Moved.RESUMED,
    "cases.resolved": Moved.STOPPED,
    "cases.reopened": Moved.REOPENED,
    "cases.withdrawn": Moved.ENDED,
    "cases.took_in": Moved.TOOK_IN,
    "cases.let_go": Moved.LET_GO,
    "cases.merged": Moved.MERGED,
    "cases.unmerged": Moved.UNMERGED,
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that moved a clock. `due` is what the journal says came of it, `calendar` the version it went by.

    `limit` is the item's or an extension's, `until` and `left` a pause's.
    """

    moved: Moved
    at: datetime
    calendar: str = ""
    limit: Limit | None = None
    until: datetime | None = None
    left: int | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time between two events: how it began, when it ended (None: it goes on), what it counted."""

    began: Moved
    start: datetime
    end: datetime | None
    seconds: int  # of working time that counted
    due_at: datetime  # as it stood in this stretch
    calendar: str

    @property
    def is_counted(self) -> bool:
        """Whether the clock ran."""
        return self.began not in (Moved.PAUSED, Moved.STOPPED, Moved.ENDED, Moved.MERGED)


@dataclass(frozen=True, slots=True)
class Count:
    """A clock laid open. `differs` where what is counted again is not what the journal says: never, if all is well."""

    intervals: Sequence[Interval]
    due_at: datetime
    seconds: int
    differs: bool


def events_of(entries: Iterable[Entry]) -> list[Event]:
    """What moved the clock of a case, from its journal, oldest first."""
    return [_event(entry, MOVES[entry.verb]) for entry in entries if entry.verb in MOVES]


def counted(events: Sequence[Event], at: datetime, usual: WorkCalendar, kept: Mapping[str, WorkCalendar]) -> Count:
    """Every deadline again, and each stretch until now. `usual` counts where no version is known or kept."""
    steps = list(_with_dues(events, usual, kept))
    whole: list[Step | None] = [*_with_ends_of_pauses(steps, at), None]
    intervals = []
    for step, following in pairwise(whole):
        assert step  # noqa: S101 (narrows the type: only the last one is none)
        (event, due), end = step, following[0].at if following else None
        intervals.append(_interval(event, due, end, at, kept.get(event.calendar, usual)))
    differs = any(event.due not in (None, due) for event, due in steps)
    return Count(intervals, steps[-1][1], sum(each.seconds for each in intervals), differs)


Step = tuple[Event, datetime]


def _with_dues(events: Sequence[Event], usual: WorkCalendar, kept: Mapping[str, WorkCalendar]) -> Iterator[Step]:
    due, stopped = events[0].at, events[0].at
    for event in events:
        calendar = kept.get(event.calendar)
        if calendar is None and event.due is not None:
            due = event.due  # nobody kept that calendar: what was said then holds
        else:
            due = _moved(event, due, stopped, calendar or usual)
        if event.moved is Moved.STOPPED:
            stopped = event.at
        yield event, due


def _moved(event: Event, due: datetime, stopped: datetime, calendar: WorkCalendar) -> datetime:
    match event.moved:
        case Moved.STARTED if event.limit:
            return add_working(event.at, event.limit, calendar)
        case Moved.EXTENDED if event.limit:
            return add_working(due, event.limit, calendar)
        case Moved.PAUSED if event.until and event.left is not None:
            return add_working_seconds(event.until, event.left, calendar)
        case Moved.RESUMED if event.left is not None:
            return add_working_seconds(event.at, event.left, calendar)
        case Moved.REOPENED:
            return resumed(due, stopped, event.at, calendar)
        case _:
            return event.due or due


def _with_ends_of_pauses(steps: Sequence[Step], now: datetime) -> Iterator[Step]:
    """A pause that nobody ended is over at its own end."""
    for number, (event, due) in enumerate(steps):
        yield event, due
        following = steps[number + 1][0].at if number + 1 < len(steps) else now
        if event.moved is Moved.PAUSED and event.until and event.until < following:
            yield replace(event, moved=Moved.RAN_ON, at=event.until), due


def _interval(event: Event, due: datetime, end: datetime | None, now: datetime, calendar: WorkCalendar) -> Interval:
    found = Interval(event.moved, event.at, end, 0, due, event.calendar)
    if not found.is_counted:
        return found
    return replace(found, seconds=working_seconds(event.at, end or now, calendar))


def _event(entry: Entry, moved: Moved) -> Event:
    facts = entry.facts
    limit = Limit(int(facts["days"]), "day") if moved is Moved.EXTENDED else _limit(facts.get("limit"))
    return Event(
        moved,
        entry.at,
        str(facts.get("calendar", "")),
        limit,
        _moment(facts.get("until")),
        facts.get("left"),
        _moment(facts.get("due")) if moved not in (Moved.STOPPED, Moved.ENDED, Moved.MERGED) else None,
    )


def _limit(said: str | None) -> Limit | None:
    if not said:
        return None
    amount, _space, unit = said.partition(" ")
    return Limit(int(amount), "hour" if unit == "hour" else "day")


def _moment(said: object) -> datetime | None:
    return datetime.fromisoformat(str(said)) if said else None
