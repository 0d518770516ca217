"""Helping: what was given and when, telling the person, looking at it again, and how it ends."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.aid import rules
from linli.aid.actions.writing import clock, held, tell_resident, words_typed, write
from linli.aid.models import Need
from linli.aid.rules import Result
from linli.base.actor import Actor
from linli.base.refusals import Refused


@transaction.atomic
def serve(need: Need, *, words: str, by: Actor, at: datetime) -> Need:
    """Something was given or done: the person reads what, and by which unit."""
    need = held(need, by)
    said = words_typed(words, "words", _("请写明帮了什么，本人会看到。"))
    standing = rules.serve(need.standing, clock(at))
    write(need, standing, "aid.served", by=by, at=at, text={"words": said})
    tell_resident(need, "aid.served", at)
    return need


@transaction.atomic
def tell_person(need: Need, *, by: Actor, at: datetime) -> Need:
    """What was done in danger has been said to the person, who reads everything from now on."""
    need = held(need, by)
    if need.resident_id is None:
        raise Refused("aid.told_whom", _("还没有写明是谁。请先写上姓名和手机号，再告诉本人。"))
    write(need, rules.told(need.standing, clock(at)), "aid.told", by=by, at=at)
    tell_resident(need, "aid.found", at)
    return need


@transaction.atomic
def review(need: Need, *, reason: str, by: Actor, at: datetime) -> Need:
    """Looked at again and still needed: it lasts on, and the person reads until when and why."""
    need = held(need, by)
    said = words_typed(reason, "reason", _("请写明现在怎么样、为什么还要帮，本人会看到。"))
    standing = rules.review(need.standing, clock(at))
    write(need, standing, "aid.reviewed", by=by, at=at, text={"reason": said}, ends=standing.ends_on)
    tell_resident(need, "aid.reviewed", at, until=standing.ends_on)
    return need


@transaction.atomic
def close(need: Need, *, result: Result, reason: str, by: Actor, at: datetime) -> Need:
    """It ends: the person reads how and why, and is asked whether it helped."""
    need = held(need, by)
    said = words_typed(reason, "reason", _("请写明怎么办结的，本人会看到。"))
    if result not in rules.BY_HAND:
        raise Refused("aid.result_unknown", _("请选一个结果。"), field="result")
    standing = rules.close(need.standing, result, at, is_named=need.resident_id is not None)
    write(need, standing, "aid.closed", by=by, at=at, text={"reason": said}, result=result)
    tell_resident(need, "aid.closed", at)
    return need
