"""The same done twice: told by a clerk in memory, and by the real actions in a database; what both leave is compared."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from linli.base.actor import Actor
from linli.base.encryption import decrypt_with
from linli.base.journal import as_json, entries
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.demo.cast import WATCHER, Cast
from linli.demo.registers.clerk import Clerk
from linli.demo.tests.given import MONDAY
from linli.demo.world import World
from linli.notifications.models import Message

OWN = {"id", "key", "changed_at"}  # columns that differ between two rows by their nature
TOLD = {"event", "to_user_id", "to_organization_id", "about_kind", "number", "channel", "created_at", "facts"}
# A message told has been sent and perhaps read; one that was just done waits for the gateway.


class Both:
    """A clerk and the database; `known` are the ids there were before, all others are this thing's own."""

    def __init__(self, world: World, *tables: type[models.Model]) -> None:
        self.world, self.tables = world, tables
        self.clerk = Clerk(Cast(world), MONDAY, told_from=MONDAY.replace(year=2025))
        self.clerk.about("tests")
        self.known = {str(unit.id) for unit in world.units} | {str(worker.id) for worker in world.workers}
        self.known |= {str(person.id) for person in world.people}
        with acting_as(WATCHER):
            self.before = {table: {row.pk for row in table._default_manager.all()} for table in tables}
            self.seq = max(JournalEntry.objects.values_list("seq", flat=True), default=0)

    def do(self, action: Callable[..., Any], /, *args: Any, by: Actor, **facts: Any) -> Any:
        """The real action, as this person."""
        with acting_as(by):
            return action(*args, by=by, **facts)

    def told(self) -> dict[str, Any]:
        """What the clerk has left."""
        words = {payload.entry: payload for payload in self.clerk.payloads}

        def text(entry: JournalEntry) -> Any:
            found = words.get(entry.id)
            key = self.clerk.keys[entry.subject_id].wrapped if found else ""
            return json.loads(decrypt_with(key, found.cipher, str(entry.id))) if found else {}

        rows = {table.__name__: self._rows(self.clerk.rows.get(table, [])) for table in self.tables}
        return {
            **rows,
            "journal": _sorted(self._line(entry, text(entry)) for entry in self.clerk.entries),
            "messages": self._messages(self.clerk.messages),
        }

    def done(self) -> dict[str, Any]:
        """What the actions have left."""
        with acting_as(WATCHER):
            found = list(JournalEntry.objects.filter(seq__gt=self.seq))
            texts = {
                each.id: each.text for entry in found for each in entries(on=(entry.subject_kind, entry.subject_id))
            }
            rows = {
                table.__name__: self._rows(
                    row for row in table._default_manager.all() if row.pk not in self.before[table]
                )
                for table in self.tables
            }
            return {
                **rows,
                "journal": _sorted(self._line(entry, dict(texts[entry.id] or {})) for entry in found),
                "messages": self._messages(Message.objects.all()),
            }

    def _line(self, entry: JournalEntry, text: Any) -> Any:
        return {
            "verb": entry.verb,
            "at": entry.happened_at.astimezone(UTC),
            "area": entry.area_code,
            "kind": entry.subject_kind,
            "subject": self._own(entry.subject_id) if entry.subject_kind != "areas.area" else entry.subject_id,
            "by": (entry.actor_kind, entry.actor_user, entry.actor_unit, entry.actor_name),
            "fields": entry.fields,
            "facts": self._plain(json.loads(as_json(entry.facts))),
            "text": text,
        }

    def _rows(self, rows: Iterable[models.Model]) -> list[Any]:
        return _sorted(
            {name: self._plain(value) for name, value in self._columns(row).items() if name not in OWN} for row in rows
        )

    def _messages(self, rows: Iterable[Message]) -> list[Any]:
        return _sorted({name: self._plain(getattr(row, name)) for name in TOLD} for row in rows)

    def _columns(self, row: models.Model) -> dict[str, Any]:
        names = [field.attname for field in row._meta.concrete_fields]
        return {name: bool(getattr(row, name)) if "cipher" in name else getattr(row, name) for name in names}

    def _plain(self, value: Any) -> Any:
        """As the database gives it back; an id of this thing's own is none in particular."""
        match value:
            case dict():
                return {name: self._plain(each) for name, each in value.items()}
            case list():
                return [self._plain(each) for each in value]
            case UUID() | datetime() | date() | str():
                return self._word(value)
        return value

    def _word(self, value: UUID | date | str) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        if isinstance(value, UUID) or (isinstance(value, str) and len(value) == 36 and value.count("-") == 4):
            return self._own(value)
        return value.isoformat() if isinstance(value, date) else _moment(str(value))

    def _own(self, value: object) -> str:
        return str(value) if str(value) in self.known else "its own"


def _moment(value: str) -> Any:
    if value[4:5] == "-" and "T" in value:
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def _sorted(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=repr)
