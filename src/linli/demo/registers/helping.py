"""Needs as `aid.actions` writes them: found, reported, accepted, served, referred, given back, told of late, ended.

The rules decide each step; what was said lies in the need's journal alone, as it does there.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from linli.aid import rules
from linli.aid.kinds import limits
from linli.aid.models import Need, SourceChoices
from linli.aid.rules import Basis, Clock, Helped, Result, Standing
from linli.base.actor import Actor, system_actor
from linli.base.calendar import calendar
from linli.base.clock import local_day
from linli.demo.registers.records import RecordKeeper, Somebody
from linli.demo.rows import Maker
from linli.organizations.models import Organization

KIND = Need._meta.label_lower
WATCHER = system_actor("aid.watch")
a_need = Maker(Need)


class NeedKeeper(RecordKeeper):
    """Keeps who is being helped; `found_needs` is how many numbers were given."""

    found_needs = 0

    def find_need(
        self,
        kind: str,
        area: str,
        person: Somebody | None,
        words: str,
        *,
        source: SourceChoices,
        basis: Basis = Basis.CONSENT,
        place: str = "",
        reason: str = "",
        by: Actor,
        at: datetime,
    ) -> Need:
        """Somebody needs help; who has not been asked is an address."""
        self.found_needs += 1
        need = a_need(
            id=self.draw.id_at(at),
            number=f"B{area[:6]}-{local_day(at):%Y%m%d}-{self.found_needs:04d}",
            kind=kind,
            area_id=area,
            resident_id=person.id if person else None,
            source=source.value,
            found_at=at,
            finder_id=by.user,
        )
        need.take(rules.found(by.units[0], basis, _clock(at)))
        said = {"words": words, "place": place, "reason": reason}
        self._of_need(
            "aid.found", need, by, at, text={name: text for name, text in said.items() if text}, kind=kind,
            source=source.value, basis=basis.value, unit=by.units[0], due=need.due_at, ends=need.ends_on,
        )  # fmt: skip
        self.keep(need)
        self._told_of("aid.found", need, person, at)
        return need

    def report_need(self, need: Need, person: Somebody | None, to: UUID, *, by: Actor, at: datetime) -> None:
        """To the township's desk."""
        standing = rules.report(need.standing, to, _clock(at))
        self._moved(need, standing, "aid.reported", by, at, due=standing.due_at)
        self._asks(need, to, at)
        self._told_of("aid.passed", need, person, at)

    def keep_need(self, need: Need, *, by: Actor, at: datetime) -> None:
        """The unit that found it helps by itself."""
        self._moved(need, rules.keep(need.standing, _clock(at)), "aid.kept", by, at)

    def accept_need(self, need: Need, person: Somebody | None, *, by: Actor, at: datetime) -> None:
        """From now on the accepting unit answers."""
        before = need.unit_id
        standing = rules.accept(need.standing, by.units[0], _clock(at))
        self._moved(need, standing, "aid.accepted", by, at, before=before)
        unit = ("organizations.organization", before)
        self.tell_unit(before, "aid.accepted_by", at, about=unit, number=need.number, due=need.due_at)
        self._told_of("aid.accepted", need, person, at)

    def give_back_need(self, need: Need, reason: str, *, by: Actor, at: datetime) -> None:
        """Not ours, with the reason."""
        standing = rules.give_back(need.standing, by.units[0], _clock(at))
        self._moved(need, standing, "aid.given_back", by, at, text={"reason": reason}, before=by.units[0])
        self.tell_unit(need.unit_id, "aid.given_back", at, about=(KIND, need.pk), number=need.number, due=need.due_at)

    def refer_need(
        self, need: Need, person: Somebody | None, to: UUID, reason: str, *, by: Actor, at: datetime
    ) -> None:
        """Another unit can do more."""
        standing = rules.refer(need.standing, to, _clock(at))
        self._moved(need, standing, "aid.referred", by, at, text={"reason": reason}, due=standing.due_at)
        self._asks(need, to, at)
        self._told_of("aid.passed", need, person, at)

    def serve_need(self, need: Need, person: Somebody | None, words: str, *, by: Actor, at: datetime) -> None:
        """Something was given or done."""
        self._moved(need, rules.serve(need.standing, _clock(at)), "aid.served", by, at, text={"words": words})
        self._told_of("aid.served", need, person, at)

    def tell_of_need(self, need: Need, person: Somebody, *, by: Actor, at: datetime) -> None:
        """What was done in danger is said to the person."""
        self._moved(need, rules.told(need.standing, _clock(at)), "aid.told", by, at)
        self._told_of("aid.found", need, person, at)

    def close_need(
        self, need: Need, person: Somebody | None, result: Result, reason: str, *, by: Actor, at: datetime
    ) -> None:
        """It ends."""
        standing = rules.close(need.standing, result, at, is_named=person is not None)
        self._moved(need, standing, "aid.closed", by, at, text={"reason": reason}, result=result.value)
        self._told_of("aid.closed", need, person, at)

    def rate_need(self, need: Need, person: Somebody, helped: Helped, *, at: datetime) -> None:
        """The person says whether it helped."""
        need.helped = helped.value
        self._of_need("aid.rated", need, person.actor, at, fields=["helped"], helped=helped.value)

    def need_is_late(self, need: Need, above: UUID | None, *, at: datetime) -> None:
        """The job tells whose turn it is, and the unit above."""
        need.escalated_at, awaited = at, need.standing.awaited
        self._of_need("aid.overdue", need, WATCHER, at, unit=awaited, above=above, due=need.due_at)
        self._late("aid.overdue", need, awaited, above, at, due=need.due_at or at)

    def need_is_told_late(self, need: Need, above: UUID | None, *, at: datetime) -> None:
        """The job tells that the person should have been told by now."""
        need.tell_late_at, due = at, rules.tell_due(need.found_at, _clock(at))
        self._of_need("aid.tell_overdue", need, WATCHER, at, unit=need.unit_id, above=above, due=due)
        self._late("aid.tell_overdue", need, need.unit_id, above, at, due=due)

    def _late(self, event: str, need: Need, unit: UUID, above: UUID | None, at: datetime, *, due: datetime) -> None:
        self.tell_unit(unit, event, at, about=(KIND, need.pk), number=need.number, due=due)
        if above:
            about = ("organizations.organization", unit)
            known = self.cast.units[unit]
            name = Organization(pk=unit, name=known.name, short_name=known.short_name)
            self.tell_unit(above, f"{event}_below", at, about=about, number=need.number, due=due, unit=name)

    def _asks(self, need: Need, to: UUID, at: datetime) -> None:
        self.tell_unit(to, "aid.to_accept", at, about=(KIND, need.pk), number=need.number, due=need.due_at)

    def _told_of(self, event: str, need: Need, person: Somebody | None, at: datetime) -> None:
        if person and need.told_at:
            self._told(event, person, (KIND, need.pk), at, number=need.number)

    def _moved(
        self,
        need: Need,
        standing: Standing,
        verb: str,
        by: Actor,
        at: datetime,
        *,
        text: dict[str, str] | None = None,
        **facts: Any,
    ) -> None:
        changed = need.take(standing)
        facts |= {"stage": need.stage, "unit": need.unit_id, "to": need.offered_to_id}
        self._of_need(verb, need, by, at, fields=changed, text=text, **facts)

    def _of_need(self, verb: str, need: Need, by: Actor, at: datetime, **more: Any) -> None:
        self.enter(verb, by, at, on=(KIND, need.pk), area=str(need.area_id), **more)


def _clock(at: datetime) -> Clock:
    return Clock(at, limits(), calendar())
