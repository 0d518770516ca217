"""What residents ask about their record, how it is answered, and merges, as `people.actions` writes them."""

from datetime import datetime
from typing import Any

from linli.base.actor import Actor
from linli.base.calendar import add_working, calendar
from linli.base.clock import local_day
from linli.base.journal import as_json
from linli.demo.registers.records import Neighbour, RecordKeeper, Somebody
from linli.demo.rows import Maker
from linli.people.actions import KIND
from linli.people.actions.merging import HANGING
from linli.people.actions.requests import ANSWERED_WITHIN, SLEPT_OVER
from linli.people.models import AskedField, Merge, RecordRequest, RequestKind, RequestState
from linli.people.wording import put_reply, put_words

REQUEST = RecordRequest._meta.label_lower
a_request, a_merge = Maker(RecordRequest), Maker(Merge)


class PetitionKeeper(RecordKeeper):
    """Keeps requests about records, and merges. Requests are numbered as they come: tell them in order of asking."""

    asked = 0

    def ask(self, person: Somebody, words: str, *, field: AskedField | None = None, at: datetime) -> RecordRequest:
        """A resident says that a field is wrong, or that everything should go."""
        kind = RequestKind.CORRECTION if field else RequestKind.DELETION
        request = a_request(
            id=self.draw.id_at(at),
            number=self._next_number(person.home, at),
            resident_id=person.id,
            kind=kind.value,
            field=field.value if field else "",
            asked_at=at,
            due_at=add_working(at, ANSWERED_WITHIN, calendar()),
        )
        put_words(request, words)
        self._of_request("people.request_made", person, request, person.actor, at)
        about, unit = (REQUEST, request.pk), self.cast.committee(person.home[:12])
        self.tell_unit(unit, "people.request_made", at, about=about, number=request.number, due=request.due_at)
        return self.keep(request)

    def accept(self, person: Somebody, request: RecordRequest, reply: str, *, by: Actor, at: datetime) -> None:
        """It was wrong and is put right."""
        put_reply(request, reply)
        request.state, request.settled_at = RequestState.DONE, at
        self._of_request("people.request_accepted", person, request, by, at)
        self._of_answer("people.request_accepted", person, request, at)

    def correct_name(self, person: Neighbour, *, by: Actor, at: datetime) -> None:
        """The record says now what it should: the name it has."""
        self._of(person, "people.corrected", by, at, fields=["name"])

    def refuse(self, person: Somebody, request: RecordRequest, reason: str, *, by: Actor, at: datetime) -> None:
        """It stays as it is, and the resident reads why."""
        put_reply(request, reason)
        request.state, request.settled_at = RequestState.REFUSED, at
        self._of_request("people.request_refused", person, request, by, at)
        self._of_answer("people.request_refused", person, request, at)

    def schedule(self, person: Somebody, request: RecordRequest, *, by: Actor, at: datetime) -> None:
        """A deletion is agreed to; it is carried out some days later."""
        request.state, request.due_on = RequestState.SCHEDULED, local_day(at + SLEPT_OVER)
        self._of_request("people.deletion_scheduled", person, request, by, at)
        self._of_answer("people.deletion_scheduled", person, request, at, day=request.due_on)

    def merge(self, kept: Somebody, gone: Neighbour, reason: str, *, by: Actor, at: datetime) -> None:
        """Both are one person. Nothing hangs on the record that goes, and it has no phone."""
        work = ("cases.withheld", "cases.case", "aid.need")
        moved: dict[str, Any] = {kind: [] for kind in ("ended", *HANGING, KIND, "notifications.message", *work)}
        identity = {"identity": False}
        sealed = {"reason": reason, "moved": as_json({**moved, **identity})}
        entry = self._of(kept, "people.merged", by, at, text=sealed, kept=kept.id, gone=gone.id, moved=identity)
        self._of(gone, "people.merged_away", by, at, text={"reason": reason}, kept=kept.id)
        self.keep(a_merge(id=self.draw.id_at(at), kept_id=kept.id, gone_id=gone.id, entry=entry, merged_at=at))
        self._told("people.records_merged", kept, (KIND, kept.id), at)
        user, record = self.enrolled[gone.id]
        user.stands_for_id = record.merged_into_id = kept.id

    def _of_request(self, verb: str, person: Somebody, request: RecordRequest, by: Actor, at: datetime) -> None:
        self._of(person, verb, by, at, request=request.number, kind=request.kind, field=request.field)

    def _of_answer(self, event: str, person: Somebody, request: RecordRequest, at: datetime, **facts: Any) -> None:
        self._told(event, person, (REQUEST, request.pk), at, number=request.number, **facts)

    def _next_number(self, area: str, at: datetime) -> str:
        self.asked += 1
        return f"Z{area[:6]}-{local_day(at):%Y%m%d}-{self.asked:04d}"
