"""A case living its life in memory: the verbs of `cases.actions`, without a database.

Each verb asks the same rules, journals the same facts and tells the same people as the action of its name; a test does
the same lives by both and compares what they leave. Rights are not asked: the plots choose who has them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.base.actor import Actor
from linli.base.calendar import Limit, calendar
from linli.cases import rules
from linli.cases.actions import Request
from linli.cases.actions.intake import number_of, title_of
from linli.cases.attachments import Kept
from linli.cases.models import AudienceChoices, Case, CaseAttachment, CaseParty, Channel, PartyRole, Rating
from linli.demo.annals import Annals
from linli.demo.cast import CLOSER, WATCHER, Cast
from linli.demo.draws import Draw
from linli.demo.rows import Maker
from linli.people.actions import KIND as RESIDENT_KIND
from linli.people.actions import NAME_AND_PHONE

CASE_KIND = Case._meta.label_lower
LARGEST_SERIAL = 999_999  # of the sequence, which then begins again
a_case, a_party, an_attachment, a_rating = Maker(Case), Maker(CaseParty), Maker(CaseAttachment), Maker(Rating)


class Story(Annals):
    """One case with everything that hangs on it."""

    def __init__(self, cast: Cast, draw: Draw, told_from: datetime) -> None:
        super().__init__(cast, draw, told_from)
        self.case: Case
        self.standing: rules.Standing
        self.parties: dict[UUID, CaseParty] = {}
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
            accept_due=case.accept_due_at, stage=case.stage, **taken_over,
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

    def call_in(self, *, unit: UUID, by: Actor, at: datetime) -> None:
        """Another unit asked to help."""
        self._party(unit, PartyRole.ASSISTING, at)
        self._write("cases.called_in", self.standing, by, at, unit=unit)
        self._tell_unit("cases.called_in", at, unit)

    def give_back(self, *, reason: str, by: Actor, at: datetime) -> None:
        """Returned, one level up."""
        standing, before = rules.give_back(self.standing), self.case.unit_id
        above = self.cast.one_level_up(self.case.area_id, before)
        if above is None:
            raise ValueError(f"{self.case.pk}: nowhere up")
        self._hand_over(above, at)
        text = {"reason": reason}
        self._write("cases.returned", standing, by, at, also=("unit",), text=text, unit=above, before=before)
        self._tell_unit("cases.returned", at)

    def extend(self, *, days: int, reason: str, by: Actor, at: datetime) -> None:
        """A later deadline."""
        before, standing = self.case.due_at, rules.extend(self.standing, at, Limit(days, "day"), calendar())
        text = {"reason": reason}
        self._write("cases.extended", standing, by, at, text=text, days=days, before=before, due=standing.due_at)
        self._tell_resident("cases.extended", at)

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
            "people.revealed", by, at, on=(RESIDENT_KIND, self.case.resident_id), area="", text={"purpose": purpose},
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
        self._write("cases.reopened", standing, by, at, text=text, unit=self.case.unit_id, due=standing.due_at)
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

    def _tell_unit(self, event: str, at: datetime, unit: UUID | None = None) -> None:
        if wanted := unit or self.case.unit_id:
            self.tell_unit(wanted, event, at, about=self._about, number=self.case.number, due=self.case.due_at)

    def _tell_resident(self, event: str, at: datetime) -> None:
        resident: UUID = self.case.resident_id
        self.tell_resident(resident, event, at, about=self._about, number=self.case.number, due=self.case.due_at)

    @property
    def _about(self) -> tuple[str, UUID]:
        return CASE_KIND, self.case.pk
