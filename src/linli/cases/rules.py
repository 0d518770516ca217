"""The rules of a case: stages, allowed moves, clocks. Plain Python: no database, no clock, no input or output.

A case's `Standing` is everything the rules know of it. Each verb takes a standing and gives the next one, or refuses.
Actions and the replay of journals go through the same functions, so that what is built in bulk obeys what is done by
hand.

The clock (国办发〔2019〕51号 and local 12345 rules; the limits themselves are data of the service item):

- both deadlines, to accept and to resolve, are fixed when the case is submitted, so that the date a resident was
  promised does not move when a unit is slow to accept, hands the case on or returns it;
- resolving stops the clock; reopening lets what was left of it run on, and never less than one working hour;
- a pause, for a reason that a file of data names, moves the deadline by as long as it may last; ending it sooner brings
  it back, with as much working time as was left;
- an extension is asked for before the deadline, with a reason, and is told to the resident.

Who receives a case first leads (首接负责): a unit that says it is not theirs returns it soon, with a reason; the level
above decides within a limit of its own, and until then the case stays where it is.
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
    DECIDE = "decide"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    RATE = "rate"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    JOIN = "join"
    SPLIT = "split"
    MERGE = "merge"
    UNMERGE = "unmerge"
    HEAR = "hear"
    SET_ASIDE = "set_aside"
    URGE = "urge"
    SUPERVISE = "supervise"
    ANSWER = "answer"
    NOTE = "note"
    LOCATE = "locate"


OPEN = frozenset({Stage.SUBMITTED, Stage.ACCEPTED, Stage.ASSIGNED})
MOVES: dict[Verb, tuple[frozenset[Stage], Stage | None]] = {
    Verb.ACCEPT: (frozenset({Stage.SUBMITTED}), Stage.ACCEPTED),
    Verb.ASSIGN: (frozenset({Stage.ACCEPTED, Stage.ASSIGNED}), Stage.ASSIGNED),
    Verb.CALL_IN: (OPEN, None),  # None: the stage stays
    Verb.RETURN: (OPEN, None),
    Verb.DECIDE: (OPEN, None),
    Verb.EXTEND: (OPEN, None),
    Verb.PAUSE: (frozenset({Stage.ACCEPTED, Stage.ASSIGNED}), None),
    Verb.RESUME: (frozenset({Stage.ACCEPTED, Stage.ASSIGNED}), None),
    Verb.RESOLVE: (frozenset({Stage.ACCEPTED, Stage.ASSIGNED}), Stage.RESOLVED),
    Verb.CONFIRM: (frozenset({Stage.RESOLVED}), Stage.CLOSED),
    Verb.REOPEN: (frozenset({Stage.RESOLVED, Stage.CLOSED}), Stage.ASSIGNED),
    Verb.RATE: (frozenset({Stage.RESOLVED, Stage.CLOSED}), Stage.CLOSED),
    Verb.LAPSE: (frozenset({Stage.RESOLVED}), Stage.CLOSED),
    Verb.WITHDRAW: (OPEN, Stage.WITHDRAWN),
    Verb.JOIN: (OPEN, None),
    Verb.SPLIT: (OPEN, None),
    Verb.MERGE: (OPEN, None),
    Verb.UNMERGE: (OPEN, None),
    Verb.HEAR: (frozenset({Stage.CLOSED}), None),
    Verb.SET_ASIDE: (frozenset({Stage.CLOSED}), None),
    Verb.URGE: (OPEN, None),
    Verb.SUPERVISE: (OPEN, None),
    Verb.ANSWER: (frozenset(Stage) - {Stage.WITHDRAWN}, None),
    Verb.LOCATE: (frozenset(Stage) - {Stage.WITHDRAWN}, None),
    Verb.NOTE: (frozenset(Stage) - {Stage.WITHDRAWN}, None),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules know of a case. `solved` is the resident's last answer, None while there is none.

    `open_parts` is how many units called in have not ended their part. `returned_at` and `answer_due_at` stand while
    the level above has to decide who does it; `decided_at` once it has. `paused_left` is the working time, in
    seconds, that was left when the clock was stopped; it runs on by itself at `paused_until`.
    """

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
    returned_at: datetime | None = None
    answer_due_at: datetime | None = None
    decided_at: datetime | None = None
    open_parts: int = 0
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    paused_left: int | None = None
    paused_count: int = 0


def can(stage: Stage, verb: Verb) -> bool:
    """Whether the table of moves allows a verb at a stage."""
    return stage in MOVES[verb][0]


def is_paused(case: Standing, at: datetime) -> bool:
    """Whether the clock stands still."""
    return case.paused_until is not None and at < case.paused_until


def offers(case: Standing, verb: Verb, at: datetime) -> bool:  # noqa: PLR0911 (one flat table reads best)
    """Whether a page offers a verb: the stage allows it, and what waits for a decision is decided first."""
    if not can(case.stage, verb):
        return False
    match verb:
        case Verb.DECIDE:
            return case.returned_at is not None
        case Verb.ASSIGN:
            return case.returned_at is None
        case Verb.RETURN:
            return case.returned_at is None and case.decided_at is None
        case Verb.MERGE:
            return not is_paused(case, at)
        case Verb.PAUSE | Verb.EXTEND:
            return not is_paused(case, at) and at < case.due_at
        case Verb.RESUME:
            return is_paused(case, at)
        case _:
            return True


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
    stage = check_move(case.stage, Verb.ASSIGN)
    if case.returned_at is not None:
        raise Conflict("cases.waits_for_decision", _("这件事退回了，正在等上级决定由谁办。请用“决定由谁办”。"))
    return replace(case, stage=stage, assigned_at=at, decided_at=None)


def return_until(case: Standing, within: Limit, calendar: WorkCalendar) -> datetime:
    """Until when the unit that has a case may return it: a limit from when it came to it."""
    return add_working(case.assigned_at or case.submitted_at, within, calendar)


def give_back(case: Standing, at: datetime, *, within: Limit, answer: Limit, calendar: WorkCalendar) -> Standing:
    """Not ours, says the unit. It keeps the case until the level above has decided; neither deadline moves."""
    check_move(case.stage, Verb.RETURN)
    if case.returned_at is not None:
        raise Conflict("cases.returned_already", _("已经退回，正在等上级决定。决定以前，这件事还由您的单位负责。"))
    if case.decided_at is not None:
        raise Refused("cases.decided_already", _("上级已经决定由您的单位办，不能再退。有困难，请打电话跟上级商量。"))
    if at > return_until(case, within, calendar):
        raise Refused(
            "cases.returned_too_late",
            _("接到已经超过%(limit)s，不能再退。请办理；要别的单位帮忙，请点“请单位会办”。") % {"limit": within},
        )
    due = add_working(at, answer, calendar)
    return replace(case, returned_at=at, answer_due_at=due, returned_count=case.returned_count + 1)


def decide(case: Standing, at: datetime, *, is_other_unit: bool) -> Standing:
    """The level above says who does it. That is final: the unit it names cannot return the case again."""
    stage = check_move(case.stage, Verb.DECIDE)
    if case.returned_at is None:
        raise Conflict("cases.not_returned", _("这件事没有退回，或者已经有人决定了。请刷新后再看。"))
    case = replace(_undisputed(case), decided_at=at)
    if not is_other_unit or stage is Stage.SUBMITTED:  # what nobody has taken up yet, the new unit takes up first
        return case
    return replace(case, stage=Stage.ASSIGNED, assigned_at=at)


def ask_higher(case: Standing, at: datetime, answer: Limit, calendar: WorkCalendar) -> Standing:
    """Nobody decided in time: the level above that one has as long again."""
    return replace(case, answer_due_at=add_working(at, answer, calendar))


def _undisputed(case: Standing) -> Standing:
    """Nothing is left to decide."""
    return replace(case, returned_at=None, answer_due_at=None)


def call_in(case: Standing) -> Standing:
    """Another unit has a part in it."""
    return replace(case, stage=check_move(case.stage, Verb.CALL_IN), open_parts=case.open_parts + 1)


def end_part(case: Standing) -> Standing:
    """A unit that was called in is done with its part, or released."""
    return replace(case, open_parts=case.open_parts - 1)


def extend(case: Standing, at: datetime, by: Limit, calendar: WorkCalendar) -> Standing:
    """A later deadline, asked for while the clock still runs and at most twice."""
    check_move(case.stage, Verb.EXTEND)
    if is_paused(case, at):
        raise Refused("cases.extended_in_pause", _("计时已经暂停。请先恢复计时，再延期。"))
    if at >= case.due_at:
        raise Refused("cases.extended_too_late", _("已经超期，不能再延期。请尽快办结并向居民说明。"))
    if case.extended_count >= MOST_EXTENSIONS:
        raise Refused("cases.extended_often", _("已经延期两次，不能再延。请办结，或退回说明原因。"))
    return replace(case, due_at=add_working(case.due_at, by, calendar), extended_count=case.extended_count + 1)


def pause(case: Standing, at: datetime, *, most: Limit, times: int, calendar: WorkCalendar) -> Standing:
    """The clock stands still, for so long at most; the deadline is where it will be if nobody ends it sooner."""
    check_move(case.stage, Verb.PAUSE)
    if is_paused(case, at):
        raise Conflict("cases.paused_already", _("计时已经暂停。"))
    if at >= case.due_at:
        raise Refused("cases.paused_too_late", _("已经超期，不能再暂停。请尽快办结并向居民说明。"))
    if case.paused_count >= times:
        raise Refused("cases.paused_often", _("这件事已经暂停过%(times)s次，不能再停。") % {"times": times})
    left, until = working_seconds(at, case.due_at, calendar), add_working(at, most, calendar)
    return replace(
        case,
        paused_at=at,
        paused_until=until,
        paused_left=left,
        paused_count=case.paused_count + 1,
        due_at=add_working_seconds(until, left, calendar),
    )


def resume(case: Standing, at: datetime, calendar: WorkCalendar) -> Standing:
    """What was waited for is there: the clock runs on with what was left of it."""
    check_move(case.stage, Verb.RESUME)
    if not is_paused(case, at) or case.paused_left is None:
        raise Conflict("cases.not_paused", _("计时没有暂停，或者已经自己恢复了。请刷新后再看。"))
    return replace(_running(case), due_at=add_working_seconds(at, case.paused_left, calendar))


def _running(case: Standing) -> Standing:
    """Nothing stands still."""
    return replace(case, paused_at=None, paused_until=None, paused_left=None)


def resolve(case: Standing, at: datetime) -> Standing:
    """Done, says the unit; the clock stops and the resident is asked. Who was to do it need not be decided any more."""
    stage = check_move(case.stage, Verb.RESOLVE)
    if case.open_parts:
        raise Refused(
            "cases.parts_open",
            _("还有 %(count)s 个单位会办的没有办完。等它办好，或者点“不再请它”写明原因，再办结。")
            % {"count": case.open_parts},
        )
    if is_paused(case, at):  # else what was not used of the pause would count as left when it is reopened
        raise Refused("cases.resolved_in_pause", _("计时还暂停着。请先恢复计时，再办结。"))
    over = _running(_undisputed(case))
    return replace(over, stage=stage, resolved_at=at, first_contact_at=case.first_contact_at or at)


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
        due_at=resumed(case.due_at, case.resolved_at, at, calendar),
        resolved_at=None,
        closed_at=None,
        solved=False,
        reopened_count=case.reopened_count + 1,
    )


def resumed(due_at: datetime, resolved_at: datetime, at: datetime, calendar: WorkCalendar) -> datetime:
    """The deadline of a case reopened: what was left of the clock when it was resolved, and never less than an hour."""
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
    over = _running(_undisputed(case))
    return replace(over, stage=check_move(case.stage, Verb.WITHDRAW), closed_at=at, open_parts=0)


def join(case: Standing) -> Standing:
    """Asked for once more while it is being handled: nothing moves."""
    return replace(case, stage=check_move(case.stage, Verb.JOIN))


def split(first: Standing, at: datetime, accept_limit: Limit, limit: Limit, calendar: WorkCalendar) -> Standing:
    """The second matter of a request: its limits run from when both were asked for, and leave an hour of work at least.

    The first goes on as it stands.
    """
    check_move(first.stage, Verb.SPLIT)
    asked = submit(first.submitted_at, accept_limit, limit, calendar)
    soonest = add_working_seconds(at, SHORTEST_CLOCK, calendar)
    return replace(asked, accept_due_at=max(asked.accept_due_at, soonest), due_at=max(asked.due_at, soonest))


def merge(kept: Standing, joined: Standing, at: datetime) -> tuple[Standing, Standing]:
    """Two cases that are one matter: the earlier deadline holds for the one that is kept, the other ends.

    What is under way in the other has to come to an end first, or it is the one to keep.
    """
    for each in (kept, joined):
        check_move(each.stage, Verb.MERGE)
        if is_paused(each, at):
            raise Refused("cases.merges_paused", _("有一件的计时还暂停着。请先恢复计时，再并。"), field="other")
    if joined.open_parts:
        raise Refused(
            "cases.merges_parts",
            _("那一件还有别的单位在会办。请打开那一件，把这一件并进去；或者等会办的办好。"),
            field="other",
        )
    if joined.returned_at is not None:
        raise Refused("cases.merges_returned", _("那一件退回了，正在等上级决定由谁办。等决定了再并。"), field="other")
    ended = replace(_running(joined), stage=Stage.WITHDRAWN, closed_at=at)
    return let_go(kept, due := min(kept.due_at, joined.due_at), min(kept.accept_due_at, due)), ended


def let_go(kept: Standing, due_at: datetime, accept_due_at: datetime) -> Standing:
    """Both deadlines of a case as they are with another one taken in, or as they were before."""
    return replace(kept, stage=check_move(kept.stage, Verb.UNMERGE), due_at=due_at, accept_due_at=accept_due_at)


def unmerge(joined: Standing, before: Stage) -> Standing:
    """It goes on by itself where it stood, by its own clock, which has run on."""
    return replace(joined, stage=before, closed_at=None)


def is_late(case: Standing, at: datetime) -> bool:
    """Whether the deadline passed before it was resolved."""
    return (case.resolved_at or at) > case.due_at
