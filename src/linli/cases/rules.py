"""The rules of a case: stages, allowed moves, clocks. Plain Python: no database, no clock, no input or output.

A case's `Standing` is everything the rules know of it. Each verb takes a standing and gives the next one, or refuses.
Actions and the replay of journals go through the same functions, so that what is built in bulk obeys what is done by
hand.

The clock (国办发〔2019〕51号 and local 12345 rules; the limits themselves are data of the service item):

- both deadlines, to accept and to resolve, are fixed when the case is submitted, so that the date a resident was
  promised does not move when a unit is slow to accept, hands the case on or returns it;
- resolving stops the clock; reopening lets what was left of it run on, and never less than one working hour;
- an extension is asked for before the deadline, with a reason, and is told to the resident.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.base.calendar import Limit, WorkCalendar, add_working, add_working_seconds, working_seconds
from linli.base.refusals import Conflict, Refused

ANSWER_WINDOW = timedelta(days=7)
RATING_WINDOW = timedelta(days=30)
DRAFT_KEPT = timedelta(days=30)
SHORTEST_CLOCK = 3600  # seconds of working time that a reopened case has at least
MOST_EXTENSIONS = 2
SATISFIED_FROM = 3  # of five levels, 基本满意 and better


class Stage(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a case."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    CALL_IN = "call_in"
    RETURN = "return"
    EXTEND = "extend"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    RATE = "rate"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    JOIN = "join"
    HEAR = "hear"
    SET_ASIDE = "set_aside"


OPEN = frozenset({Stage.SUBMITTED, Stage.ACCEPTED, Stage.ASSIGNED})
MOVES: dict[Verb, tuple[frozenset[Stage], Stage | None]] = {
    Verb.ACCEPT: (frozenset({Stage.SUBMITTED}), Stage.ACCEPTED),
    Verb.ASSIGN: (frozenset({Stage.ACCEPTED, Stage.ASSIGNED}), Stage.ASSIGNED),
    Verb.CALL_IN: (OPEN, None),  # None: the stage stays
    Verb.RETURN: (OPEN, Stage.SUBMITTED),
    Verb.EXTEND: (OPEN, None),
    Verb.RESOLVE: (frozenset({Stage.ACCEPTED, Stage.ASSIGNED}), Stage.RESOLVED),
    Verb.CONFIRM: (frozenset({Stage.RESOLVED}), Stage.CLOSED),
    Verb.REOPEN: (frozenset({Stage.RESOLVED, Stage.CLOSED}), Stage.ASSIGNED),
    Verb.RATE: (frozenset({Stage.RESOLVED, Stage.CLOSED}), Stage.CLOSED),
    Verb.LAPSE: (frozenset({Stage.RESOLVED}), Stage.CLOSED),
    Verb.WITHDRAW: (OPEN, Stage.WITHDRAWN),
    Verb.JOIN: (OPEN, None),
    Verb.HEAR: (frozenset({Stage.CLOSED}), None),
    Verb.SET_ASIDE: (frozenset({Stage.CLOSED}), None),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules know of a case. `solved` is the resident's last answer, None while there is none."""

    stage: Stage
    submitted_at: datetime
    accept_due_at: datetime
    due_at: datetime
    first_contact_at: datetime | None = None
    accepted_at: datetime | None = None
    assigned_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_count: int = 0
    extended_count: int = 0
    returned_count: int = 0
    solved: bool | None = None
    rating: int | None = None
    rating_set_aside: bool = False  # an appeal held: it counts no more, and is not given again


def can(stage: Stage, verb: Verb) -> bool:
    """Whether the table of moves allows a verb at a stage."""
    return stage in MOVES[verb][0]


def check_move(stage: Stage, verb: Verb) -> Stage:
    """The stage after a verb; refuses one the table does not allow."""
    if not can(stage, verb):
        raise Conflict("cases.wrong_stage", _("这件事现在不能这样办：它的状态已经变了。请刷新后再看。"))
    return MOVES[verb][1] or stage


def submit(at: datetime, accept_limit: Limit, limit: Limit, calendar: WorkCalendar) -> Standing:
    """A new case with both its deadlines."""
    due = add_working(at, limit, calendar)
    return Standing(Stage.SUBMITTED, at, min(add_working(at, accept_limit, calendar), due), due)


def accept(case: Standing, at: datetime) -> Standing:
    """Taken up, and the resident told: the first contact. A case returned and accepted again keeps its first time."""
    return replace(
        case,
        stage=check_move(case.stage, Verb.ACCEPT),
        accepted_at=case.accepted_at or at,
        first_contact_at=case.first_contact_at or at,
    )


def assign(case: Standing, at: datetime) -> Standing:
    """In the hands of the unit that will do it; the clock runs on."""
    return replace(case, stage=check_move(case.stage, Verb.ASSIGN), assigned_at=at)


def give_back(case: Standing) -> Standing:
    """Returned, to be taken up by somebody else; neither deadline moves."""
    return replace(
        case, stage=check_move(case.stage, Verb.RETURN), assigned_at=None, returned_count=case.returned_count + 1
    )


def extend(case: Standing, at: datetime, by: Limit, calendar: WorkCalendar) -> Standing:
    """A later deadline, asked for while the clock still runs and at most twice."""
    check_move(case.stage, Verb.EXTEND)
    if at >= case.due_at:
        raise Refused("cases.extended_too_late", _("已经超期，不能再延期。请尽快办结并向居民说明。"))
    if case.extended_count >= MOST_EXTENSIONS:
        raise Refused("cases.extended_often", _("已经延期两次，不能再延。请办结，或退回说明原因。"))
    return replace(case, due_at=add_working(case.due_at, by, calendar), extended_count=case.extended_count + 1)


def resolve(case: Standing, at: datetime) -> Standing:
    """Done, says the unit; the clock stops and the resident is asked."""
    return replace(
        case, stage=check_move(case.stage, Verb.RESOLVE), resolved_at=at, first_contact_at=case.first_contact_at or at
    )


def confirm(case: Standing, at: datetime) -> Standing:
    """Done, says the resident."""
    return replace(case, stage=check_move(case.stage, Verb.CONFIRM), closed_at=at, solved=True)


def reopen(case: Standing, at: datetime, calendar: WorkCalendar) -> Standing:
    """Not done, says the resident, within the window; what was left of the clock runs on."""
    stage = check_move(case.stage, Verb.REOPEN)
    if case.resolved_at is None or at > case.resolved_at + ANSWER_WINDOW:
        raise Refused("cases.reopened_too_late", _("办结已超过 7 天，不能再重办。请重新提交一件，我们马上处理。"))
    if case.rating is not None:
        raise Refused("cases.reopened_after_rating", _("您已经评价过这件事。还有问题的话，请重新提交一件。"))
    return replace(
        case,
        stage=stage,
        assigned_at=at,
        due_at=_resumed(case.due_at, case.resolved_at, at, calendar),
        resolved_at=None,
        closed_at=None,
        solved=False,
        reopened_count=case.reopened_count + 1,
    )


def _resumed(due_at: datetime, resolved_at: datetime, at: datetime, calendar: WorkCalendar) -> datetime:
    if resolved_at > due_at:
        return due_at  # it was late when resolved, and is late still
    left = working_seconds(resolved_at, due_at, calendar)
    return add_working_seconds(at, max(left, SHORTEST_CLOCK), calendar)


def rate(case: Standing, at: datetime, level: int) -> Standing:
    """Five levels, once, voluntary; rating says that the case is done."""
    stage = check_move(case.stage, Verb.RATE)
    if case.rating is not None or case.rating_set_aside:
        raise Conflict("cases.rated_already", _("您已经评价过了，一件事评一次。谢谢您。"))
    if not 1 <= level <= 5:
        raise Refused("cases.rating_level", _("请从“非常满意”到“非常不满意”里选一个。"), field="level")
    if case.resolved_at is None or at > case.resolved_at + RATING_WINDOW:
        raise Refused("cases.rated_too_late", _("办结已超过 30 天，评价已经关闭。"))
    return replace(
        case,
        stage=stage,
        rating=level,
        closed_at=case.closed_at or at,
        solved=True if case.solved is None or case.stage is Stage.RESOLVED else case.solved,
    )


def may_rate(case: Standing, at: datetime) -> bool:
    """Whether a level given now would count."""
    within = case.resolved_at is not None and at <= case.resolved_at + RATING_WINDOW
    return within and case.rating is None and not case.rating_set_aside and can(case.stage, Verb.RATE)


def set_aside(case: Standing) -> Standing:
    """The rating was a slip or malicious, somebody above the unit has decided."""
    stage = check_move(case.stage, Verb.SET_ASIDE)
    if case.rating is None:
        raise Conflict("cases.no_rating", _("这件事现在没有评价。请刷新后再看。"))
    return replace(case, stage=stage, rating=None, rating_set_aside=True)


def hear(case: Standing, at: datetime, calendar: WorkCalendar, *, solved: bool) -> Standing:
    """What the resident told a caller after it was closed (回访).

    It is worth what the resident's own answer is worth: "not solved" within the window reopens the case; later, or
    once rated, the case stays closed and the answer alone is another one.
    """
    stage = check_move(case.stage, Verb.HEAR)
    in_window = case.resolved_at is not None and at <= case.resolved_at + ANSWER_WINDOW
    if not solved and in_window and case.rating is None:
        return reopen(case, at, calendar)
    return replace(case, stage=stage, solved=solved)


def lapse(case: Standing, at: datetime) -> Standing:
    """The window ended without an answer: closed, and counted as unanswered."""
    stage = check_move(case.stage, Verb.LAPSE)
    if case.resolved_at is None or at < case.resolved_at + ANSWER_WINDOW:
        raise Refused("cases.window_open", _("居民还可以回复，现在不能结案。"))
    return replace(case, stage=stage, closed_at=at, solved=None)


def withdraw(case: Standing, at: datetime) -> Standing:
    """No longer wanted, says the resident; it counts in no rate."""
    return replace(case, stage=check_move(case.stage, Verb.WITHDRAW), closed_at=at)


def join(case: Standing) -> Standing:
    """Asked for once more while it is being handled: nothing moves."""
    return replace(case, stage=check_move(case.stage, Verb.JOIN))


def is_late(case: Standing, at: datetime) -> bool:
    """Whether the deadline passed before it was resolved."""
    return (case.resolved_at or at) > case.due_at
