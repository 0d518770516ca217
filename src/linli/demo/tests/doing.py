"""A teller that does what it is told by the real actions, in a database, as the people themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from linli.base.actor import Actor
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.actions import Request
from linli.cases.models import Case, CasePart, Channel
from linli.demo.cast import CLOSER, WATCHER
from linli.organizations.models import Organization


class Doing:
    """Plays the part of a `Story` with the actions of `cases`."""

    def __init__(self) -> None:
        self.case = Case()

    def _do(self, action: Any, *args: Any, by: Actor, **facts: Any) -> None:
        with acting_as(by):
            done = action(*args, by=by, **facts)
        pk = done.pk if isinstance(done, Case) else self.case.pk
        with acting_as(WATCHER):
            self.case = Case.objects.get(pk=pk)

    def submit(self, request: Request, *, resident: UUID, by: Actor, at: datetime, channel: Channel) -> None:
        if by.is_resident:
            self._do(actions.submit, request, by=by, at=at, channel=channel)
        else:
            self._do(actions.submit_for, resident, request, by=by, at=at, channel=channel)

    def accept(self, **facts: Any) -> None:
        self._do(actions.accept, self.case, **facts)

    def assign(self, *, to: UUID, **facts: Any) -> None:
        self._do(actions.assign, self.case, to=Organization.objects.get(pk=to), **facts)

    def call_in(self, *, unit: UUID, **facts: Any) -> None:
        self._do(actions.call_in, self.case, unit=Organization.objects.get(pk=unit), **facts)

    def take_up_part(self, *, unit: UUID, **facts: Any) -> None:
        self._do(actions.take_up_part, self.case, self._part(unit), **facts)

    def finish_part(self, *, unit: UUID, **facts: Any) -> None:
        self._do(actions.finish_part, self.case, self._part(unit), **facts)

    def release_part(self, *, unit: UUID, **facts: Any) -> None:
        self._do(actions.release_part, self.case, self._part(unit), **facts)

    def _part(self, unit: UUID) -> UUID:
        with acting_as(WATCHER):
            return CasePart.objects.get(case=self.case, unit=unit, ended_at=None).pk

    def give_back(self, **facts: Any) -> None:
        self._do(actions.give_back, self.case, **facts)

    def decide(self, *, to: UUID, **facts: Any) -> None:
        self._do(actions.decide, self.case, to=Organization.objects.get(pk=to), **facts)

    def extend(self, **facts: Any) -> None:
        self._do(actions.extend, self.case, **facts)

    def pause(self, **facts: Any) -> None:
        self._do(actions.pause, self.case, **facts)

    def resume(self, **facts: Any) -> None:
        self._do(actions.resume, self.case, **facts)

    def urge(self, **facts: Any) -> None:
        self._do(actions.urge, self.case, **facts)

    def supervise(self, **facts: Any) -> None:
        self._do(actions.supervise, self.case, **facts)

    def answer_supervision(self, **facts: Any) -> None:
        self._do(actions.answer_supervision, self.case, **facts)

    def note(self, **facts: Any) -> None:
        self._do(actions.note, self.case, **facts)

    def resolve(self, **facts: Any) -> None:
        self._do(actions.resolve, self.case, **facts)

    def raise_audience(self, **facts: Any) -> None:
        self._do(actions.raise_audience, self.case, **facts)

    def reveal(self, **facts: Any) -> None:
        self._do(actions.reveal, self.case, **facts)

    def confirm(self, **facts: Any) -> None:
        self._do(actions.confirm, self.case, **facts)

    def reopen(self, **facts: Any) -> None:
        self._do(actions.reopen, self.case, **facts)

    def rate(self, **facts: Any) -> None:
        self._do(actions.rate, self.case, **facts)

    def withdraw(self, **facts: Any) -> None:
        self._do(actions.withdraw, self.case, **facts)

    def lapse(self, *, at: datetime) -> None:
        self._do(actions.close_unanswered, by=CLOSER, at=at)

    def remind(self, *, at: datetime) -> None:
        self._do(actions.watch_deadlines, by=WATCHER, at=at)

    def escalate(self, *, at: datetime) -> None:
        self._do(actions.watch_deadlines, by=WATCHER, at=at)
