"""Reading what is masked: with a purpose, on record, readable by the resident."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.phones import phone_of
from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.journal import Line, record, record_all
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people import register
from linli.people.actions.known import KIND, found_in_search
from linli.people.actions.writing import locked
from linli.people.identities import identity_of
from linli.people.models import RecordRequest, Resident, ResidentQuerySet
from linli.people.rules import SEARCHES, purpose_typed

READER = system_actor("people.reveal")
DOOR, TOO_MANY = "search", "people.searched_too_often"
NAME_AND_PHONE = ("name", "phone")
SHOWABLE = ("name", "phone", "identity")


@dataclass(frozen=True)
class Revealed:
    """What was asked for in clear, once, for the purpose that was written down; the rest is empty."""

    name: str = ""
    phone: str = ""
    identity: str = ""


@dataclass(frozen=True)
class Ground:
    """For what the fields of a resident are read: a case, say, by its kind, id and number."""

    resident: UUID
    kind: str
    of: UUID
    number: str = ""


@transaction.atomic
def reveal(
    resident: Resident | UUID,
    *,
    purpose: str,
    ground: tuple[str, UUID],
    by: Actor,
    at: datetime,
    number: str = "",
    shown: Collection[str] = NAME_AND_PHONE,
) -> Revealed:
    """Fields of a resident in clear, for a purpose; the resident reads in their log who looked, at what and why.

    Whether the actor may is the caller's to decide, who knows the ground: a case in the hands of the actor's unit.
    The record itself may lie outside the actor's areas, so the job `people.reveal` reads it.
    """
    key = resident if isinstance(resident, UUID) else resident.pk
    record(
        "people.revealed",
        on=(KIND, key),
        by=by,
        at=at,
        fields=shown,
        text={"purpose": purpose_typed(purpose)},
        ground_kind=ground[0],
        ground_id=ground[1],
        number=number,
        shown=sorted(shown),
    )
    with acting_as(READER):
        found = Resident.objects.select_related("user").get(pk=key)
    return _in_clear(found, shown)


@transaction.atomic
def reveal_all(
    grounds: Sequence[Ground], *, purpose: str, by: Actor, at: datetime, shown: Collection[str] = NAME_AND_PHONE
) -> dict[UUID, Revealed]:
    """As `reveal`, for many at once, by what they are read for: the log of each holds a look for each ground."""
    text, fields = {"purpose": purpose_typed(purpose)}, sorted(shown)
    lines = [
        Line(
            each.resident,
            fields=fields,
            facts={"ground_kind": each.kind, "ground_id": each.of, "number": each.number, "shown": fields},
            text=text,
        )
        for each in grounds
    ]
    record_all("people.revealed", kind=KIND, lines=lines, by=by, at=at)
    with acting_as(READER):
        found = Resident.objects.select_related("user").in_bulk({each.resident for each in grounds})
    return {each.of: _in_clear(found[each.resident], shown) for each in grounds}


def _in_clear(resident: Resident, shown: Collection[str]) -> Revealed:
    values = {
        "name": lambda: resident.name,
        "phone": lambda: phone_of(resident.user),
        "identity": lambda: identity_of(resident),
    }
    return Revealed(**{field: values[field]() for field in SHOWABLE if field in shown})


@transaction.atomic
def look_up(
    resident: Resident, *, purpose: str, shown: Collection[str] = NAME_AND_PHONE, by: Actor, at: datetime
) -> Revealed:
    """Fields of a resident of one's own area in clear, from the register."""
    resident = locked(resident, by, "people.reveal")
    return reveal(resident, purpose=purpose, ground=(KIND, resident.pk), by=by, at=at, shown=shown)


def search(text: str, *, by: Actor, at: datetime) -> ResidentQuerySet:
    """Residents of the actor's register by the beginning of a name, or by a whole number, which they read of.

    Not atomic: tries are counted outside any savepoint of ours, so that names are not guessed letter by letter.
    """
    if by.user:
        throttling.check(DOOR, str(by.user), [SEARCHES], at, code=TOO_MANY)
        throttling.count(DOOR, str(by.user), at)
    if numbers := register.number_typed(text):
        found_in_search(register.found(text, by), numbers, by=by, at=at)
    return register.found(text, by)


@transaction.atomic
def open_request(request: RecordRequest, *, purpose: str, by: Actor, at: datetime) -> RecordRequest:
    """What a resident wrote about their record, and what they were answered, in clear; whoever answers may ask for it.

    They often write the very number that is masked everywhere else.
    """
    found = RecordRequest.objects.visible_to(by).select_related("resident__user").filter(pk=request.pk).first()
    if found is None:
        raise Refused("people.not_visible", _("没有找到这份档案，或者它已经不归您管。"))
    require(by, "people.answer", area=found.resident.home_area_id)
    record(
        "people.request_opened", on=found.resident, by=by, at=at, area=found.resident.home_area_id,
        fields=["request"], text={"purpose": purpose_typed(purpose)}, request=found.number, shown=["request"],
    )  # fmt: skip
    return found


@transaction.atomic
def exported(
    residents: Iterable[Resident], *, purpose: str, shown: Collection[str] = SHOWABLE, by: Actor, at: datetime
) -> int:
    """Write into each resident's log that a file with these fields in clear was made of them; how many they were.

    Part of an export, which asks for its own right to make one. A file with masked fields alone needs no such entry.
    """
    purpose, count = purpose_typed(purpose), 0
    for resident in residents:
        require(by, "people.reveal", area=resident.home_area_id)
        record(
            "people.exported", on=resident, by=by, at=at, area=resident.home_area_id, fields=shown,
            text={"purpose": purpose}, shown=sorted(shown),
        )  # fmt: skip
        count += 1
    return count
