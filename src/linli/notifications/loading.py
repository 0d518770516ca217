"""Sheets from their files into the table; run by the owner, as often as one likes.

All or nothing: one file with a fault, and everything is said as before. What no file says any more, the product says
in its own words again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from linli.base.actor import system_actor
from linli.base.home import home
from linli.base.journal import record
from linli.base.languages import SOURCE
from linli.notifications import sheets, wording
from linli.notifications.models import EventWords

WORDS = UUID("019abf20-11c0-7000-8000-776f72647320")  # events have names; the journal wants an id made of them


class Verb(StrEnum):
    """What loading does to the words of one event."""

    LOADED = "loaded"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """One event that is said in other words from now on."""

    verb: Verb
    event: str


def folders() -> tuple[Path, Path]:
    """The files that come with the product, and this installation's own, which go before them."""
    return settings.DATA / "messages", home() / "wording"


def read(places: Iterable[Path]) -> dict[str, Any]:
    """The sheets of some folders, checked against what each event can say; raises SheetError."""
    with translation.override(SOURCE):
        known = wording.known()
    return sheets.read(places, known=known, languages=[code for code, _name in settings.LANGUAGES])


def difference(found: Mapping[str, Any]) -> list[Change]:
    """What loading these sheets would change, by event."""
    before = dict(EventWords.objects.values_list("event", "words"))
    changes = [
        Change(Verb.CHANGED if event in before else Verb.LOADED, event)
        for event, words in found.items()
        if before.get(event) != words
    ]
    changes += [Change(Verb.DROPPED, event) for event in before.keys() - found.keys()]
    return sorted(changes, key=lambda change: change.event)


def load(places: Iterable[Path], *, at: datetime) -> list[Change]:
    """Say from now on what the files say; raise SheetError, and change nothing, on a fault."""
    found = read(places)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two loaders at once would each drop what the other loads
            cursor.execute("LOCK TABLE notifications_eventwords IN SHARE ROW EXCLUSIVE MODE")
        changes = difference(found)
        EventWords.objects.filter(event__in=[each.event for each in changes if each.verb is Verb.DROPPED]).delete()
        EventWords.objects.bulk_create(
            [
                EventWords(event=each.event, words=found[each.event], loaded_at=at)
                for each in changes
                if each.verb is not Verb.DROPPED
            ],
            update_conflicts=True,
            unique_fields=["event"],
            update_fields=["words", "loaded_at"],
        )
        for change in changes:
            record(
                f"notifications.words_{change.verb}",
                on=("notifications.eventwords", uuid5(WORDS, change.event)),
                by=system_actor("notifications.load"),
                at=at,
                event=change.event,
            )
    return changes
