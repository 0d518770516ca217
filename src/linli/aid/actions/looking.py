"""Reading what a need says, and whom it is about: with a purpose, on record, readable by that person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.accounts.rights import require
from linli.aid.actions.writing import locked
from linli.aid.models import Need
from linli.aid.queries import Line, timeline
from linli.base.actor import Actor
from linli.base.journal import record
from linli.people import actions as people
from linli.people.actions import Revealed
from linli.people.rules import purpose_typed

SHOWN = ("name", "phone", "need")


@dataclass(frozen=True)
class Opened:
    """What was read: who, and the words of its history."""

    who: Revealed | None
    lines: Sequence[Line]


@transaction.atomic
def look(need: Need, *, purpose: str, by: Actor, at: datetime) -> Opened:
    """Name, phone and words in clear, for a unit that answers or is asked; the person reads who looked and why."""
    need = locked(need, by)
    units = [unit for unit in (need.unit_id, need.offered_to_id) if unit]
    require(by, "aid.read", units=units)
    lines = timeline(need, by, in_clear=True)
    if need.resident_id is None:
        record(
            "aid.looked", on=need, by=by, at=at, area=str(need.area_id), text={"purpose": purpose_typed(purpose)},
        )  # fmt: skip
        return Opened(None, lines)
    who = people.reveal(
        need.resident_id, purpose=purpose, ground=("aid.need", need.pk), number=need.number, shown=SHOWN, by=by, at=at
    )
    return Opened(who, lines)
