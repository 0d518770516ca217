"""Who does it, where a unit says it is not theirs: who received it first leads until the level above has decided."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.calendar import calendar
from linli.cases import routing, rules
from linli.cases.actions.writing import (
    add_party,
    hand_over,
    locked,
    one_sentence,
    require_on,
    require_takes,
    tell_unit,
    write,
)
from linli.cases.limits import handling
from linli.cases.models import Case, PartyRole
from linli.organizations.models import Organization

BATCH = 200


@transaction.atomic
def give_back(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Say, with a reason, that it is not one's own. The level above decides; until then the unit keeps the case."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.return")
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明退回的原因，上级要据此决定由谁来办。"))
    limits = handling()
    standing = rules.give_back(
        case.standing, at, within=limits.return_within, answer=limits.answer, calendar=calendar()
    )
    above = routing.one_level_up(case.area_id, case.unit_id)
    case.answer_level, case.arbiter_id = routing.level_above(case.area_id, case.unit_id), above
    case.answer_late_at = None
    if above:
        add_party(case, above, PartyRole.ARBITER, at)
    write(
        case, standing, "cases.returned", by=by, at=at, also=("answer_level", "arbiter", "answer_late_at"),
        text={"reason": said}, unit=case.unit_id, above=above, answer_due=standing.answer_due_at,
    )  # fmt: skip
    _tell_arbiter(case, above, "cases.returned", at)
    return case


@transaction.atomic
def decide(case: Case, *, to: Organization, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Say who does a returned case: the unit that returned it, or another one. With a reason, and final."""
    case = locked(case, by, seen)
    before = case.unit_id
    standing = rules.decide(case.standing, at, is_other_unit=to.pk != before)
    require(by, "cases.decide", area=deciding_area(case), units=[case.arbiter_id] if case.arbiter_id else [])
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么由它办，双方都会看到。"))
    if to.pk != before:
        require_takes(to, case)
        hand_over(case, to, at)
    case.arbiter_id = None
    write(
        case, standing, "cases.decided", by=by, at=at, also=("unit", "arbiter"), text={"reason": said}, unit=to.pk,
        before=before,
    )  # fmt: skip
    tell_unit(case, "cases.decided", at)
    if before and to.pk != before:
        tell_unit(case, "cases.decided_for_other", at, unit=before)
    return case


def deciding_area(case: Case) -> str:
    """The area whose level has to decide, or a wider one; nothing where there is nothing to decide."""
    return str(case.area_id)[: case.answer_level] if case.answer_level else str(case.area_id)


def watch_returns(*, by: Actor, at: datetime) -> int:
    """Put what nobody decided in time to the next level up; how many."""
    late = Case.objects.filter(returned_at__isnull=False, answer_due_at__lte=at).filter(
        Q(answer_late_at__isnull=True) | Q(answer_late_at__lt=F("answer_due_at"))
    )
    found = list(late.order_by("answer_due_at")[:BATCH])
    for case in found:
        _ask_higher(case, by, at)
    return len(found)


def watch_unowned(*, by: Actor, at: datetime) -> int:
    """What no unit holds, or one that was closed, goes one level up; how many found somebody."""
    closed = Organization.objects.filter(is_active=False)
    nobodys = Case.objects.unclosed().filter(resolved_at__isnull=True).filter(Q(unit=None) | Q(unit__in=closed))
    found = [(case, routing.one_level_up(case.area_id, case.unit_id)) for case in nobodys.order_by("due_at")[:BATCH]]
    return sum(_find_owner(case, above, by, at) for case, above in found if above)


@transaction.atomic
def _ask_higher(case: Case, by: Actor, at: datetime) -> None:
    case = locked(case, by)
    if case.answer_due_at is None or case.answer_due_at > at:
        return  # somebody was quicker
    above = routing.one_level_up(case.area_id, case.arbiter_id) if case.arbiter_id else None
    standing = case.standing
    if above:
        standing = rules.ask_higher(standing, at, handling().answer, calendar())
        add_party(case, above, PartyRole.ARBITER, at)
        case.arbiter_id = above
    case.answer_late_at = at
    write(
        case, standing, "cases.return_asked_higher", by=by, at=at, also=("arbiter", "answer_late_at"), above=above,
        answer_due=standing.answer_due_at,
    )  # fmt: skip
    _tell_arbiter(case, above, "cases.return_unanswered", at)


@transaction.atomic
def _find_owner(case: Case, above: UUID, by: Actor, at: datetime) -> bool:
    case = locked(case, by)
    before = case.unit_id
    hand_over(case, Organization.objects.get(pk=above), at)
    write(case, case.standing, "cases.owner_found", by=by, at=at, also=("unit",), unit=above, before=before)
    tell_unit(case, "cases.submitted", at)
    return True


def _tell_arbiter(case: Case, unit: UUID | None, event: str, at: datetime) -> None:
    """Where no unit stands above, the dispatchers and supervisors of the county find it on their desks."""
    if unit:
        tell_unit(case, event, at, unit=unit, due=case.answer_due_at)
