"""A case living its life in memory: the verbs of `cases.actions`, without a database.

Each verb asks the same rules, journals the same facts and tells the same people as the action of its name; a test does
the same lives by both and compares what they leave. Rights are not asked: the plots choose who has them.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.base import encryption
from linli.base.actor import Actor
from linli.base.calendar import Limit, calendar
from linli.base.journal import as_json
from linli.base.keyring import Key
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.cases import rules
from linli.cases.actions import Request
from linli.cases.actions.intake import number_of, title_of
from linli.cases.attachments import Kept
from linli.cases.models import AudienceChoices, Case, CaseAttachment, CaseParty, Channel, PartyRole, Rating
from linli.demo.cast import CLOSER, WATCHER, Cast
from linli.demo.draws import Draw
from linli.demo.rows import Maker
from linli.notifications.models import Channel as Way
from linli.notifications.models import Message, State
from linli.notifications.wording import stored
from linli.people.actions import KIND as RESIDENT_KIND
from linli.people.actions import NAME_AND_PHONE

CASE_KIND = Case._meta.label_lower
LARGEST_SERIAL = 999_999  # of the sequence, which then begins again
a_case, a_party, an_attachment, a_rating = Maker(Case), Maker(CaseParty), Maker(CaseAttachment), Maker(Rating)
an_entry, a_payload, a_key, a_message = Maker(JournalEntry), Maker(JournalPayload), Maker(JournalKey), Maker(Message)
GATEWAY_TAKES = timedelta(seconds=2)


class Story:
    """One case with everything that hangs on it. Messages are kept from `told_from` on; older ones are left out."""

    def __init__(self, cast: Cast, draw: Draw, told_from: datetime) -> None:
        self.cast, self.draw, self.told_from = cast, draw, told_from
        self.case: Case
        self.standing: rules.Standing
        self.parties: dict[UUID, CaseParty] = {}
        self.attachments: list[CaseAttachment] = []
        self.rating: Rating | None = None
        self.entries: list[JournalEntry] = []
        self.payloads: list[JournalPayload] = []
        self.keys: dict[UUID, JournalKey] = {}
        self.messages: list[Message] = []
        self._open_keys: dict[UUID, Key] = {}

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
        )
        case, self.standing = self.case, rules.submit(at, spec.accept_limit, spec.limit, calendar())
        case.take(self.standing)
        if by.units:
            self._party(by.units[0], PartyRole.SUBMITTER, at)
        if unit:
            self._party(unit, PartyRole.LEAD, at)
        self._attach(request.attachments, at, of_result=False)
        self._record(
            "cases.submitted", by, at, channel=channel, item=case.item_id, unit=unit, due=case.due_at,
            accept_due=case.accept_due_at, stage=case.stage,
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
        fields: list[str] | None = None,
        text: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        kind, subject = on or (CASE_KIND, self.case.pk)
        entry = self.draw.id_at(at)
        cipher = self._encrypted(kind, subject, entry, text) if text else None
        self.entries.append(
            an_entry(
                id=entry,
                happened_at=at,
                verb=verb,
                subject_kind=kind,
                subject_id=subject,
                area_code=self.case.area_id if area is None else area,
                actor_kind=by.kind.value,
                actor_user=by.user,
                actor_unit=by.units[0] if by.units else None,
                actor_name="" if by.user else by.name,
                fields=sorted(fields or []),
                facts=facts,
                payload_hash=hashlib.sha256(cipher.encode()).digest() if cipher else None,
            )
        )

    def _encrypted(self, kind: str, subject: UUID, entry: UUID, text: Mapping[str, str]) -> str:
        if subject not in self.keys:
            wrapped, self._open_keys[subject] = encryption.subject_key_from(
                self.cast.secret_of(subject), self.cast.wrapping
            )
            self.keys[subject] = a_key(subject_id=subject, subject_kind=kind, wrapped=wrapped)
        cipher = encryption.encrypt_under(self._open_keys[subject], as_json(text), aad=str(entry))
        self.payloads.append(a_payload(entry=entry, subject_id=subject, cipher=cipher))
        return cipher

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
            self._tell(event, at, at, to_organization_id=wanted, channel=Way.DESK)

    def _tell_resident(self, event: str, at: datetime) -> None:
        took = at + GATEWAY_TAKES
        self._tell(event, at, took, to_user_id=self.case.resident_id, channel=Way.SMS, attempts=1, sending_at=at)

    def _tell(self, event: str, at: datetime, settled_at: datetime, **to: Any) -> None:
        if at < self.told_from:
            return
        message = a_message(
            id=self.draw.id_at(at),
            event=event,
            about_kind=CASE_KIND,
            about_id=self.case.pk,
            number=self.case.number,
            facts=stored({"due": self.case.due_at}),
            state=State.SENT,
            created_at=at,
            settled_at=settled_at,
            **to,
        )
        self.messages.append(message)
