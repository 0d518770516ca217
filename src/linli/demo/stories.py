"""A case living its life in memory: the verbs of `cases.actions`, without a database.

Each verb asks the same rules, journals the same facts and tells the same people as the action of its name; a test does
the same lives by both and compares what they leave. Rights are not asked: the plots choose who has them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.base.actor import Actor
from linli.base.calendar import Limit, add_working, calendar
from linli.cases import parts, rules
from linli.cases.actions import Request
from linli.cases.actions.intake import number_of, title_of
from linli.cases.attachments import Kept
from linli.cases.limits import handling
from linli.cases.models import AudienceChoices, Case, CaseAttachment, CasePart, CaseParty, Channel, PartyRole, Rating
from linli.demo.annals import Annals
from linli.demo.cast import CLOSER, WATCHER, Cast
from linli.demo.draws import Draw
from linli.demo.rows import Maker
from linli.people.actions import KIND as RESIDENT_KIND
from linli.people.actions import NAME_AND_PHONE

CASE_KIND = Case._meta.label_lower
LARGEST_SERIAL = 999_999  # of the sequence, which then begins again
a_case, a_party, an_attachment, a_rating = Maker(Case), Maker(CaseParty), Maker(CaseAttachment), Maker(Rating)
a_part = Maker(CasePart)


class Story(Annals):
    """One case with everything that hangs on it."""

    def __init__(self, cast: Cast, draw: Draw, told_from: datetime) -> None:
        super().__init__(cast, draw, told_from)
        self.case: Case
        self.standing: rules.Standing
        self.parties: dict[UUID, CaseParty] = {}
        self.parts: list[CasePart] = []
        self.attachments: list[CaseAttachment] = []
        self.rating: Rating | None = None

    def numbered(self, serial: int) -> None:
        """Give it the number people know it by: known when all that were asked for before are told."""
        number = number_of(self.case.area_id, self.case.submitted_at, (serial - 1) % LARGEST_SERIAL + 1)
        self.case.number = number
        for entry in self.entries:
            if "number" in entry.facts:
                entry.facts["number"] = number
        for message in self.messages:
            message.number = number

    # The resident asks, or a worker for them

    def submit(self, request: Request, *, resident: UUID, by: Actor, at: datetime, channel: Channel) -> None:
        """Asked for: through the portal by the resident, else by a worker."""
        spec = self.cast.spec_of(request.item)
        unit = self.cast.first_receiver(spec, request.area, request.answers)
        self.case = a_case(
            id=self.draw.id_at(at),
            item_id=request.item.pk,
            item_version_id=request.item.live_id,
            area_id=request.area,
            resident_id=resident,
            unit_id=unit,
            title=title_of(request),
            description=request.description.strip(),
            place=request.place.strip(),
            answers=dict(request.answers),
            audience=AudienceChoices(spec.audience.value),
            channel=channel,
            submitted_by_id=by.user or resident,
            facts_reused=len(request.reused),
        )
        case, self.standing = self.case, rules.submit(at, spec.accept_limit, spec.limit, calendar())
        case.take(self.standing)
        if by.units:
            self._party(by.units[0], PartyRole.SUBMITTER, at)
        if unit:
            self._party(unit, PartyRole.LEAD, at)
        self._attach(request.attachments, at, of_result=False)
        taken_over: dict[str, Any] = {"reused": list(request.reused)} if request.reused else {}
        self._record(
            "cases.submitted", by, at, channel=channel, item=case.item_id, unit=unit, due=case.due_at,
            accept_due=case.accept_due_at, stage=case.stage, limit=f"{spec.limit.amount} {spec.limit.unit}",
            calendar=calendar().version, **taken_over,
        )  # fmt: skip
        self._tell_unit("cases.submitted", at)
        if by.is_staff:
            self._tell_resident("cases.submitted_for_you", at)

    # The units

    def accept(self, *, by: Actor, at: datetime) -> None:
        """Taken up."""
        self._write("cases.accepted", rules.accept(self.standing, at), by, at, unit=self.case.unit_id,
                    due=self.case.due_at)  # fmt: skip
        self._tell_resident("cases.accepted", at)

    def assign(self, *, to: UUID, by: Actor, at: datetime) -> None:
        """Handed to the unit that will do it."""
        standing, before = rules.assign(self.standing, at), self.case.unit_id
        self._hand_over(to, at)
        self._write("cases.assigned", standing, by, at, also=("unit",), unit=to, before=before)
        self._tell_unit("cases.assigned", at)

    def call_in(self, *, unit: UUID, task: str, days: int, by: Actor, at: datetime) -> None:
        """Another unit asked for its part."""
        standing = rules.call_in(self.standing)
        part = a_part(
            id=self.draw.id_at(at), case_id=self.case.pk, unit_id=unit, task=task, called_by_id=self.case.unit_id
        )
        part.take(parts.call(at, Limit(days, "day"), self.case.due_at, calendar()))
        self._party(unit, PartyRole.ASSISTING, at)
        self.parts.append(part)
        self._write(
            "cases.called_in", standing, by, at, text={"task": task}, unit=unit, part=part.pk, part_due=part.due_at
        )
        self._tell_unit("cases.called_in", at, unit, part.due_at)

    def take_up_part(self, *, unit: UUID, by: Actor, at: datetime) -> None:
        """The unit called in begins."""
        part = self._part(unit)
        part.take(parts.take_up(part.standing, at))
        self._record("cases.part_taken_up", by, at, unit=unit, part=part.pk)

    def finish_part(self, *, unit: UUID, reply: str, by: Actor, at: datetime) -> None:
        """The unit called in is done."""
        part = self._part(unit)
        part.take(parts.finish(part.standing, at))
        self._write(
            "cases.part_done", rules.end_part(self.standing), by, at, text={"reply": reply}, unit=unit, part=part.pk,
            late=parts.is_late(part.standing, at),
        )  # fmt: skip
        self._tell_unit("cases.part_done", at)

    def release_part(self, *, unit: UUID, reason: str, by: Actor, at: datetime) -> None:
        """It is not needed any more."""
        part = self._part(unit)
        part.take(parts.release(part.standing, at))
        standing, text = rules.end_part(self.standing), {"reason": reason}
        self._write("cases.part_released", standing, by, at, text=text, unit=unit, part=part.pk)
        self._tell_unit("cases.part_released", at, unit, part.due_at)

    def _part(self, unit: UUID) -> CasePart:
        return next(part for part in self.parts if part.unit_id == unit and part.ended_at is None)

    def give_back(self, *, reason: str, by: Actor, at: datetime) -> None:
        """Not theirs, they say; the level above decides."""
        case, limits = self.case, handling()
        standing = rules.give_back(
            self.standing, at, within=limits.return_within, answer=limits.answer, calendar=calendar()
        )
        above = self.cast.one_level_up(case.area_id, case.unit_id)
        case.answer_level, case.arbiter_id = self.cast.level_above(case.area_id, case.unit_id), above
        if above:
            self._party(above, PartyRole.ARBITER, at)
        self._write(
            "cases.returned", standing, by, at, also=("answer_level", "arbiter", "answer_late_at"),
            text={"reason": reason}, unit=case.unit_id, above=above, answer_due=standing.answer_due_at,
        )  # fmt: skip
        if above:
            self._tell_unit("cases.returned", at, above, due=standing.answer_due_at)

    def decide(self, *, to: UUID, reason: str, by: Actor, at: datetime) -> None:
        """The level above says who does it."""
        case, before = self.case, self.case.unit_id
        standing = rules.decide(self.standing, at, is_other_unit=to != before)
        if to != before:
            self._hand_over(to, at)
        case.arbiter_id = None
        text, also = {"reason": reason}, ("unit", "arbiter")
        self._write("cases.decided", standing, by, at, also=also, text=text, unit=to, before=before)
        self._tell_unit("cases.decided", at)
        if before and to != before:
            self._tell_unit("cases.decided_for_other", at, before)

    def extend(self, *, days: int, reason: str, by: Actor, at: datetime) -> None:
        """A later deadline."""
        before, standing = self.case.due_at, rules.extend(self.standing, at, Limit(days, "day"), calendar())
        text = {"reason": reason}
        self._write("cases.extended", standing, by, at, text=text, days=days, before=before, due=standing.due_at,
                    calendar=calendar().version)  # fmt: skip
        self._tell_resident("cases.extended", at)

    def pause(self, *, kind: str, days: int, reason: str, by: Actor, at: datetime) -> None:
        """The clock stands still."""
        times = handling().most_pauses
        standing = rules.pause(self.standing, at, most=Limit(days, "day"), times=times, calendar=calendar())
        self._write(
            "cases.paused", standing, by, at, text={"reason": reason}, kind=kind, days=days,
            until=standing.paused_until, left=standing.paused_left, due=standing.due_at, calendar=calendar().version,
        )  # fmt: skip
        self._tell_resident("cases.paused", at)

    def resume(self, *, by: Actor, at: datetime) -> None:
        """And runs on."""
        left, standing = self.standing.paused_left, rules.resume(self.standing, at, calendar())
        self._write("cases.resumed", standing, by, at, left=left, due=standing.due_at, calendar=calendar().version)
        self._tell_resident("cases.resumed", at)

    def urge(self, *, by: Actor, at: datetime) -> None:
        """Who asked urges the unit on."""
        self.case.urged_at = at
        self._write("cases.urged", self.standing, by, at, also=("urged_at",), unit=self.case.unit_id)
        self._tell_unit("cases.urged", at)

    def supervise(self, *, reason: str, by: Actor, at: datetime) -> None:
        """Who stands above asks how it stands."""
        case, due = self.case, add_working(at, handling().supervision, calendar())
        case.supervised_at, case.supervision_due_at = at, due
        self._write(
            "cases.supervised", self.standing, by, at, also=("supervised_at", "supervision_due_at"),
            text={"reason": reason}, unit=case.unit_id, answer_due=due,
        )  # fmt: skip
        self._tell_unit("cases.supervised", at, due=due)

    def answer_supervision(self, *, reply: str, by: Actor, at: datetime) -> None:
        """The unit says how it stands."""
        case, due = self.case, self.case.supervision_due_at
        case.supervised_at = case.supervision_due_at = None
        self._write(
            "cases.supervision_answered", self.standing, by, at, also=("supervised_at", "supervision_due_at"),
            text={"reply": reply}, unit=case.unit_id, late=due is not None and at > due,
        )  # fmt: skip

    def note(self, *, words: str, by: Actor, at: datetime) -> None:
        """A word among staff."""
        self._record("cases.noted", by, at, text={"note": words})

    def resolve(self, *, reply: str, by: Actor, at: datetime, photos: tuple[Kept, ...] = ()) -> None:
        """Done, says the unit."""
        standing = rules.resolve(self.standing, at)
        self._attach(photos, at, of_result=True)
        self._write(
            "cases.resolved", standing, by, at, text={"reply": reply}, unit=self.case.unit_id, photos=len(photos),
            late=rules.is_late(standing, at),
        )  # fmt: skip
        self._tell_resident("cases.resolved", at)

    def raise_audience(self, *, by: Actor, at: datetime) -> None:
        """From ordinary to confidential."""
        if by.units:
            self._party(by.units[0], PartyRole.FORMER, at)
        self.case.audience = AudienceChoices.CONFIDENTIAL
        self._write("cases.made_confidential", self.standing, by, at, also=("audience",))

    def reveal(self, *, purpose: str, by: Actor, at: datetime) -> None:
        """Somebody read the resident's name and phone; the resident finds it in their log."""
        self._record(
            "people.revealed", by, at, on=(RESIDENT_KIND, self.case.named_resident), area="", text={"purpose": purpose},
            fields=list(NAME_AND_PHONE), shown=sorted(NAME_AND_PHONE), ground_kind=CASE_KIND, ground_id=self.case.pk,
            number=self.case.number,
        )  # fmt: skip

    # The resident answers

    def confirm(self, *, by: Actor, at: datetime) -> None:
        """Done, says the resident."""
        self._write("cases.confirmed", rules.confirm(self.standing, at), by, at)

    def reopen(self, *, reason: str, by: Actor, at: datetime) -> None:
        """Not done, says the resident."""
        standing = rules.reopen(self.standing, at, calendar())
        text = {"reason": reason}
        self._write("cases.reopened", standing, by, at, text=text, unit=self.case.unit_id, due=standing.due_at,
                    calendar=calendar().version)  # fmt: skip
        self._tell_unit("cases.reopened", at)

    def rate(self, *, level: int, comment: str, by: Actor, at: datetime) -> None:
        """Five levels, once."""
        standing = rules.rate(self.standing, at, level)
        self.rating = a_rating(id=self.draw.id_at(at), case_id=self.case.pk, level=level, comment=comment, at=at)
        self._write("cases.rated", standing, by, at, level=level, unit=self.case.unit_id)
        self._tell_unit("cases.rated", at)

    def withdraw(self, *, by: Actor, at: datetime) -> None:
        """No longer wanted."""
        self._write("cases.withdrawn", rules.withdraw(self.standing, at), by, at, unit=self.case.unit_id)
        self._tell_unit("cases.withdrawn", at)

    # What runs by itself

    def lapse(self, *, at: datetime) -> None:
        """Closed without an answer."""
        self._write("cases.lapsed", rules.lapse(self.standing, at), CLOSER, at)

    def remind(self, *, at: datetime) -> None:
        """The unit is reminded of the deadline."""
        self.case.reminded_at = at
        self._record("cases.reminded", WATCHER, at, unit=self.case.unit_id, due=self.case.due_at)
        self._tell_unit("cases.due_soon", at)

    def escalate(self, *, at: datetime) -> None:
        """Late: the unit above sees it and is told."""
        above = self.cast.one_level_up(self.case.area_id, self.case.unit_id)
        self.case.escalated_at = at
        if above:
            self._party(above, PartyRole.ASSISTING, at)
            self._tell_unit("cases.escalated", at, above)
        self._record("cases.escalated", WATCHER, at, unit=self.case.unit_id, above=above, due=self.case.due_at)
        self._tell_unit("cases.overdue", at)

    # What each verb leaves

    def _write(
        self,
        verb: str,
        standing: rules.Standing,
        by: Actor,
        at: datetime,
        *,
        also: tuple[str, ...] = (),
        text: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        changed, self.standing = [*self.case.take(standing), *also], standing
        self.case.version += 1
        self._record(verb, by, at, fields=changed, text=text, stage=self.case.stage, **facts)

    def _record(
        self,
        verb: str,
        by: Actor,
        at: datetime,
        *,
        on: tuple[str, UUID] | None = None,
        area: str | None = None,
        fields: Iterable[str] = (),
        text: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        place = self.case.area_id if area is None else area
        self.enter(verb, by, at, on=on or (CASE_KIND, self.case.pk), area=place, fields=fields, text=text, **facts)

    def _hand_over(self, to: UUID, at: datetime) -> None:
        if self.case.unit_id:
            self._party(self.case.unit_id, PartyRole.FORMER, at)
        self._party(to, PartyRole.LEAD, at)
        self.case.unit_id = to

    def _party(self, unit: UUID, role: PartyRole, at: datetime) -> None:
        if unit not in self.parties:
            self.parties[unit] = a_party(
                id=self.draw.id_at(at),
                case_id=self.case.pk,
                unit_id=unit,
                role=role,
                since=at,
                submitted_at=self.case.submitted_at,
            )

    def _attach(self, kept: tuple[Kept, ...], at: datetime, *, of_result: bool) -> None:
        self.attachments += [
            an_attachment(
                id=self.draw.id_at(at),
                case_id=self.case.pk,
                key=one.key,
                name=one.name,
                content_type=one.content_type,
                size=one.size,
                of_result=of_result,
                added_at=at,
            )
            for one in kept
        ]

    def _tell_unit(self, event: str, at: datetime, unit: UUID | None = None, due: datetime | None = None) -> None:
        if wanted := unit or self.case.unit_id:
            due = due or self.case.due_at
            self.tell_unit(wanted, event, at, about=self._about, number=self.case.number, due=due)

    def _tell_resident(self, event: str, at: datetime) -> None:
        resident = self.case.named_resident
        self.tell_resident(resident, event, at, about=self._about, number=self.case.number, due=self.case.due_at)

    @property
    def _about(self) -> tuple[str, UUID]:
        return CASE_KIND, self.case.pk
