"""What is put right in a record: by its owner, or by staff for them. Only the names of fields are written down."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import nearest_units
from linli.areas.rules import lies_in
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.people.actions.known import Asked, looked_for, may_ask, refuse
from linli.people.actions.writing import REGISTRAR, home_typed, locked
from linli.people.identities import hash_of_identity, put_identity
from linli.people.models import Resident
from linli.people.rules import identity_typed, known_as_another, name_typed

VERB = "people.change"
COMMUNITY = 12  # digits of its code; a grid in it has more


@transaction.atomic
def change(resident: Resident, *, name: str, home_area: str, by: Actor, at: datetime) -> Resident:
    """A resident corrects their own name and community; what was asked before stays where it was asked."""
    if by.resident != resident.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    changed = _saved(resident, {"name": name_typed(name), "home_area_id": home_typed(home_area)})
    if changed:
        record("people.changed", on=resident, by=by, at=at, area=resident.home_area_id, fields=changed)
    return resident


def correct(
    resident: Resident,
    *,
    name: str | None = None,
    home_area: str | None = None,
    identity: str | None = None,
    by: Actor,
    at: datetime,
) -> Resident:
    """Staff put a record right; what is None stays, an empty identity number is taken off.

    With another community the record is passed on: the resident is told, and who keeps the register there.
    Not atomic as a whole: that a number lies on another record is counted and stays on record there.
    """
    if identity:
        ask_for_identity(resident, identity, by=by, at=at)
    return _corrected(resident, {"name": name, "home_area": home_area, "identity": identity}, by, at)


def ask_for_identity(resident: Resident, identity: str, *, by: Actor, at: datetime) -> None:
    """Refuse a number that lies on another record; who corrects within a transaction of their own asks before it."""
    resident, number = locked(resident, by, VERB), identity_typed(identity)
    if not number or resident.identity_hash == hash_of_identity(number):
        return
    may_ask(by, at)
    found = looked_for(identity=number, by=by)
    if found.records:
        raise refuse(found, asked=Asked.CORRECTING, area=resident.home_area_id, field="identity", by=by, at=at)


@transaction.atomic
def _corrected(resident: Resident, typed: Mapping[str, str | None], by: Actor, at: datetime) -> Resident:
    resident = locked(resident, by, VERB)
    before, wanted = str(resident.home_area_id), _wanted(resident, **typed)
    try:
        with acting_as(REGISTRAR):  # a record that leaves the actor's areas would not pass the actor's policy any more
            changed = _saved(resident, wanted)
    except IntegrityError as fault:
        if "identity" not in str(fault):
            raise
        raise known_as_another("identity") from fault
    if changed:
        record("people.corrected", on=resident, by=by, at=at, area=resident.home_area_id, fields=changed)
    if not lies_in(resident.home_area_id, before[:COMMUNITY]):
        _passed_on(resident, by, at)
    return resident


def _wanted(resident: Resident, *, name: str | None, home_area: str | None, identity: str | None) -> dict[str, str]:
    """What shall stand in the record, by column."""
    wanted: dict[str, str] = {}
    if name is not None:
        wanted["name"] = name_typed(name)
    if home_area is not None:
        wanted["home_area_id"] = home_typed(home_area)
    if identity is not None:
        number = identity_typed(identity)
        if number and resident.identity_hash != hash_of_identity(number):
            wanted["identity"] = number
        elif not number and resident.identity_hash:
            wanted["identity"] = ""
    return wanted


def _passed_on(resident: Resident, by: Actor, at: datetime) -> None:
    """The resident hears of it, and whoever keeps the register where the record has come to."""
    tell(resident.user, "people.passed_on", about=resident, number="", at=at)
    for unit in nearest_units(VERB, resident.home_area_id, at):
        if unit.pk not in by.units:
            tell(unit, "people.arrived", about=resident, number="", at=at)


def _saved(resident: Resident, wanted: dict[str, str]) -> list[str]:
    """Write what differs; the names of the fields."""
    changed = [field for field, value in wanted.items() if field == "identity" or getattr(resident, field) != value]
    columns = []
    for field in changed:
        if field == "identity":
            put_identity(resident, wanted[field])
            columns += ["identity_hash", "identity_cipher"]
        else:
            setattr(resident, field, wanted[field])
            columns.append(field)
    if columns:
        resident.save(update_fields=columns)
    return ["home_area" if field == "home_area_id" else field for field in changed]
