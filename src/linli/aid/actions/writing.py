"""What every verb does around its rule: lock the row as the actor sees it, write what changed, journal, tell others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import user_of
from linli.accounts.rights import require
from linli.aid.kinds import limits
from linli.aid.models import Need
from linli.aid.rules import Clock, Standing
from linli.base.actor import Actor, system_actor
from linli.base.calendar import calendar
from linli.base.inserting import update
from linli.base.journal import record
from linli.base.refusals import Refused, Sentence
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.organizations.queries import unit_of

HANDLE = "aid.handle"
CLERK = system_actor("aid.clerk")  # writes what its actor no longer sees afterwards, once the rule has said yes
MOST_WORDS = 2000


def clock(at: datetime) -> Clock:
    """A moment, as the rules count from it."""
    return Clock(at, limits(), calendar())


def locked(need: Need, by: Actor) -> Need:
    """The need, locked, as the actor sees it."""
    found = Need.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=need.pk).first()
    if found is None:
        raise Refused("aid.not_visible", _("没有找到这件救助需求，或者它已经不归您的单位负责。"))
    return found


def held(need: Need, by: Actor) -> Need:
    """The same, for the unit that answers for it."""
    found = locked(need, by)
    require(by, HANDLE, units=[found.unit_id])
    return found


def asked(need: Need, by: Actor) -> tuple[Need, UUID]:
    """The same, for the unit that is asked to take it on; and which one that is, None where nobody is."""
    found = locked(need, by)
    unit = found.offered_to_id or found.unit_id
    require(by, HANDLE, units=[unit])
    return found, unit


def write(
    need: Need,
    standing: Standing,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    also: tuple[str, ...] = (),
    text: dict[str, str] | None = None,
    **facts: Any,
) -> Need:
    """Save what the rules decided and journal it. The row may leave the actor's sight by this, so a clerk saves it."""
    changed = [*need.take(standing), *also]
    record(
        verb, on=need, by=by, at=at, area=str(need.area_id), fields=changed, text=text, stage=need.stage,
        unit=need.unit_id, to=need.offered_to_id, **facts,
    )  # fmt: skip
    if changed:
        with acting_as(CLERK):
            update(need, changed)
    return need


def tell_unit(need: Need, event: str, at: datetime, unit: UUID) -> None:
    """A message to a unit: a number and a day, nothing of anybody. It leads on only to what the unit still reads."""
    to = unit_of(unit)
    about = need if unit in (need.unit_id, need.offered_to_id) else to
    tell(to, event, about=about, number=need.number, at=at, due=need.due_at or at)


def tell_resident(need: Need, event: str, at: datetime, **facts: Any) -> None:
    """A message to whom it is about, once they know of it. What it is about stands in no SMS."""
    if need.resident_id and need.told_at:
        tell(user_of(need.resident_id), event, about=need, number=need.number, at=at, **facts)


def words_typed(typed: str, field: str, sentence: Sentence, *, least: int = 3) -> str:
    """Words that say something."""
    words = typed.strip()
    if len(words) < least:
        raise Refused("aid.words_missing", sentence, field=field)
    return words[:MOST_WORDS]
