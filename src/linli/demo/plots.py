"""How a case goes: taken up, handed on, returned, extended, done, answered, or left alone. Chance decides, rules allow.

A plot speaks to a `Story`, or in a test to the actions themselves, and stops where the history ends: what would come
later has not happened yet, and the case is open.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from linli.base.actor import Actor
from linli.base.calendar import add_working_seconds, calendar, working_seconds
from linli.cases import rules
from linli.cases.actions import Request
from linli.cases.attachments import Kept
from linli.cases.limits import handling
from linli.cases.models import AudienceChoices, Case, Channel
from linli.demo import moments
from linli.demo.asking import Asked
from linli.demo.cast import Cast
from linli.demo.draws import Draw
from linli.demo.phrases import Common, filled

HOUR, DAY = 3600, 7.5 * 3600  # of working time, in seconds
WITHDRAWN, TAKEN_UP_LATE, HANDED_ON, RETURNED, CALLED_IN, RELEASED = 0.008, 0.035, 0.17, 0.05, 0.03, 0.15
EXTENDED, RESOLVED_LATE, LOOKED_UP, MADE_CONFIDENTIAL, PICTURED, PAUSED = 0.05, 0.1, 0.12, 0.003, 0.05, 0.03
ANSWERS = {"rate": 0.41, "confirm": 0.24, "silent": 0.315, "reopen": 0.035}
LEVELS = {5: 0.65, 4: 0.22, 3: 0.07, 2: 0.037, 1: 0.023}
LEVELS_WHEN_LATE = {5: 0.34, 4: 0.28, 3: 0.16, 2: 0.13, 1: 0.09}
RATED_AFTER_ALL = {"confirm": 0.3, "silent": 0.05}


class Teller(Protocol):
    """Who is told what happens: a `Story` in memory, or the actions of a database."""

    case: Case

    def submit(self, request: Request, *, resident: UUID, by: Actor, at: datetime, channel: Channel) -> None: ...
    def accept(self, *, by: Actor, at: datetime) -> None: ...
    def assign(self, *, to: UUID, by: Actor, at: datetime) -> None: ...
    def call_in(self, *, unit: UUID, task: str, days: int, by: Actor, at: datetime) -> None: ...
    def take_up_part(self, *, unit: UUID, by: Actor, at: datetime) -> None: ...
    def finish_part(self, *, unit: UUID, reply: str, by: Actor, at: datetime) -> None: ...
    def release_part(self, *, unit: UUID, reason: str, by: Actor, at: datetime) -> None: ...
    def give_back(self, *, reason: str, by: Actor, at: datetime) -> None: ...
    def decide(self, *, to: UUID, reason: str, by: Actor, at: datetime) -> None: ...
    def extend(self, *, days: int, reason: str, by: Actor, at: datetime) -> None: ...
    def pause(self, *, kind: str, days: int, reason: str, by: Actor, at: datetime) -> None: ...
    def resume(self, *, by: Actor, at: datetime) -> None: ...
    def urge(self, *, by: Actor, at: datetime) -> None: ...
    def supervise(self, *, reason: str, by: Actor, at: datetime) -> None: ...
    def answer_supervision(self, *, reply: str, by: Actor, at: datetime) -> None: ...
    def note(self, *, words: str, by: Actor, at: datetime) -> None: ...
    def resolve(self, *, reply: str, by: Actor, at: datetime, photos: tuple[Kept, ...] = ()) -> None: ...
    def raise_audience(self, *, by: Actor, at: datetime) -> None: ...
    def reveal(self, *, purpose: str, by: Actor, at: datetime) -> None: ...
    def confirm(self, *, by: Actor, at: datetime) -> None: ...
    def reopen(self, *, reason: str, by: Actor, at: datetime) -> None: ...
    def rate(self, *, level: int, comment: str, by: Actor, at: datetime) -> None: ...
    def withdraw(self, *, by: Actor, at: datetime) -> None: ...
    def lapse(self, *, at: datetime) -> None: ...
    def remind(self, *, at: datetime) -> None: ...
    def escalate(self, *, at: datetime) -> None: ...


class HistoryEnds(Exception):
    """The next thing would happen after the end of the history."""


class Plot:
    """One case from the asking to wherever it stands when the history ends."""

    def __init__(
        self, teller: Teller, asked: Asked, draw: Draw, *, cast: Cast, common: Common, until: datetime,
        pictures: Mapping[str, tuple[Kept, ...]],
    ) -> None:  # fmt: skip
        self.teller, self.asked, self.draw, self.cast, self.common = teller, asked, draw, cast, common
        self.until, self.pictures, self.at = until, pictures, asked.at

    @property
    def case(self) -> Case:
        """As it stands."""
        return self.teller.case

    @property
    def resident(self) -> Actor:
        """Whoever asked."""
        return self.asked.person.actor

    def live(self) -> None:
        """Everything by chance."""
        try:
            self.ask()
            self.take_up()
            self.handle()
            self.resolve()
            self.answer()
        except HistoryEnds:
            return

    # Steps, which scripts call too

    def ask(self) -> None:
        """It comes in."""
        asked = self.asked
        self.teller.submit(asked.request, resident=asked.person.id, by=asked.by, at=asked.at, channel=asked.channel)

    def take_up(self, at: datetime | None = None) -> None:
        """Whoever holds it accepts it, in time most often; seldom the resident thinks again first."""
        if at is None and self.draw.chance(WITHDRAWN):
            self.withdraw()
        limit = working_seconds(self.case.submitted_at, self.case.accept_due_at, calendar())
        late = self.draw.chance(TAKEN_UP_LATE)
        wait = limit * self.draw.between(1.05, 2.2) if late else min(self.draw.small(limit * 0.3), limit * 0.93)
        self._go(at or self._after(max(wait, 150)))
        if at is None and self._returned():
            return  # whoever has it now has taken it up
        self.teller.accept(by=self.worker(), at=self.at)

    def handle(self) -> None:
        """Handed on, joined, kept to few eyes, the resident called."""
        if self.cast.is_committee(self._unit()) and self.draw.chance(HANDED_ON):
            self._hand_on()
        if self.draw.chance(LOOKED_UP):
            self.look_up()
        if self.draw.chance(CALLED_IN) and (unit := self._another_unit()):
            self.call_in(unit, self.draw.small(HOUR))
            self.join(unit)
        is_open = self.case.audience == AudienceChoices.ORDINARY
        if is_open and self.cast.is_committee(self._unit()) and self.draw.chance(MADE_CONFIDENTIAL):
            self._go(self._after(self.draw.small(HOUR)))
            self.keep_to_few()

    def keep_to_few(self) -> None:
        """Whoever holds it makes it confidential."""
        self.teller.raise_audience(by=self.worker(), at=self.at)

    def call_in(self, unit: UUID, wait: float) -> None:
        """Another unit is asked for its part."""
        self._go(self._after(wait))
        task, days = self.draw.pick(self.common.tasks), self.draw.whole(1, 3)
        self.teller.call_in(unit=unit, task=task, days=days, by=self.worker(), at=self.at)

    def join(self, unit: UUID) -> None:
        """It does its part; now and then who leads finds that it is not needed."""
        if self.draw.chance(RELEASED):
            self._go(self._after(600 + self.draw.small(HOUR)))
            reason = self.draw.pick(self.common.releases)
            self.teller.release_part(unit=unit, reason=reason, by=self.worker(), at=self.at)
            return
        self.take_up_part(unit, 300 + self.draw.small(HOUR))
        self.finish_part(unit, 900 + self.draw.small(2 * HOUR))

    def take_up_part(self, unit: UUID, wait: float) -> None:
        """A unit that was called in begins."""
        self._go(self._after(wait))
        self.teller.take_up_part(unit=unit, by=self.cast.worker(unit, self.draw), at=self.at)

    def finish_part(self, unit: UUID, wait: float) -> None:
        """And is done."""
        self._go(self._after(wait))
        reply, by = self.draw.pick(self.common.joined), self.cast.worker(unit, self.draw)
        self.teller.finish_part(unit=unit, reply=reply, by=by, at=self.at)

    def send_back(self) -> None:
        """Not theirs, they say at once; nobody has decided yet."""
        self._go(self.at + timedelta(minutes=20))
        self.teller.give_back(reason=self.draw.pick(self.common.returns), by=self.worker(), at=self.at)

    def look_up(self) -> None:
        """A worker reads name and phone, for a purpose."""
        self._go(self._after(60 + self.draw.small(HOUR / 2)))
        self.teller.reveal(purpose=self.draw.pick(self.common.reveals), by=self.worker(), at=self.at)

    def resolve(self, at: datetime | None = None, *, pictured: bool = False) -> None:
        """Done, in time most often, with a reply; or given up, or extended before."""
        if at is None:
            if self.draw.chance(WITHDRAWN):
                self._go(self._after(self.draw.small(3 * HOUR)))
                self.withdraw()
            if self.asked.sayings.extend and self.draw.chance(EXTENDED):
                self._extend()
            elif self.draw.chance(PAUSED) and self.at < self.case.due_at:
                self.pause()
                self._go(self._after(HOUR + self.draw.small(DAY)))
                if rules.is_paused(self.case.standing, self.at):
                    self.teller.resume(by=self.worker(), at=self.at)
        self._go(at or self._done_at())
        reply = filled(self.draw.pick(self.asked.ask.replies), self.draw)
        shown = self.pictures.get(self.case.item_id, ())
        photos = (self.draw.pick(shown),) if shown and (pictured or self.draw.chance(PICTURED)) else ()
        self.teller.resolve(reply=reply, by=self.worker(), at=self.at, photos=photos)

    def pause(self) -> None:
        """The clock stands still until the resident has brought what is missing."""
        reason = self.draw.pick(self.common.pauses)
        self.teller.pause(kind="materials", days=5, reason=reason, by=self.worker(), at=self.at)

    def urge(self, hours: float) -> None:
        """The resident has waited long enough."""
        self.answer_at(self.at + timedelta(hours=hours))
        self.teller.urge(by=self.resident, at=self.at)

    def note(self, wait: float) -> None:
        """A word among those who work on it."""
        self._go(self._after(wait))
        self.teller.note(words=self.draw.pick(self.common.notes), by=self.worker(), at=self.at)

    def supervise(self, wait: float, *, after: datetime | None = None) -> None:
        """Who stands above wants to know, so long from now or from a later moment."""
        self._go(add_working_seconds(max(self.at, after or self.at), int(wait), calendar()))
        by = self.cast.supervisor(self.case.area_id)
        self.teller.supervise(reason=self.draw.pick(self.common.supervisions), by=by, at=self.at)

    def answer_supervision(self, wait: float) -> None:
        """And is told."""
        self._go(self._after(wait))
        self.teller.answer_supervision(reply=self.draw.pick(self.common.answers), by=self.worker(), at=self.at)

    def answer(self) -> None:
        """The resident rates, confirms, says no, or nothing."""
        what = self.draw.weighted(ANSWERS)
        if what == "silent" or (what == "reopen" and self.case.reopened_count):
            self.lapse()
            what = "silent"
        else:
            self.answer_at(self.at + self._pause(18))
            if what == "reopen":
                self.reopen()
                self.resolve()
                return self.answer()
            self.confirm() if what == "confirm" else self.rate()
        if self.draw.chance(RATED_AFTER_ALL.get(what, 0)):
            self.answer_at(self.at + self._pause(40))
            self.rate()
        return None

    def answer_at(self, at: datetime) -> None:
        """To the moment at which the resident answers."""
        self._go(moments.awake(at))

    def confirm(self) -> None:
        """Done, says the resident."""
        self.teller.confirm(by=self.resident, at=self.at)

    def rate(self, level: int | None = None) -> None:
        """How good it was; some add a word."""
        late = rules.is_late(self.case.standing, self.at)
        chosen = level or self.draw.weighted(LEVELS_WHEN_LATE if late else LEVELS)
        words = self.common.praise if chosen > 3 else self.common.fair if chosen == 3 else self.common.complaints
        comment = self.draw.pick(words) if self.draw.chance(0.25 if chosen > 2 else 0.7) else ""
        self.teller.rate(level=chosen, comment=comment, by=self.resident, at=self.at)

    def reopen(self) -> None:
        """Not done, says the resident."""
        reason = filled(self.draw.pick(self.asked.sayings.reopen), self.draw)
        self.teller.reopen(reason=reason, by=self.resident, at=self.at)

    def lapse(self) -> None:
        """Nobody answered."""
        resolved = self.case.resolved_at or self.at
        self._go(moments.next_closing(resolved + rules.ANSWER_WINDOW))
        self.teller.lapse(at=self.at)

    def withdraw(self) -> None:
        """The resident no longer wants it; nothing comes after that."""
        self._go(moments.awake(self.at + timedelta(minutes=self.draw.small(90))))
        self.teller.withdraw(by=self.resident, at=self.at)
        raise HistoryEnds

    def let_time_pass(self) -> None:
        """Until the history ends, only the jobs do something."""
        self._watch(self.until)

    def worker(self) -> Actor:
        """Somebody of the unit that holds it."""
        return self.cast.worker(self._unit(), self.draw)

    # How

    def _hand_on(self) -> None:
        if not (to := self._another_unit()):
            return
        self._go(self._after(60 + self.draw.small(0.7 * HOUR)))
        self.teller.assign(to=to, by=self.worker(), at=self.at)
        self._returned(after=60 + self.draw.small(2 * HOUR))

    def _returned(self, *, after: float = 0) -> bool:
        """Not theirs, say some who are no committee, soon enough; the unit above decides who does it."""
        unit = self._unit()
        if self.cast.is_committee(unit) or not self.draw.chance(RETURNED):
            return False
        above, at = self.cast.one_level_up(self.case.area_id, unit), self._after(after)
        if above is None or at > rules.return_until(self.case.standing, handling().return_within, calendar()):
            return False
        self._go(at)
        self.teller.give_back(reason=self.draw.pick(self.common.returns), by=self.worker(), at=self.at)
        self._decided(above)
        if self.case.stage == rules.Stage.SUBMITTED:
            self._go(self._after(60 + self.draw.small(HOUR)))
            self.teller.accept(by=self.worker(), at=self.at)
        return True

    def _decided(self, above: UUID) -> None:
        """In time: they take it, or give it to the committee, or say that it is for who returned it."""
        self._go(self._after(min(60 + self.draw.small(HOUR), 3.5 * HOUR)))
        committee = self.cast.committee(self.case.area_id)
        to = self.draw.pick([above, above, self._unit(), committee])
        by = self.cast.worker(above, self.draw)
        if to == committee and self.case.audience == AudienceChoices.ORDINARY:
            by = self.cast.dispatcher(self.case.area_id)
        self.teller.decide(to=to, reason=self.draw.pick(self.common.decisions), by=by, at=self.at)

    def _extend(self) -> None:
        whole = working_seconds(self.case.submitted_at, self.case.due_at, calendar())
        at = add_working_seconds(self.case.submitted_at, int(whole * self.draw.between(0.5, 0.9)), calendar())
        if at <= self.at or at >= self.case.due_at:
            return
        self._go(at)
        reason = filled(self.draw.pick(self.asked.sayings.extend), self.draw)
        self.teller.extend(days=self.draw.whole(2, 5), reason=reason, by=self.worker(), at=self.at)

    def _done_at(self) -> datetime:
        if self.draw.chance(RESOLVED_LATE):
            start = max(self.case.due_at, self.at)
            return add_working_seconds(start, int(600 + self.draw.small(0.9 * DAY)), calendar())
        left = working_seconds(self.at, self.case.due_at, calendar())
        share = self.draw.between(0.02, 0.97) ** 1.5
        return self._after(left * share if left > 1800 else 600 + self.draw.small(2 * HOUR))

    def _another_unit(self) -> UUID | None:
        area, unit = self.case.area_id, self.case.unit_id
        found = [self.cast.serving(kind, area) for kind in self.asked.sayings.passed_to]
        others = [each for each in found if each and each != unit]
        return self.draw.pick(others) if others else None

    def _unit(self) -> UUID:
        unit: UUID | None = self.case.unit_id
        if unit is None:
            raise ValueError(f"{self.case.number} is in nobody's hands")
        return unit

    def _pause(self, hours: float) -> timedelta:
        return timedelta(hours=min(0.2 + self.draw.small(hours), 150))

    def _after(self, seconds: float) -> datetime:
        return add_working_seconds(self.at, int(seconds), calendar())

    def _go(self, at: datetime) -> None:
        """To the moment of the next thing; the jobs that run on the way do what they do."""
        at = max(at, self.at + timedelta(seconds=45))
        self._watch(min(at, self.until))
        if at > self.until:
            raise HistoryEnds
        self.at = at

    def _watch(self, stop: datetime) -> None:
        """What the job of each minute does until then: a reminder before the deadline, a report upwards after it."""
        while self.case.stage in rules.OPEN:
            due, now = self.case.due_at, moments.next_tick(self.at + timedelta(seconds=1))
            remind, escalate = max(moments.reminder_before(due), now), max(moments.next_tick(due), now)
            is_told = self.case.escalated_at is not None and self.case.escalated_at >= due
            if self.case.reminded_at is None and remind < min(due, stop):
                self.at = remind
                self.teller.remind(at=remind)
            elif not is_told and escalate < stop:
                self.at = escalate
                self.teller.escalate(at=escalate)
            else:
                return
