"""The rules of putting right what somebody was dissatisfied with (差评整改). Plain Python, as `rules`.

A bad rating is verified by a call; what holds is remedied within fifteen working days (a setting); then the resident is
asked once more, by somebody who did not do the work. Not put right, it goes round a second time, and then ends as not
put right: that is published as it is. A "not solved" told to a caller too late to reopen the case begins at the remedy.

The unit may appeal once, while it has not remedied: that a rating was a slip or malicious is decided by somebody above
it, who is not of it. The clock runs on meanwhile. An appeal that holds sets the rating aside and ends the course.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.base.calendar import Limit, WorkCalendar, add_working
from linli.base.refusals import Conflict, Refused
from linli.followups.rules import CALL_WITHIN

APPEAL_WITHIN = Limit(5, "day")
DECIDE_WITHIN = Limit(5, "day")
MOST_ROUNDS = 2
CONTENT_FROM = 3  # of five levels


class Cause(StrEnum):
    """Why there is something to put right."""

    RATING = "rating"
    UNSOLVED = "unsolved"


class Step(StrEnum):
    """Whose turn it is: the caller's, the unit's, the caller's again, nobody's."""

    VERIFY = "verify"
    REMEDY = "remedy"
    REVISIT = "revisit"
    DONE = "done"


class Outcome(StrEnum):
    """How it ended."""

    SETTLED = "settled"  # asked again, the resident was content
    REMEDIED = "remedied"  # the resident says so
    UNCONFIRMED = "unconfirmed"  # the unit says so; the resident could not be reached
    UNREMEDIED = "unremedied"  # twice round, and still not
    SET_ASIDE = "set_aside"  # the appeal held


class Appeal(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Course:
    """What the rules know of a remedy."""

    step: Step
    due_at: datetime
    appeal_until: datetime
    rounds: int = 1
    outcome: Outcome | None = None
    appeal: Appeal | None = None
    appeal_due_at: datetime | None = None
    closed_at: datetime | None = None


def opened(cause: Cause, at: datetime, days: int, calendar: WorkCalendar) -> Course:
    """A bad rating is verified first; what a caller was told has just been verified."""
    until = add_working(at, APPEAL_WITHIN, calendar)
    if cause is Cause.RATING:
        return Course(Step.VERIFY, add_working(at, CALL_WITHIN, calendar), until)
    return Course(Step.REMEDY, add_working(at, Limit(days, "day"), calendar), until)


def is_content(*, solved: bool, level: int | None) -> bool:
    """Whether what the resident says now leaves nothing to put right."""
    return solved and (level is None or level >= CONTENT_FROM)


def verified(course: Course, at: datetime, days: int, calendar: WorkCalendar, *, content: bool | None) -> Course:
    """The resident was asked what went wrong; None where nobody could be reached, and then the rating stands."""
    _check(course, Step.VERIFY)
    if content:
        return _ended(course, at, Outcome.SETTLED)
    return replace(course, step=Step.REMEDY, due_at=add_working(at, Limit(days, "day"), calendar))


def mended(course: Course, at: datetime, calendar: WorkCalendar) -> Course:
    """Put right, says the unit; now the resident is asked."""
    _check(course, Step.REMEDY)
    return replace(course, step=Step.REVISIT, due_at=add_working(at, CALL_WITHIN, calendar))


def revisited(course: Course, at: datetime, days: int, calendar: WorkCalendar, *, content: bool | None) -> Course:
    """The resident's word on the remedy; None where nobody could be reached."""
    _check(course, Step.REVISIT)
    if content is None:
        return _ended(course, at, Outcome.UNCONFIRMED)
    if content:
        return _ended(course, at, Outcome.REMEDIED)
    if course.rounds >= MOST_ROUNDS:
        return _ended(course, at, Outcome.UNREMEDIED)
    again = add_working(at, Limit(days, "day"), calendar)
    return replace(course, step=Step.REMEDY, due_at=again, rounds=course.rounds + 1)


def may_appeal(course: Course, at: datetime) -> bool:
    """Whether the unit may say now that the rating was a slip or malicious."""
    waits = course.step in (Step.VERIFY, Step.REMEDY) and course.rounds == 1
    return waits and course.appeal is None and at <= course.appeal_until


def appealed(course: Course, at: datetime, calendar: WorkCalendar) -> Course:
    """The unit appeals; its clock runs on."""
    if course.step is Step.DONE or course.appeal is not None:
        raise Conflict("followups.appealed_already", _("这件差评已经申诉过，或者已经办完，不能再申诉。"))
    if not may_appeal(course, at):
        raise Refused("followups.appealed_too_late", _("申诉要在 5 个工作日内、整改以前提。请按期整改。"))
    return replace(course, appeal=Appeal.OPEN, appeal_due_at=add_working(at, DECIDE_WITHIN, calendar))


def decided(course: Course, at: datetime, *, holds: bool) -> Course:
    """The appeal is decided: it holds, and the rating is set aside; or it does not, and the course goes on."""
    if course.appeal is not Appeal.OPEN:
        raise Conflict("followups.decided_already", _("这件申诉已经有决定了。请刷新后再看。"))
    if not holds:
        return replace(course, appeal=Appeal.REJECTED)
    kept = replace(course, appeal=Appeal.UPHELD)
    return kept if course.step is Step.DONE else _ended(kept, at, Outcome.SET_ASIDE)


def _ended(course: Course, at: datetime, outcome: Outcome) -> Course:
    return replace(course, step=Step.DONE, outcome=outcome, closed_at=at)


def _check(course: Course, step: Step) -> None:
    if course.step is not step:
        raise Conflict("followups.wrong_step", _("这件差评现在不在这一步：情况已经变了。请刷新后再看。"))
