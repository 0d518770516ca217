"""A call and what came of it. Whoever did the work never calls about it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.inserting import update
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Case, RatingWay
from linli.cases.rules import Stage, may_rate
from linli.followups import rules
from linli.followups.actions.remedying import OPENER, after_call
from linli.followups.course import is_content
from linli.followups.models import Callback
from linli.people import actions as people
from linli.people.actions import Revealed


@transaction.atomic
def number_of(callback: Callback, *, by: Actor, at: datetime) -> Revealed:
    """Name and phone of whom to call: on record, and readable by the resident, as every look is."""
    callback, case = _held(callback, by)
    purpose = _("回访：问问这件事办得怎么样")
    ground = ("cases.case", case.pk)
    return people.reveal(case.named_resident, purpose=purpose, ground=ground, number=case.number, by=by, at=at)


@transaction.atomic
def answered(
    callback: Callback, *, solved: bool, level: int | None = None, said: str = "", by: Actor, at: datetime
) -> Callback:
    """The resident was reached. What they say counts as if they had said it in the portal; a level is theirs alone."""
    callback, case = _held(callback, by)
    standing = rules.reached(callback.standing, at)
    if not solved and len(said.strip()) < 2:
        raise Refused("followups.words_missing", _("请写下居民说哪里没有办好，几个字就行。"), field="said")
    callback.solved, callback.level = solved, level
    write(callback, case, standing, "followups.answered", by=by, at=at, solved=solved, level=level)
    case = cases.hear(case, solved=solved, said=said, by=by, at=at)
    if level and may_rate(case.standing, at):
        case = cases.rate_for(case, level=level, way=RatingWay.PHONE, by=by, at=at)
    after_call(callback, case, content=is_content(solved=solved, level=level), by=by, at=at)
    return callback


@transaction.atomic
def not_reached(callback: Callback, *, by: Actor, at: datetime) -> Callback:
    """Nobody answered the phone."""
    callback, case = _held(callback, by)
    standing = rules.not_reached(callback.standing, at)
    write(callback, case, standing, "followups.not_reached", by=by, at=at, tries=standing.tries)
    if standing.result:
        after_call(callback, case, content=None, by=by, at=at)
    return callback


def let_go(**facts: Any) -> None:
    """Handles `cases.changed`: a case that is worked on again is not asked about until it is closed once more."""
    case: Case = facts["case"]
    if case.stage != Stage.ASSIGNED.value or not case.reopened_count:
        return
    with acting_as(OPENER):
        waiting = Callback.objects.waiting().filter(case=case)
        waiting.update(settled_at=case.assigned_at, result=rules.Result.MOOT.value)


def _held(callback: Callback, by: Actor) -> tuple[Callback, Case]:
    """The callback, locked, with its case, for somebody who may call and did not do the work."""
    found = Callback.objects.visible_to(by).select_for_update(of=("self",)).select_related("case")
    held = found.filter(pk=callback.pk).first()
    if held is None:
        raise Refused("followups.not_visible", _("没有找到这次回访，或者它不归您管。"))
    require(by, "cases.call_back", area=str(held.area_id))
    if queries.has_handled(held.case, by):
        raise Refused("cases.own_work", _("这件事是您或您的单位办的，请换别人来回访、记评价。"))
    return held, held.case


def write(
    callback: Callback, case: Case, standing: rules.Call, verb: str, *, by: Actor, at: datetime, **facts: Any
) -> None:
    """Save where a call stands now, and journal it."""
    callback.tries, callback.tried_at = standing.tries, standing.tried_at
    changed = ["tries", "tried_at"]
    if standing.result:
        callback.result, callback.settled_at, callback.called_by_id = standing.result.value, at, by.user
        changed += ["result", "settled_at", "called_by", "solved", "level"]
    update(callback, changed)
    record(verb, on=callback, by=by, at=at, area=str(callback.area_id), fields=changed, case=case.pk, **facts)
