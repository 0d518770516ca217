"""What somebody writes down for a resident who said it elsewhere: to a caller on the telephone, or on paper.

Nobody writes down an answer about their own work.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.calendar import calendar
from linli.base.events import emit
from linli.base.inserting import insert
from linli.base.refusals import Refused
from linli.cases import queries, rules
from linli.cases.actions.writing import attach, locked, one_sentence, tell_resident, tell_unit, write
from linli.cases.attachments import Kept
from linli.cases.models import Case, Rating, RatingWay


@transaction.atomic
def hear(case: Case, *, solved: bool, said: str = "", by: Actor, at: datetime) -> Case:
    """The resident told a caller whether it is solved; not solved, within the window, the unit has it again."""
    case = _of_others(case, by)
    _with_a_name(case)
    require(by, "cases.call_back", area=case.area_id)
    standing = rules.hear(case.standing, at, calendar(), solved=solved)
    text = {"comment": said.strip()[:500]} if said.strip() else None
    if standing.stage is rules.Stage.ASSIGNED:
        write(case, standing, "cases.reopened_by_call", by=by, at=at, text=text, unit=case.unit_id, due=standing.due_at)
        tell_unit(case, "cases.reopened", at)
        return case
    return write(case, standing, "cases.heard", by=by, at=at, text=text, unit=case.unit_id, solved=solved)


@transaction.atomic
def rate_for(
    case: Case,
    *,
    level: int,
    comment: str = "",
    way: RatingWay,
    paper: str = "",
    photos: tuple[Kept, ...] = (),
    by: Actor,
    at: datetime,
) -> Case:
    """The level the resident gave on the telephone or on paper, marked as such; they are told, and see it.

    A paper is found again by its number or its picture, which stands on the case.
    """
    case = _of_others(case, by)
    _with_a_name(case)
    require(by, "cases.call_back", area=case.area_id)
    standing, said = rules.rate(case.standing, at, level), comment.strip()[:500]
    number = paper.strip()[:40]
    if way is RatingWay.PAPER and not (number or photos):
        raise Refused("cases.paper_missing", _("请填评价表的编号，或者传一张照片。"), field="paper")
    insert(Rating(case=case, level=level, comment=said, at=at, way=way, written_by_id=by.user))
    attach(case, photos, of_result=False, at=at)
    text = {"paper": number} if number else None
    write(case, standing, "cases.rated_for", by=by, at=at, text=text, level=level, unit=case.unit_id, way=way.value)
    tell_unit(case, "cases.rated", at)
    tell_resident(case, "cases.rated_for", at)
    emit("cases.rated", case=case, way=way, at=at)
    return case


@transaction.atomic
def set_aside(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """The rating counts no more; the resident reads why. Decided above the unit it is about, and never by it."""
    case = _of_others(case, by)
    require(by, "cases.decide_appeal", area=case.area_id)
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么，居民和单位都会看到。"))
    standing, level = rules.set_aside(case.standing), case.rating
    write(case, standing, "cases.rating_set_aside", by=by, at=at, text={"reason": said}, unit=case.unit_id, level=level)
    tell_resident(case, "cases.rating_set_aside", at)
    return case


def _with_a_name(case: Case) -> None:
    """Nobody can write down for somebody unknown what they said."""
    if case.is_nameless:
        raise Refused("cases.nobody_to_ask", _("这件事没有留姓名，不回访，也不替人记评价：对方凭查询码自己评。"))


def _of_others(case: Case, by: Actor) -> Case:
    """The case, locked, unless whoever writes has worked on it."""
    case = locked(case, by)
    if queries.has_handled(case, by):
        raise Refused("cases.own_work", _("这件事是您或您的单位办的，请换别人来回访、记评价。"))
    return case
