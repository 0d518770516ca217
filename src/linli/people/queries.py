"""Composed readings about residents: masked names for lists, and the log of who looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from linli.accounts import queries as accounts
from linli.base import journal
from linli.base.prepared import Prepared
from linli.notifications.wording import portal_address
from linli.organizations import queries as organizations
from linli.people.history import field_names
from linli.people.models import Consent, Resident

LOOKS = ("people.revealed", "people.request_opened", "people.exported", "people.asked_for")


@dataclass(frozen=True)
class Look:
    """Somebody of the staff read what is masked, made a file of it, or typed a whole number that is this resident's."""

    at: datetime
    who: str
    unit: str
    purpose: str | None  # None where the words have been destroyed
    ground: tuple[str, UUID]  # what it was about, such as ("cases.case", its id)
    number: str  # under which the resident knows it
    shown: tuple[str, ...] = ("name", "phone")
    is_export: bool = False
    asked: str = ""  # where the number was typed; empty for a look
    is_beyond: bool = False  # they were told that it is registered elsewhere, and no more

    @property
    def address(self) -> str:
        """The page the resident opens it with."""
        return portal_address(self.ground[0], self.number) if self.number else ""

    @property
    def what(self) -> str:
        """姓名、手机号."""
        return field_names(self.shown) or _("您在申请里写的话")


_resident = Prepared(lambda key: Resident.objects.filter(pk=key)[:1])


def resident_of(key: UUID | None) -> Resident | None:
    """A resident's record by the id of the sign-in, as far as the actor sees it."""
    return _resident.first(key) if key else None


def masked_names(residents: Iterable[UUID]) -> Mapping[UUID, str]:
    """王＊英 by id, for staff and jobs; wherever the home lies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM people_masked(%s::uuid[])", [sorted(set(residents))])
        return dict(cursor.fetchall())


def allowed(residents: Iterable[UUID], purpose: str, day: date) -> set[UUID]:
    """Of these residents, those who have agreed to a purpose that day, as far as the actor sees them."""
    given = Consent.objects.in_force(day).filter(resident__in=set(residents), purpose=purpose)
    return set(given.values_list("resident_id", flat=True))


def who_looked(resident: Resident) -> list[Look]:
    """Who read what of this resident, newest first; of a record merged into this one, too."""
    own = [resident, *Resident.objects.filter(merged_into=resident)]
    found = [entry for each in own for entry in journal.entries(on=each, verbs=LOOKS)]
    entries = sorted(found, key=lambda entry: entry.at)
    names = accounts.names_of(entry.actor_user for entry in entries if entry.actor_user)
    units = organizations.names_of(entry.actor_unit for entry in entries if entry.actor_unit)
    return [
        Look(
            at=entry.at,
            who=names.get(entry.actor_user, "") if entry.actor_user else entry.actor_name,
            unit=units.get(entry.actor_unit, "") if entry.actor_unit else "",
            purpose=entry.text.get("purpose", "") if entry.text is not None else None,
            ground=(entry.facts.get("ground_kind", ""), UUID(entry.facts.get("ground_id", str(resident.pk)))),
            number=entry.facts.get("number", ""),
            shown=tuple(entry.facts.get("shown", entry.fields or ("name", "phone"))),
            is_export=entry.verb == "people.exported",
            asked=entry.facts.get("asked", ""),
            is_beyond=entry.facts.get("beyond", False),
        )
        for entry in reversed(entries)
    ]
