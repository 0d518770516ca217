"""From hand to hand: reported, accepted or given back with a reason, passed on, taken back; never between two."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.aid import rules
from linli.aid.actions.writing import asked, clock, held, tell_resident, tell_unit, words_typed, write
from linli.aid.models import Need
from linli.aid.queries import home_of, township_of, units_for
from linli.aid.rules import Basis
from linli.base.actor import Actor
from linli.base.refusals import Conflict, Refused


@transaction.atomic
def report(need: Need, *, by: Actor, at: datetime) -> Need:
    """To the township's desk; what nobody has been asked about to the community's committee alone, to go and ask."""
    need = held(need, by)
    is_home = need.basis == Basis.NOBODY.value
    area = str(need.area_id)
    to = home_of(area) if is_home else township_of(area, need.unit_id)
    if is_home and to == need.unit_id:
        to = None  # it is the committee's own to go and ask
    if to is None:
        raise _nobody_above(is_home=is_home)
    standing = rules.report(need.standing, to, clock(at), is_home=is_home)
    write(need, standing, "aid.reported", by=by, at=at, due=standing.due_at)
    tell_unit(need, "aid.to_accept", at, to)
    tell_resident(need, "aid.passed", at)
    return need


@transaction.atomic
def keep(need: Need, *, by: Actor, at: datetime) -> Need:
    """The unit that found it helps by itself."""
    need = held(need, by)
    return write(need, rules.keep(need.standing, clock(at)), "aid.kept", by=by, at=at)


@transaction.atomic
def accept(need: Need, *, by: Actor, at: datetime) -> Need:
    """From now on the accepting unit answers; who answered until now reads it no more."""
    need, unit = asked(need, by)
    before = need.unit_id
    write(need, rules.accept(need.standing, unit, clock(at)), "aid.accepted", by=by, at=at, before=before)
    tell_unit(need, "aid.accepted_by", at, before)
    tell_resident(need, "aid.accepted", at)
    return need


@transaction.atomic
def give_back(need: Need, *, reason: str, by: Actor, at: datetime) -> Need:
    """Not ours, and why: whoever asked answers on, with a clock of their own."""
    need, unit = asked(need, by)
    said = words_typed(reason, "reason", _("请写明为什么退回，对方才知道该找谁。"))
    standing = rules.give_back(need.standing, unit, clock(at))
    write(need, standing, "aid.given_back", by=by, at=at, text={"reason": said}, before=unit)
    tell_unit(need, "aid.given_back", at, need.unit_id)
    return need


@transaction.atomic
def refer(need: Need, *, to: UUID, reason: str, by: Actor, at: datetime) -> Need:
    """Another unit can do more. The person reads to whom and why; until that unit accepts, this one answers."""
    need = held(need, by)
    said = words_typed(reason, "reason", _("请写明转过去做什么，本人和对方都会看到。"))
    if not units_for(need).filter(pk=to).exists():
        raise Refused("aid.not_a_helper", _("这个单位不在这里办事，请在清单里选一个。"), field="to")
    standing = rules.refer(need.standing, to, clock(at))
    write(need, standing, "aid.referred", by=by, at=at, text={"reason": said}, due=standing.due_at)
    tell_unit(need, "aid.to_accept", at, to)
    tell_resident(need, "aid.passed", at)
    return need


@transaction.atomic
def recall(need: Need, *, by: Actor, at: datetime) -> Need:
    """The unit that answers takes back what it asked of another one."""
    need = held(need, by)
    was_asked = need.offered_to_id
    standing = rules.recall(need.standing, clock(at))
    if was_asked is None:
        raise Conflict("aid.nobody_asked", _("没有在等别的单位接收：情况已经变了。请刷新后再看。"))
    write(need, standing, "aid.recalled", by=by, at=at, before=was_asked)
    tell_unit(need, "aid.recalled", at, was_asked)
    return need


def _nobody_above(*, is_home: bool) -> Refused:
    if is_home:
        return Refused(
            "aid.ask_first", _("还没有问过本人，不能报给别的单位。请先上门问一问；情况紧急的，写明原因先办。")
        )
    return Refused("aid.nobody_above", _("这里还没有登记街道办、乡镇政府或民政局，报不上去。请管理员先登记单位。"))
