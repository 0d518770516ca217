"""Who calls: looked up by the number, on record, as far as the clerk may see them at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner

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
CALL_LASTS = timedelta(hours=2)


@dataclass(frozen=True)
class Caller:
    """A number, whose it is where that is within the clerk's reach, and what of theirs is open there."""

    phone: str
    resident: Resident | None
    cases: Sequence[Case]
    proof: str  # that this clerk has looked this number up, on record; the later steps of the call bring it along


def look_up(phone: str, *, by: Actor, at: datetime) -> Caller:
    """Somebody calls from this number. Its owner reads that it was looked for, and by whom.

    Not atomic: tries are counted outside any savepoint of ours, so that numbers are not tried one after the other.
    """
    require(by, "cases.submit_for")
    phone = mobile(phone)
    in_register = search(phone, by=by, at=at)
    caller = _known(phone, by, _signer(by).sign(phone).removeprefix(f"{phone}:"))
    if caller.resident is not None and not in_register.exists():
        found_in_search([caller.resident], "phone", by=by, at=at)  # known by a case of theirs, which the clerk reads
    return caller


def go_on(phone: str, proof: str, *, by: Actor, at: datetime) -> Caller:
    """The same on the call's later steps: without another entry, where the proof is of this clerk and number."""
    phone = mobile(phone)
    try:
        _signer(by).unsign(f"{phone}:{proof}", max_age=CALL_LASTS)
    except BadSignature:
        return look_up(phone, by=by, at=at)
    return _known(phone, by, proof)


def _signer(by: Actor) -> TimestampSigner:
    return TimestampSigner(salt=f"cases.call.{by.user}")


def _known(phone: str, by: Actor, proof: str) -> Caller:
    user = user_with(phone)
    if user is None:
        return Caller(phone, None, [], proof)
    cases = list(listed(Case.objects.visible_to(by).unclosed().filter(resident=user.pk)).order_by("due_at")[:MOST])
    found = Resident.objects.visible_to(by).standing().select_related("home_area").filter(pk=user.pk).first()
    return Caller(phone, found or (cases[0].resident if cases else None), cases, proof)
