"""What moves a case on from beside: who asked urges, who stands above supervises, staff write notes to each other."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.calendar import add_working, calendar
from linli.base.clock import local_day
from linli.base.journal import entries, record
from linli.base.refusals import Refused
from linli.cases import rules
from linli.cases.actions.answers import use_answer
from linli.cases.actions.writing import filled_in, locked, one_sentence, require_on, tell_unit, write
from linli.cases.limits import handling
from linli.cases.models import Case


@transaction.atomic
def urge(case: Case, *, reason: str = "", by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Who asked urges the unit on, so often a day as the file says; nobody counts how often somebody does."""
    if not by.is_resident:
        raise Case.DoesNotExist
    case = locked(case, by, seen)
    rules.check_move(rules.Stage(case.stage), rules.Verb.URGE)
    most = handling().urges_a_day
    today = [each for each in entries(on=case, verbs=["cases.urged"]) if local_day(each.at) == local_day(at)]
    if len(today) >= most:
        raise Refused("cases.urged_today", _("今天已经催过，承办单位收到了。明天还没有动静，再来催。"))
    case.urged_at = at
    said = {"reason": reason.strip()[:500]} if reason.strip() else None
    write(case, case.standing, "cases.urged", by=by, at=at, also=("urged_at",), text=said, unit=case.unit_id)
    tell_unit(case, "cases.urged", at)
    return case


@transaction.atomic
def supervise(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Who stands above asks the unit how it stands; it has to answer within a limit. Among staff."""
    case = locked(case, by, seen)
    require(by, "cases.supervise", area=case.area_id)
    rules.check_move(rules.Stage(case.stage), rules.Verb.SUPERVISE)
    if case.supervised_at is not None:
        raise Refused("cases.supervised_already", _("已经督办，承办单位还没有答复。"))
    if case.unit_id is None:
        raise Refused("cases.nobody_to_answer", _("这件事还没有承办单位，请先派给单位。"))
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明要承办单位答复什么。"))
    case.supervised_at = at
    case.supervision_due_at = add_working(at, handling().supervision, calendar())
    also = ("supervised_at", "supervision_due_at")
    write(
        case, case.standing, "cases.supervised", by=by, at=at, also=also, text={"reason": said}, unit=case.unit_id,
        answer_due=case.supervision_due_at,
    )  # fmt: skip
    tell_unit(case, "cases.supervised", at, due=case.supervision_due_at)
    return case


@transaction.atomic
def answer_supervision(
    case: Case, *, reply: str, by: Actor, at: datetime, seen: int | None = None, template: UUID | None = None
) -> Case:
    """The unit says how it stands."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.answer_supervision")
    rules.check_move(rules.Stage(case.stage), rules.Verb.ANSWER)
    if case.supervised_at is None or case.supervision_due_at is None:
        raise Refused("cases.not_supervised", _("这件事没有在等答复的督办。"))
    said = filled_in(one_sentence(reply, "cases.reply_missing", "reply", _("请写明现在办到哪一步、什么时候能办好。")))
    late = at > case.supervision_due_at
    case.supervised_at = case.supervision_due_at = None
    also = ("supervised_at", "supervision_due_at")
    return write(
        case, case.standing, "cases.supervision_answered", by=by, at=at, also=also, text={"reply": said},
        unit=case.unit_id, late=late, **use_answer(template, case),
    )  # fmt: skip


@transaction.atomic
def note(case: Case, *, words: str, by: Actor, at: datetime) -> Case:
    """A word among staff who see the case; the database itself shows it to no resident."""
    case = locked(case, by)
    require(by, "cases.note")
    rules.check_move(rules.Stage(case.stage), rules.Verb.NOTE)
    said = one_sentence(words, "cases.note_missing", "words", _("请写一句备注。"), least=2)[:500]
    record("cases.noted", on=case, by=by, at=at, area=case.area_id, text={"note": said})
    return case
