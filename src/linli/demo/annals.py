"""What telling leaves whatever it is about: entries of the journal with their words and keys, and messages.

Everything stays in memory until it is written as lines of a COPY; what `base.journal` and `notifications` would write
one by one reads the same afterwards.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.base import encryption
from linli.base.actor import Actor
from linli.base.journal import as_json
from linli.base.keyring import Key
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.demo.cast import Cast
from linli.demo.draws import Draw
from linli.demo.rows import Maker
from linli.notifications.models import Channel as Way
from linli.notifications.models import Delivery, Message, Outcome, State
from linli.notifications.wording import stored

an_entry, a_payload, a_key, a_message = Maker(JournalEntry), Maker(JournalPayload), Maker(JournalKey), Maker(Message)
a_delivery = Maker(Delivery)
GATEWAY_TAKES = timedelta(seconds=2)


class Annals:
    """The journal of something, as far as it is told. Messages from before `told_from` are left out."""

    def __init__(self, cast: Cast, draw: Draw, told_from: datetime) -> None:
        self.cast, self.draw, self.told_from = cast, draw, told_from
        self.entries: list[JournalEntry] = []
        self.payloads: list[JournalPayload] = []
        self.keys: dict[UUID, JournalKey] = {}
        self.messages: list[Message] = []
        self.deliveries: list[Delivery] = []
        self._open_keys: dict[UUID, Key] = {}

    def enter(
        self,
        verb: str,
        by: Actor,
        at: datetime,
        *,
        on: tuple[str, UUID],
        area: str = "",
        fields: Iterable[str] = (),
        text: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> UUID:
        """An entry, as `base.journal.record` makes one; its id."""
        kind, subject = on
        entry = self._next_id(at)
        cipher = self._encrypted(kind, subject, entry, text) if text else None
        self.entries.append(
            an_entry(
                id=entry,
                happened_at=at,
                verb=verb,
                subject_kind=kind,
                subject_id=subject,
                area_code=area,
                actor_kind=by.kind.value,
                actor_user=by.user,
                actor_unit=by.units[0] if by.units else None,
                actor_name="" if by.user else by.name,
                fields=sorted(fields),
                facts=facts,
                payload_hash=hashlib.sha256(cipher.encode()).digest() if cipher else None,
            )
        )
        return entry

    def _next_id(self, at: datetime) -> UUID:
        """Lines are put in order by their ids: of two things of one moment the one told first comes first."""
        found, before = self.draw.id_at(at), self.entries[-1] if self.entries else None
        return UUID(int=before.id.int + 1) if before and before.happened_at == at and found < before.id else found

    def tell_unit(
        self, unit: UUID, event: str, at: datetime, /, *, about: tuple[str, UUID], number: str, **facts: Any
    ) -> None:
        """A message to a unit, on its desk at once."""
        self._tell(event, at, about, number, facts, settled_at=at, to_organization_id=unit, channel=Way.DESK)

    def tell_without_phone(
        self, resident: UUID, event: str, at: datetime, *, about: tuple[str, UUID], number: str, **facts: Any
    ) -> None:
        """A message to a resident who has no phone: it waits in the portal."""
        self._tell(event, at, about, number, facts, settled_at=at, to_user_id=resident, channel=Way.APP)

    def tell_resident(
        self, resident: UUID, event: str, at: datetime, *, about: tuple[str, UUID], number: str, **facts: Any
    ) -> None:
        """A message to a resident, handed to the gateway soon after."""
        sent = {"settled_at": at + GATEWAY_TAKES, "sending_at": at, "attempts": 1}
        self._tell(event, at, about, number, facts, to_user_id=resident, channel=Way.SMS, **sent)

    def _encrypted(self, kind: str, subject: UUID, entry: UUID, text: Mapping[str, str]) -> str:
        if subject not in self.keys:
            wrapped, self._open_keys[subject] = encryption.subject_key_from(
                self.cast.secret_of(subject), self.cast.wrapping
            )
            self.keys[subject] = a_key(subject_id=subject, subject_kind=kind, wrapped=wrapped)
        cipher = encryption.encrypt_under(self._open_keys[subject], as_json(text), aad=str(entry))
        self.payloads.append(a_payload(entry=entry, subject_id=subject, cipher=cipher))
        return cipher

    def _tell(
        self, event: str, at: datetime, about: tuple[str, UUID], number: str, facts: Mapping[str, Any], **columns: Any
    ) -> None:
        if at < self.told_from:
            return
        message = a_message(
            id=self.draw.id_at(at),
            event=event,
            about_kind=about[0],
            about_id=about[1],
            number=number,
            facts=stored(facts),
            state=State.SENT,
            created_at=at,
            **columns,
        )
        self.messages.append(message)
        if message.channel == Way.SMS and message.settled_at:
            self.deliveries.append(_handed_over(message))


def _handed_over(message: Message) -> Delivery:
    """The one attempt it took, as the log of deliveries keeps it; its id beside the message's, in the same moment."""
    return a_delivery(
        id=UUID(int=message.pk.int ^ 1),
        message_id=message.pk,
        channel=message.channel,
        began_at=message.created_at,
        ended_at=message.settled_at,
        outcome=Outcome.SENT,
    )
