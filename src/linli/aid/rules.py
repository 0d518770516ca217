"""The rules of finding somebody who needs help and seeing it through (发现、报告、服务、转介). Plain Python.

- at each moment until a need is closed exactly one unit answers for it. It may ask another one to take it on: that one
  accepts, or says why not, within its own clock, and until it has accepted the first one answers;
- nothing goes to another unit before the person, or a guardian, has agreed; a danger goes first, with the reason
  written down, and the person is told within days. What nobody has agreed to yet is known by an address alone, and may
  go only to who lives next door to it: the community's committee, which visits and asks;
- a need ends: helped, not eligible, declined, moved away, or by its last day, unless somebody looks at it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.base.calendar import Limit, WorkCalendar, add_working
from linli.base.clock import local_day
from linli.base.refusals import Conflict, Refused


class Stage(StrEnum):
    """How far a need has come."""

    FOUND = "found"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    SERVED = "served"
    CLOSED = "closed"


class Basis(StrEnum):
    """On whose word it stands."""

    CONSENT = "consent"
    GUARDIAN = "guardian"
    URGENT = "urgent"
    NOBODY = "nobody"  # an address alone: nobody has been asked yet


class Result(StrEnum):
    """How it ended."""

    HELPED = "helped"
    NOT_ELIGIBLE = "not_eligible"
    DECLINED = "declined"
    MOVED = "moved"
    LAPSED = "lapsed"  # by its last day: nobody had looked at it again


class Helped(StrEnum):
    """What the person says afterwards."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


FEWEST = 5  # of so few it could be guessed who they are
AGREED = (Basis.CONSENT, Basis.GUARDIAN)
BY_HAND = tuple(each for each in Result if each is not Result.LAPSED)


@dataclass(frozen=True, slots=True)
class Limits:
    """What differs from place to place: working days for each step, and days for the whole."""

    report: int
    report_urgent: int
    accept: int
    serve: int
    again: int
    tell: int
    lasts: int
    remind: int
    kept: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules know of a need. `due_at` is the clock of `offered_to`, where somebody is asked, else of `unit`."""

    stage: Stage
    basis: Basis
    unit: UUID
    ends_on: date
    due_at: datetime | None
    offered_to: UUID | None = None
    told_at: datetime | None = None
    reported_at: datetime | None = None
    accepted_at: datetime | None = None
    served_at: datetime | None = None
    closed_at: datetime | None = None
    result: Result | None = None
    referred_count: int = 0
    returned_count: int = 0
    reviewed_count: int = 0

    @property
    def awaited(self) -> UUID:
        """Whose turn it is."""
        return self.offered_to or self.unit


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment, with what it takes to count working days from it."""

    at: datetime
    limits: Limits
    calendar: WorkCalendar

    def after(self, days: int) -> datetime:
        """So many working days later."""
        return add_working(self.at, Limit(days, "day"), self.calendar)

    def last_day(self) -> date:
        """Of a need found, or looked at again, now."""
        return local_day(self.at) + timedelta(days=self.limits.lasts)


def found(unit: UUID, basis: Basis, clock: Clock) -> Standing:
    """Somebody needs help. Whoever agreed knows of it; whoever is in danger is told afterwards."""
    days = clock.limits.report_urgent if basis is Basis.URGENT else clock.limits.report
    told = clock.at if basis in AGREED else None
    return Standing(Stage.FOUND, basis, unit, clock.last_day(), clock.after(days), told_at=told)


def named(standing: Standing, basis: Basis, clock: Clock) -> Standing:
    """Whom an address was about is known now: they agreed, or their guardian did; or are in danger."""
    _open(standing)
    if standing.basis is not Basis.NOBODY and not (standing.basis is Basis.URGENT and basis in AGREED):
        raise Conflict("aid.named_already", _("这件事已经写明是谁了。请刷新后再看。"))
    if basis is Basis.NOBODY:
        raise Refused("aid.basis_missing", _("请选本人是怎么同意的。"), field="basis")
    return replace(standing, basis=basis, told_at=clock.at if basis in AGREED else standing.told_at)


def report(standing: Standing, to: UUID, clock: Clock, *, is_home: bool = False) -> Standing:
    """To the township, which accepts or says why not. `is_home`: to the community's committee, to go and ask."""
    _at(standing, Stage.FOUND)
    offered = _offered(standing, to, clock, is_home=is_home)
    return replace(offered, stage=Stage.REPORTED, reported_at=standing.reported_at or clock.at)


def keep(standing: Standing, clock: Clock) -> Standing:
    """The unit that found it helps by itself."""
    _at(standing, Stage.FOUND)
    _agreed(standing)
    return replace(
        standing, stage=Stage.ACCEPTED, accepted_at=standing.accepted_at or clock.at,
        due_at=clock.after(clock.limits.serve),
    )  # fmt: skip


def refer(standing: Standing, to: UUID, clock: Clock) -> Standing:
    """Somebody else can do more for this person. Until they have accepted, this unit answers."""
    _at(standing, Stage.ACCEPTED, Stage.SERVED)
    return replace(_offered(standing, to, clock), referred_count=standing.referred_count + 1)


def accept(standing: Standing, by: UUID, clock: Clock) -> Standing:
    """From now on this unit answers."""
    _asked(standing, by)
    return replace(
        standing, stage=Stage.ACCEPTED, unit=by, offered_to=None, accepted_at=standing.accepted_at or clock.at,
        due_at=clock.after(clock.limits.serve),
    )  # fmt: skip


def give_back(standing: Standing, by: UUID, clock: Clock) -> Standing:
    """Not ours, with the reason: whoever asked answers on."""
    _asked(standing, by)
    return replace(_with_its_unit(standing, clock), returned_count=standing.returned_count + 1)


def recall(standing: Standing, clock: Clock) -> Standing:
    """Asked the wrong one, or one that does not answer: take it back."""
    _open(standing)
    if standing.offered_to is None:
        raise Conflict("aid.nobody_asked", _("没有在等别的单位接收：情况已经变了。请刷新后再看。"))
    return _with_its_unit(standing, clock)


def serve(standing: Standing, clock: Clock) -> Standing:
    """Something was given or done; the next time is within days. While somebody else is asked, theirs is the clock."""
    _open(standing)
    if standing.stage not in (Stage.ACCEPTED, Stage.SERVED):
        return standing  # first help before anything else: what follows it is still to be done
    due = standing.due_at if standing.offered_to else clock.after(clock.limits.again)
    return replace(standing, stage=Stage.SERVED, served_at=standing.served_at or clock.at, due_at=due)


def told(standing: Standing, clock: Clock) -> Standing:
    """What was done in danger is said to the person."""
    _open(standing)
    if standing.told_at is not None:
        raise Conflict("aid.told_already", _("已经告诉过本人了。"))
    return replace(standing, told_at=clock.at)


def review(standing: Standing, clock: Clock) -> Standing:
    """Looked at again, and still needed: it lasts on from today."""
    _open(standing)
    if clock.last_day() <= standing.ends_on:
        raise Refused("aid.reviewed_already", _("今天已经看过，到期日没有变。"))
    return replace(standing, ends_on=clock.last_day(), reviewed_count=standing.reviewed_count + 1)


def close(standing: Standing, result: Result, at: datetime, *, is_named: bool) -> Standing:
    """The unit ends it. Helped is only what was served; whoever was in danger has been told first."""
    _open(standing)
    if result is Result.HELPED and standing.served_at is None:
        raise Refused("aid.nothing_given", _("还没有记下帮了什么。请先记一次帮助，再办结。"), field="result")
    if is_named and standing.told_at is None:
        raise Refused("aid.tell_first", _("先办的急事，还没有告诉本人。请先告诉本人，再办结。"))
    return _ended(standing, result, at)


def decline(standing: Standing, at: datetime) -> Standing:
    """The person does not want it, or no longer agrees."""
    _open(standing)
    return _ended(standing, Result.DECLINED, at)


def no_longer_agreed(standing: Standing, at: datetime, *, is_withdrawn: bool) -> Standing:
    """What it stood on has ended: the person took it back, or its last day has come."""
    _open(standing)
    return _ended(standing, Result.DECLINED if is_withdrawn else Result.LAPSED, at)


def lapse(standing: Standing, at: datetime) -> Standing:
    """Its last day has passed and nobody looked at it again."""
    _open(standing)
    if local_day(at) <= standing.ends_on:
        raise Conflict("aid.not_over", _("还没有到期。"))
    return _ended(standing, Result.LAPSED, at)


def is_late(standing: Standing, at: datetime) -> bool:
    """Whether whoever's turn it is has let the time pass."""
    return standing.due_at is not None and standing.due_at < at


def tell_due(found_at: datetime, clock: Clock) -> datetime:
    """Until when the person is told of what was done in danger."""
    return replace(clock, at=found_at).after(clock.limits.tell)


def shown(count: int) -> int | None:
    """A count as it may be read by anybody who counts: None for a few, of whom one could guess who they are.

    >>> shown(0), shown(4), shown(5)
    (0, None, 5)
    """
    return None if 0 < count < FEWEST else count


def pooled(counts: Iterable[tuple[str, int]]) -> tuple[list[tuple[str, int]], Sequence[str]]:
    """Places with enough of them, most first, and those that are only counted together.

    What is counted together is enough too, or nothing at all: otherwise the whole less the others would tell it.

    >>> pooled([("a", 9), ("b", 4), ("c", 6)])
    ([('a', 9)], ['b', 'c'])
    """
    rows = sorted(counts, key=lambda row: (-row[1], row[0]))
    enough = [row for row in rows if row[1] >= FEWEST]
    few = [row for row in rows if 0 < row[1] < FEWEST]
    while few and enough and sum(count for _place, count in few) < FEWEST:
        few.append(enough.pop())
    return enough, sorted(place for place, _count in few)


def _offered(standing: Standing, to: UUID, clock: Clock, *, is_home: bool = False) -> Standing:
    if not is_home:
        _agreed(standing)
    if standing.offered_to is not None:
        raise Conflict("aid.asked_already", _("已经在等一个单位接收。要换单位，请先收回。"))
    if to == standing.unit:
        raise Refused("aid.yours_already", _("这件事现在就由您的单位负责，请选别的单位。"), field="to")
    return replace(standing, offered_to=to, due_at=clock.after(clock.limits.accept))


def _with_its_unit(standing: Standing, clock: Clock) -> Standing:
    """Back in the hands of who answers for it, with a clock of its own."""
    before = Stage.FOUND if standing.stage is Stage.REPORTED else standing.stage
    days = clock.limits.report if before is Stage.FOUND else clock.limits.serve
    return replace(standing, stage=before, offered_to=None, due_at=clock.after(days))


def _ended(standing: Standing, result: Result, at: datetime) -> Standing:
    return replace(standing, stage=Stage.CLOSED, result=result, closed_at=at, offered_to=None, due_at=None)


def _agreed(standing: Standing) -> None:
    if standing.basis is Basis.NOBODY:
        raise Refused(
            "aid.ask_first", _("还没有问过本人，不能报给别的单位。请先上门问一问；情况紧急的，写明原因先办。")
        )


def _asked(standing: Standing, by: UUID) -> None:
    _open(standing)
    if standing.offered_to != by:
        raise Conflict("aid.not_asked", _("现在不是在等您的单位接收：情况已经变了。请刷新后再看。"))


def _at(standing: Standing, *stages: Stage) -> None:
    _open(standing)
    if standing.stage not in stages:
        raise Conflict("aid.wrong_stage", _("现在不在这一步：情况已经变了。请刷新后再看。"))


def _open(standing: Standing) -> None:
    if standing.stage is Stage.CLOSED:
        raise Conflict("aid.closed_already", _("这件事已经结束了。"))
