"""Putting right what somebody was dissatisfied with: opened by a job, remedied by the unit, confirmed by a call."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import user_of
from linli.accounts.rights import may, require
from linli.base.actor import Actor, system_actor
from linli.base.calendar import add_working, calendar
from linli.base.clock import local_day
from linli.base.inserting import insert, update
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases import routing
from linli.cases.models import AudienceChoices, Case, RatingWay
from linli.followups import course, rules
from linli.followups.course import Cause, Course, Step
from linli.followups.models import Callback, Remedy
from linli.notifications.actions import tell
from linli.organizations.queries import unit_of

OPENER = system_actor("followups.open")
BATCH = 200


def on_rated(**facts: Any) -> None:
    """Handles `cases.rated`: a bad rating is verified by a call, at once; in a job's name, not the resident's."""
    case: Case = facts["case"]
    at: datetime = facts["at"]
    if rules.is_bad(case.rating):
        open_remedy(case, Cause.RATING, at, is_known=facts["way"] == RatingWay.PHONE)


def open_remedy(case: Case, cause: Cause, at: datetime, *, is_known: bool = False) -> None:
    """Begin, unless it has begun. `is_known`: a caller has just heard what is wrong.

    Nobody outside the units on a confidential case may call about it, and nobody can be called about one without a
    name: there the rating stands as it is.
    """
    began = course.opened(cause, at, settings.LINLI_REMEDY_DAYS, calendar())
    if began.step is Step.VERIFY and (is_known or not _may_call(case)):
        began = course.verified(began, at, settings.LINLI_REMEDY_DAYS, calendar(), content=None)
    with acting_as(OPENER):
        if Remedy.objects.unended().filter(case=case).exists():
            return
        remedy = Remedy(
            case=case, area_id=case.area_id, unit_id=case.unit_id, cause=cause.value, level=case.rating, opened_at=at
        )
        remedy.take(began)
        insert(remedy)
        record(
            "followups.opened", on=case, by=OPENER, at=at, area=str(case.area_id), cause=cause.value, unit=case.unit_id,
            due=remedy.due_at,
        )  # fmt: skip
        _next_turn(remedy, case, at)


@transaction.atomic
def mend(remedy: Remedy, *, words: str, by: Actor, at: datetime) -> Remedy:
    """The unit has put it right, and says how: the resident reads it, and is asked by somebody else."""
    remedy, case = _held(remedy, by)
    require(by, "cases.resolve", area=str(remedy.area_id), units=[remedy.unit_id] if remedy.unit_id else [])
    said = _said(words, "words", _("请写明怎么整改的，居民会看到这段话。"))
    done = course.mended(remedy.standing, at, calendar())
    write(remedy, case, done, "followups.mended", by=by, at=at, text={"reply": said})
    if case.resident_id is not None:
        tell(user_of(case.resident_id), "followups.mended", about=case, number=case.number, at=at)
    with acting_as(OPENER):
        _next_turn(remedy, case, at)
    return remedy


@transaction.atomic
def appeal(remedy: Remedy, *, reason: str, by: Actor, at: datetime) -> Remedy:
    """The unit says that the rating was a slip or malicious; its clock runs on."""
    remedy, case = _held(remedy, by)
    require(by, "cases.resolve", area=str(remedy.area_id), units=[remedy.unit_id] if remedy.unit_id else [])
    said = _said(reason, "reason", _("请写明为什么要申诉，上级据此决定。"))
    if remedy.cause != Cause.RATING.value:
        raise Refused("followups.nothing_to_appeal", _("这里没有评价可以申诉：居民在回访里说没有办好。请按期整改。"))
    made = course.appealed(remedy.standing, at, calendar())
    write(remedy, case, made, "followups.appealed", by=by, at=at, text={"reason": said}, due=made.appeal_due_at)
    return remedy


@transaction.atomic
def decide(remedy: Remedy, *, holds: bool, reason: str, by: Actor, at: datetime) -> Remedy:
    """Somebody above the unit, and not of it, decides; the resident and the unit read why."""
    remedy, case = _held(remedy, by)
    area = str(remedy.area_id) if remedy.unit_id is None else str(unit_of(remedy.unit_id).area_id)
    if not may(by, "cases.decide_appeal", area=area) or remedy.unit_id in by.units:
        raise Refused("followups.decided_above", _("申诉要由上一级、不在这个单位的人来决定。"))
    said = _said(reason, "reason", _("请写明为什么，居民和单位都会看到。"))
    ended = course.decided(remedy.standing, at, holds=holds)
    if not holds:
        write(remedy, case, ended, "followups.appeal_rejected", by=by, at=at, text={"reason": said})
        _tell_unit(remedy, case, "followups.appeal_rejected", at)
        return remedy
    write(remedy, case, ended, "followups.appeal_upheld", by=by, at=at, text={"reason": said})
    if case.rating is not None:
        cases.set_aside(case, reason=said, by=by, at=at)
    with acting_as(OPENER):
        waiting = Callback.objects.waiting().filter(case=case).exclude(kind=rules.Kind.DRAWN.value)
        waiting.update(settled_at=at, result=rules.Result.MOOT.value)
    _tell_unit(remedy, case, "followups.appeal_upheld", at)
    return remedy


def after_call(callback: Callback, case: Case, *, content: bool | None, by: Actor, at: datetime) -> None:
    """What a call means for the remedy: verified, confirmed, round again; or there is a reason to begin one."""
    remedy = Remedy.objects.unended().filter(case=case).first()
    if remedy is None:
        if content is False and case.closed_at is not None:
            open_remedy(case, Cause.UNSOLVED, at, is_known=True)
        return
    days, known = settings.LINLI_REMEDY_DAYS, remedy.standing
    if known.step is Step.VERIFY:
        moved = course.verified(known, at, days, calendar(), content=content)
        write(remedy, case, moved, "followups.verified", by=by, at=at, content=content)
    elif known.step is Step.REVISIT and callback.kind == rules.Kind.REVISIT.value:
        moved = course.revisited(known, at, days, calendar(), content=content)
        write(remedy, case, moved, "followups.revisited", by=by, at=at, content=content)
    else:
        return
    with acting_as(OPENER):
        _next_turn(remedy, case, at)


def watch(*, by: Actor, at: datetime) -> int:
    """Tell the unit, and the one above, of each remedy that is late, once for each deadline. How many.

    Of each appeal that nobody has decided in time, too, once.
    """
    waits = Remedy.objects.unended().filter(step=Step.REMEDY.value, due_at__lt=at)
    late = waits.filter(Q(escalated_at__isnull=True) | Q(escalated_at__lt=F("due_at"))).select_related("case")
    found = list(late.order_by("due_at")[:BATCH])
    for remedy in found:
        _escalate(remedy, by, at)
    undecided = Remedy.objects.appealed().filter(appeal_due_at__lt=at, appeal_late_at__isnull=True)
    waiting = list(undecided.select_related("case").order_by("appeal_due_at")[:BATCH])
    for remedy in waiting:
        _ask_again(remedy, by, at)
    return len(found) + len(waiting)


@transaction.atomic
def _escalate(remedy: Remedy, by: Actor, at: datetime) -> None:
    remedy.escalated_at = at
    update(remedy, ["escalated_at"])
    above = routing.one_level_up(str(remedy.area_id), remedy.unit_id)
    record(
        "followups.overdue", on=remedy.case, by=by, at=at, area=str(remedy.area_id), unit=remedy.unit_id, above=above,
        due=remedy.due_at,
    )  # fmt: skip
    _tell_unit(remedy, remedy.case, "followups.overdue", at)
    if above:
        number, due = remedy.case.number, remedy.due_at
        tell(unit_of(above), "followups.overdue", about=remedy, number=number, at=at, due=due)


@transaction.atomic
def _ask_again(remedy: Remedy, by: Actor, at: datetime) -> None:
    """Nobody has decided an appeal in time: the unit above hears of it; the unit's own clock has been running on."""
    remedy.appeal_late_at = at
    update(remedy, ["appeal_late_at"])
    above = routing.one_level_up(str(remedy.area_id), remedy.unit_id)
    record(
        "followups.appeal_unanswered", on=remedy.case, by=by, at=at, area=str(remedy.area_id), unit=remedy.unit_id,
        above=above, due=remedy.appeal_due_at,
    )  # fmt: skip
    if above:
        number, due = remedy.case.number, remedy.appeal_due_at
        tell(unit_of(above), "followups.appeal_unanswered", about=remedy, number=number, at=at, due=due)


def _held(remedy: Remedy, by: Actor) -> tuple[Remedy, Case]:
    found = Remedy.objects.visible_to(by).select_for_update(of=("self",)).select_related("case")
    held = found.filter(pk=remedy.pk).first()
    if held is None:
        raise Refused("followups.not_visible", _("没有找到这次回访，或者它不归您管。"))
    return held, held.case


def write(remedy: Remedy, case: Case, moved: Course, verb: str, *, by: Actor, at: datetime, **more: Any) -> None:
    """Save where a remedy stands now, and journal it with its case, where the resident reads it."""
    text = more.pop("text", None)
    changed = remedy.take(moved)
    update(remedy, changed)
    record(
        verb, on=case, by=by, at=at, area=str(remedy.area_id), text=text, step=remedy.step, outcome=remedy.outcome,
        unit=remedy.unit_id, **more,
    )  # fmt: skip


def _next_turn(remedy: Remedy, case: Case, at: datetime) -> None:
    """Whoever is next hears of it: the caller by a callback, the unit by a message."""
    if remedy.step == Step.REMEDY.value:
        _tell_unit(remedy, case, "followups.to_remedy", at)
    elif remedy.step in (Step.VERIFY.value, Step.REVISIT.value):
        if _may_call(case):
            _to_call(remedy, case, at)
        else:
            _without_call(remedy, case, at)


def _may_call(case: Case) -> bool:
    return case.audience == AudienceChoices.ORDINARY and not case.is_nameless


def _to_call(remedy: Remedy, case: Case, at: datetime) -> None:
    kind = rules.Kind.BAD_RATING if remedy.step == Step.VERIFY.value else rules.Kind.REVISIT
    facts = {"kind": kind.value, "due_at": add_working(at, rules.CALL_WITHIN, calendar())}
    if Callback.objects.waiting().filter(case=case).update(**facts):
        return
    month = local_day(case.closed_at or at).replace(day=1)
    insert(Callback(case=case, area_id=case.area_id, month=month, made_at=at, **facts), unless_there=True)


def _without_call(remedy: Remedy, case: Case, at: datetime) -> None:
    """A confidential case, or one without a name: nobody outside may ask, or nobody can be asked.

    So the unit's word stands, marked as that alone.
    """
    moved = course.revisited(remedy.standing, at, settings.LINLI_REMEDY_DAYS, calendar(), content=None)
    write(remedy, case, moved, "followups.revisited", by=OPENER, at=at, content=None)


def _tell_unit(remedy: Remedy, case: Case, event: str, at: datetime) -> None:
    if remedy.unit_id:
        tell(unit_of(remedy.unit_id), event, about=remedy, number=case.number, at=at, due=remedy.due_at)


def _said(value: str, field: str, what: Any) -> str:
    plain = value.strip()
    if len(plain) < 3:
        raise Refused("followups.words_missing", what, field=field)
    return plain[:2000]
