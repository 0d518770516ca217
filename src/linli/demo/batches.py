"""What one stretch of work leaves: lines for each table, and those of the journal by the day they happened on.

A batch crosses from the process that invents to the one that writes, so it holds bytes and numbers alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TypeVar
from uuid import UUID

from django.db import models

from linli.accounts.models import User
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.cases.models import Case, CaseAttachment, CasePart, CaseParty, Rating
from linli.demo import residents
from linli.demo.chronicle import Chronicler, Day
from linli.demo.copying import columns_of, lines
from linli.demo.stories import CASE_KIND
from linli.notifications.models import Delivery, Message
from linli.people.models import Resident

Row = TypeVar("Row", bound=models.Model)
READ = timedelta(days=1)  # after this messages have been read


@dataclass
class Batch:
    """Lines to be written. `until` is a day of whose journal everything is known once this batch is here.

    `residents_keys` stand apart: a resident's key may come with several batches, and is one.
    """

    tables: dict[type[models.Model], bytes] = field(default_factory=dict)
    journal: dict[date, bytes] = field(default_factory=dict)
    residents_keys: dict[UUID, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    until: date = date.min


def of_residents(chronicler: Chronicler, first: int, last: int) -> Batch:
    """Some of the residents with their sign-ins."""
    people = chronicler.world.people[first:last]
    users, more = residents.rows(people, chronicler.until)
    return Batch({User: lines(User, users), Resident: lines(Resident, more)}, counts={"residents": len(people)})


def of_day(chronicler: Chronicler, day: Day, written: datetime) -> Batch:
    """The cases of a day with everything that hangs on them; `written` is when the journal says they were recorded."""
    stories = chronicler.day(day)
    messages = [read(message, chronicler.until) for story in stories for message in story.messages]
    keys = [key for story in stories for key in story.keys.values()]
    of_case = columns_of(JournalKey).line
    batch = Batch(until=day.day)
    batch.tables = {
        Case: lines(Case, (story.case for story in stories)),
        CaseParty: lines(CaseParty, _all(story.parties.values() for story in stories)),
        CasePart: lines(CasePart, _all(story.parts for story in stories)),
        CaseAttachment: lines(CaseAttachment, _all(story.attachments for story in stories)),
        Rating: lines(Rating, (story.rating for story in stories if story.rating)),
        JournalKey: lines(JournalKey, (key for key in keys if key.subject_kind == CASE_KIND)),
        JournalPayload: lines(JournalPayload, _all(story.payloads for story in stories)),
        Message: lines(Message, messages),
        Delivery: lines(Delivery, _all(story.deliveries for story in stories)),
    }
    batch.residents_keys = {key.subject_id: of_case(key) for key in keys if key.subject_kind != CASE_KIND}
    batch.journal = journal_by_day(_all(story.entries for story in stories), written)
    entries = sum(len(story.entries) for story in stories)
    batch.counts = {"cases": len(stories), "entries": entries, "messages": len(messages)}
    return batch


def in_order_of_time(journal: Iterable[bytes]) -> bytes:
    """Journal lines from the first that happened to the last: they begin with their id, which begins with the time."""
    return b"".join(sorted(chain.from_iterable(part.splitlines(keepends=True) for part in journal)))


def journal_by_day(entries: Iterable[JournalEntry], written: datetime) -> dict[date, bytes]:
    """Lines of the journal by the day on which something happened."""
    found: dict[date, list[bytes]] = defaultdict(list)
    line = columns_of(JournalEntry).line
    for entry in entries:
        entry.recorded_at = written  # the truth: all of them were written now
        found[entry.happened_at.date()].append(line(entry))
    return {day: b"".join(some) for day, some in found.items()}


def read(message: Message, until: datetime) -> Message:
    """A message as it stands at the end: read, unless it is of the last day."""
    if message.created_at < until - READ:
        message.read_at = message.created_at + timedelta(hours=3)
    return message


def _all(lists: Iterable[Iterable[Row]]) -> Iterable[Row]:
    return chain.from_iterable(lists)
