"""Joint handling (吹哨报到): a unit called in has its part, and who leads waits for it or releases it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.calendar import Limit, calendar
from linli.base.inserting import insert, update
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.cases import parts, rules
from linli.cases.actions.writing import add_party, locked, one_sentence, require_on, tell_unit, write
from linli.cases.limits import handling
from linli.cases.models import Case, CasePart, PartyRole
from linli.organizations.models import Organization

BATCH = 200


@transaction.atomic
def call_in(
    case: Case,
    *,
    unit: Organization,
    task: str,
    days: int = 0,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> CasePart:
    """Ask another unit for its part of a case, within so many working days; it sees the case from now on."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.call_in")
    said = one_sentence(task, "cases.task_missing", "task", _("请写明要它做什么。"), least=2)[:300]
    limit = _limit(days)
    _check_callable(unit, case)
    standing = rules.call_in(case.standing)
    part = CasePart(case=case, unit=unit, task=said, called_by_id=case.unit_id)
    part.take(parts.call(at, limit, case.due_at, calendar()))
    add_party(case, unit.pk, PartyRole.ASSISTING, at)
    insert(part)
    write(
        case, standing, "cases.called_in", by=by, at=at, text={"task": said}, unit=unit.pk, part=part.pk,
        part_due=part.due_at,
    )  # fmt: skip
    tell_unit(case, "cases.called_in", at, unit=unit.pk, due=part.due_at)
    return part


@transaction.atomic
def take_up_part(case: Case, part: UUID, *, by: Actor, at: datetime) -> CasePart:
    """The unit called in begins."""
    case, found = _locked_part(case, part, by)
    require(by, "cases.take_part", units=[found.unit_id])
    _write(found, parts.take_up(found.standing, at))
    record("cases.part_taken_up", on=case, by=by, at=at, area=case.area_id, unit=found.unit_id, part=found.pk)
    return found


@transaction.atomic
def finish_part(case: Case, part: UUID, *, reply: str, by: Actor, at: datetime) -> CasePart:
    """The unit called in has done its part, and says what."""
    case, found = _locked_part(case, part, by)
    require(by, "cases.take_part", units=[found.unit_id])
    said = one_sentence(reply, "cases.reply_missing", "reply", _("请写明你们做了什么，主办单位和居民会看到。"))
    _write(found, parts.finish(found.standing, at))
    write(
        case, rules.end_part(case.standing), "cases.part_done", by=by, at=at, text={"reply": said},
        unit=found.unit_id, part=found.pk, late=parts.is_late(found.standing, at),
    )  # fmt: skip
    tell_unit(case, "cases.part_done", at)
    return found


@transaction.atomic
def release_part(case: Case, part: UUID, *, reason: str, by: Actor, at: datetime) -> CasePart:
    """Who leads no longer needs the unit, and says why."""
    case, found = _locked_part(case, part, by)
    require_on(case, by, "cases.call_in")
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么不再请它会办。"))
    _write(found, parts.release(found.standing, at))
    write(
        case, rules.end_part(case.standing), "cases.part_released", by=by, at=at, text={"reason": said},
        unit=found.unit_id, part=found.pk,
    )  # fmt: skip
    tell_unit(case, "cases.part_released", at, unit=found.unit_id, due=found.due_at)
    return found


def release_all(case: Case, at: datetime) -> None:
    """The case is withdrawn: nobody's part is needed any more. The entry of the withdrawal says so for all."""
    for part in case.parts.filter(ended_at__isnull=True).select_for_update():
        _write(part, parts.release(part.standing, at))
        tell_unit(case, "cases.part_released", at, unit=part.unit_id, due=part.due_at)


def watch_parts(*, by: Actor, at: datetime) -> int:
    """Tell the unit of a late part and who leads, once; how many."""
    late = CasePart.objects.filter(ended_at__isnull=True, late_at__isnull=True, due_at__lte=at)
    found = list(late.select_related("case").order_by("due_at")[:BATCH])
    for part in found:
        _tell_late(part, by, at)
    return len(found)


@transaction.atomic
def _tell_late(part: CasePart, by: Actor, at: datetime) -> None:
    case, part = _locked_part(part.case, part.pk, by)
    if part.ended_at or part.late_at:
        return  # somebody was quicker
    part.late_at = at
    update(part, ["late_at"])
    record(
        "cases.part_late", on=case, by=by, at=at, area=case.area_id, unit=part.unit_id, part=part.pk,
        part_due=part.due_at,
    )  # fmt: skip
    for unit in {part.unit_id, case.unit_id} - {None}:
        tell_unit(case, "cases.part_late", at, unit=unit, due=part.due_at)


def _limit(days: int) -> Limit:
    if not days:
        return handling().part
    if not 1 <= days <= parts.LONGEST_PART:
        raise Refused("cases.part_days", _("请填 1 到 20 个工作日。"), field="days")
    return Limit(days, "day")


def _check_callable(unit: Organization, case: Case) -> None:
    if unit.pk == case.unit_id:
        raise Refused("cases.calls_itself", _("这个单位正在主办，不用再请。"), field="unit")
    if not unit.type.handles or not unit.is_active:
        raise Refused(
            "cases.unit_does_not_handle", _("“%(unit)s”不办件，请另选单位。") % {"unit": unit.name}, field="unit"
        )
    if CasePart.objects.filter(case=case, unit=unit, ended_at__isnull=True).exists():
        raise Refused("cases.called_already", _("已经请了这个单位，它还没有办完。"), field="unit")


def _locked_part(case: Case, part: UUID, by: Actor) -> tuple[Case, CasePart]:
    """The case first, then the part: always in this order."""
    case = locked(case, by)
    found = CasePart.objects.select_for_update().filter(pk=part, case=case).first()
    if found is None:
        raise Refused("cases.part_not_there", _("没有找到这一份会办。请刷新后再看。"))
    found.case = case  # as it is locked
    return case, found


def _write(part: CasePart, standing: parts.PartStanding) -> None:
    update(part, part.take(standing))
