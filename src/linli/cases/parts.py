"""The rules of joint handling: a unit called in has a part of its own, with a state and a clock, to its end.

Plain Python, as `rules` is. A part falls due after the limit the caller gives it and never behind the case itself,
unless that is late already. Who leads resolves the case only when every part is done, or released with a reason.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.base.calendar import Limit, WorkCalendar, add_working
from linli.base.refusals import Conflict

LONGEST_PART = 20  # working days a caller may give


class PartState(StrEnum):
    """Where a part stands."""

    CALLED = "called"
    TAKEN_UP = "taken_up"
    DONE = "done"
    RELEASED = "released"


RUNNING = frozenset({PartState.CALLED, PartState.TAKEN_UP})


@dataclass(frozen=True, slots=True)
class PartStanding:
    """What the rules know of a part."""

    state: PartState
    called_at: datetime
    due_at: datetime
    taken_up_at: datetime | None = None
    ended_at: datetime | None = None


def call(at: datetime, limit: Limit, case_due_at: datetime, calendar: WorkCalendar) -> PartStanding:
    """A unit is called in."""
    due = add_working(at, limit, calendar)
    return PartStanding(PartState.CALLED, at, min(due, case_due_at) if case_due_at > at else due)


def take_up(part: PartStanding, at: datetime) -> PartStanding:
    """The unit has seen it and begins."""
    if part.state is not PartState.CALLED:
        raise _over()
    return replace(part, state=PartState.TAKEN_UP, taken_up_at=at)


def finish(part: PartStanding, at: datetime) -> PartStanding:
    """Done, says the unit; what was done has been begun."""
    return _ended(replace(part, taken_up_at=part.taken_up_at or at), PartState.DONE, at)


def release(part: PartStanding, at: datetime) -> PartStanding:
    """Not needed any more, says who leads."""
    return _ended(part, PartState.RELEASED, at)


def is_late(part: PartStanding, at: datetime) -> bool:
    """Whether its deadline passed before it ended."""
    return (part.ended_at or at) > part.due_at


def _ended(part: PartStanding, state: PartState, at: datetime) -> PartStanding:
    if part.state not in RUNNING:
        raise _over()
    return replace(part, state=state, ended_at=at)


def _over() -> Conflict:
    return Conflict("cases.part_changed", _("这一份会办的状态已经变了。请刷新后再看。"))
