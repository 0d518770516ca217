"""Composed readings about residents: masked names for lists, and the log of who looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.accounts import queries as accounts
from linli.base import journal
from linli.organizations import queries as organizations
from linli.people.models import Resident


@dataclass(frozen=True)
class Look:
    """Somebody of the staff read name and phone."""

    at: datetime
    who: str
    unit: str
    purpose: str | None  # None where the words have been destroyed
    ground: tuple[str, UUID]  # what it was about, such as ("cases.case", its id)
    number: str  # under which the resident knows it


def masked_names(residents: Iterable[UUID]) -> Mapping[UUID, str]:
    """王＊英 by id, for staff and jobs; wherever the home lies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM people_masked(%s::uuid[])", [sorted(set(residents))])
        return dict(cursor.fetchall())


def who_looked(resident: Resident) -> list[Look]:
    """Who read this resident's name and phone, newest first."""
    entries = journal.entries(on=resident, verbs=["people.revealed"])
    names = accounts.names_of(entry.actor_user for entry in entries if entry.actor_user)
    units = organizations.names_of(entry.actor_unit for entry in entries if entry.actor_unit)
    return [
        Look(
            at=entry.at,
            who=names.get(entry.actor_user, "") if entry.actor_user else entry.actor_name,
            unit=units.get(entry.actor_unit, "") if entry.actor_unit else "",
            purpose=entry.text.get("purpose", "") if entry.text is not None else None,
            ground=(entry.facts["ground_kind"], UUID(entry.facts["ground_id"])),
            number=entry.facts.get("number", ""),
        )
        for entry in reversed(entries)
    ]
