"""What the person says: a word to add, that they do not want it any more, whether it helped."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.aid import rules
from linli.aid.actions.writing import CLERK, locked, tell_unit, words_typed, write
from linli.aid.models import Need
from linli.aid.rules import Helped, Stage
from linli.base.actor import Actor
from linli.base.inserting import update
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as


@transaction.atomic
def add_word(need: Need, *, words: str, by: Actor, at: datetime) -> Need:
    """The person adds something; whoever's turn it is reads it."""
    need = _own(need, by)
    said = words_typed(words, "words", _("请写点什么，几个字就行。"), least=2)
    if need.stage == Stage.CLOSED.value:
        raise Conflict("aid.closed_already", _("这件事已经结束了。"))
    record("aid.said", on=need, by=by, at=at, area=str(need.area_id), text={"words": said})
    tell_unit(need, "aid.said", at, need.unit_id)
    return need


@transaction.atomic
def decline(need: Need, *, reason: str = "", by: Actor, at: datetime) -> Need:
    """The person does not want it: it ends at once, without a reason being asked for."""
    need = _own(need, by)
    hands = [unit for unit in (need.unit_id, need.offered_to_id) if unit]
    text = {"reason": reason.strip()[:500]} if reason.strip() else None
    write(need, rules.decline(need.standing, at), "aid.declined", by=by, at=at, text=text)
    for unit in hands:
        tell_unit(need, "aid.declined", at, unit)
    return need


@transaction.atomic
def rate(need: Need, *, helped: Helped, words: str = "", by: Actor, at: datetime) -> Need:
    """Whether it helped: once, after the end, of their own accord."""
    need = _own(need, by)
    if need.stage != Stage.CLOSED.value:
        raise Refused("aid.not_over_yet", _("事情还没有结束。结束以后再说帮上没有。"))
    if need.helped:
        raise Conflict("aid.rated_already", _("您已经说过了，谢谢。"))
    need.helped = helped.value
    said = words.strip()[:500]
    record(
        "aid.rated", on=need, by=by, at=at, area=str(need.area_id), fields=["helped"], helped=helped,
        text={"words": said} if said else None,
    )  # fmt: skip
    with acting_as(CLERK):
        update(need, ["helped"])
    tell_unit(need, "aid.rated", at, need.unit_id)
    return need


def _own(need: Need, by: Actor) -> Need:
    found = locked(need, by)
    if not by.is_resident:
        raise Refused("aid.not_yourself", _("这要本人来说。"))
    return found
