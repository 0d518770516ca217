"""Who calls: looked up by the number, on record, as far as the clerk may see them at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.accounts.phones import user_with
from linli.accounts.rights import require
from linli.accounts.rules import mobile
from linli.base.actor import Actor
from linli.cases.models import Case
from linli.cases.queries import listed
from linli.people.actions import search
from linli.people.actions.known import found_in_search
from linli.people.models import Resident

MOST = 8


@dataclass(frozen=True)
class Caller:
    """A number, whose it is where that is within the clerk's reach, and what of theirs is open there."""

    phone: str
    resident: Resident | None
    cases: Sequence[Case]


def look_up(phone: str, *, by: Actor, at: datetime) -> Caller:
    """Somebody calls from this number. Its owner reads that it was looked for, and by whom.

    Not atomic: tries are counted outside any savepoint of ours, so that numbers are not tried one after the other.
    """
    require(by, "cases.submit_for")
    phone = mobile(phone)
    in_register = search(phone, by=by, at=at)
    caller = known(phone, by)
    if caller.resident is not None and not in_register.exists():
        found_in_search([caller.resident], "phone", by=by, at=at)  # known by a case of theirs, which the clerk reads
    return caller


def known(phone: str, by: Actor) -> Caller:
    """The same on the call's later steps, without another entry."""
    user = user_with(phone)
    if user is None:
        return Caller(phone, None, [])
    cases = list(listed(Case.objects.visible_to(by).unclosed().filter(resident=user.pk)).order_by("due_at")[:MOST])
    found = Resident.objects.visible_to(by).standing().select_related("home_area").filter(pk=user.pk).first()
    return Caller(phone, found or (cases[0].resident if cases else None), cases)
