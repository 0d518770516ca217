"""Batches into tables, in the order they were planned; the journal in the order in which things happened."""

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from django.db import connection, models

from linli.accounts.models import User
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.cases.models import Case, CaseAttachment, CasePart, CaseParty, Rating
from linli.demo.batches import Batch, in_order_of_time
from linli.demo.copying import copy_lines
from linli.demo.stories import LARGEST_SERIAL
from linli.notifications.models import Delivery, Message
from linli.people.models import Resident

TABLES: tuple[type[models.Model], ...] = (
    User, Resident, Case, CaseParty, CasePart, CaseAttachment, Rating,
    JournalKey, JournalEntry, JournalPayload, Message, Delivery,
)  # fmt: skip


class Writer:
    """Writes what comes. A day's journal waits until everything of that day is known: some weeks lie in memory."""

    def __init__(self, frozen: frozenset[type[models.Model]] = frozenset()) -> None:
        self.counts: Counter[str] = Counter()
        self._frozen = frozen
        self._waiting: dict[date, list[bytes]] = defaultdict(list)
        self._known_keys: set[UUID] = set()

    def take(self, batch: Batch) -> None:
        """One batch, as it comes."""
        for table, data in batch.tables.items():
            self._copy(table, data)
        new = {subject: line for subject, line in batch.residents_keys.items() if subject not in self._known_keys}
        self._known_keys.update(new)
        self._copy(JournalKey, b"".join(new.values()))
        for day, data in batch.journal.items():
            self._waiting[day].append(data)
        self._write_journal(batch.until)
        self.counts.update(batch.counts)

    def finish(self) -> dict[str, int]:
        """What is still waiting, and the next numbers. Returns how many of each were written."""
        self._write_journal(date.max)
        with connection.cursor() as cursor:
            last = (max(self.counts["cases"], 1) - 1) % LARGEST_SERIAL + 1
            cursor.execute("SELECT setval('cases_serial', %s::bigint)", [last])
            if found := self.counts["needs"]:
                cursor.execute("SELECT setval('aid_serial', %s::bigint)", [found])
            if asked := self.counts["requests"]:
                cursor.execute("SELECT setval('people_request_serial', %s::bigint)", [asked])
        return dict(self.counts)

    def _write_journal(self, until: date) -> None:
        for day in sorted(day for day in self._waiting if day <= until):
            self._copy(JournalEntry, in_order_of_time(self._waiting.pop(day)))

    def _copy(self, table: type[models.Model], data: bytes) -> None:
        copy_lines(table, data, frozen=table in self._frozen)
