"""Reading a resident's name and phone on a case: with a purpose, on record, readable by the resident."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import may, require
from linli.base.actor import Actor
from linli.base.refusals import Refused
from linli.cases.models import Case, CaseParty
from linli.people import actions as people
from linli.people.actions import Ground, Revealed


@transaction.atomic
def reveal(case: Case, *, purpose: str, by: Actor, at: datetime) -> Revealed:
    """Name and phone of who asked, for a unit that works on the case; area alone is not enough."""
    require_in_hands(case, by)
    if case.destroyed_at:
        raise Refused("cases.destroyed", _("这件事的保管期限到了，内容已经销毁，查不到了。"))
    if case.resident_id is None:
        raise Refused("cases.no_name_left", _("这件事没有留姓名和电话。对方凭编号和查询码来看进展。"))
    return people.reveal(
        case.resident_id, purpose=purpose, ground=("cases.case", case.pk), number=case.number, by=by, at=at
    )


def require_in_hands(case: Case, by: Actor) -> None:
    """Whoever reads a case whole works in a unit on it."""
    require(by, "cases.reveal")
    units = case.units_of(by)
    if not units:
        raise Refused("cases.not_in_your_hands", _("这件事不由您的单位经办，不能查看居民的姓名和电话。"))
    require(by, "cases.reveal", units=units)  # by the post in that unit, not by one held elsewhere


@transaction.atomic
def reveal_all(cases: Sequence[Case], *, purpose: str, by: Actor, at: datetime) -> dict[UUID, Revealed]:
    """The same of many cases at once, by case: those not in one's hands, or without a name, are left out, not refused.

    One case of a resident opens that case alone: each has its own look, with its own number.
    """
    require(by, "cases.reveal")
    held = _in_hands(cases, by)
    grounds = [
        Ground(case.resident_id, "cases.case", case.pk, case.number)
        for case in cases
        if case.resident_id is not None and held[case.pk] and may(by, "cases.reveal", units=held[case.pk])
    ]
    return people.reveal_all(grounds, purpose=purpose, by=by, at=at)


def _in_hands(cases: Sequence[Case], by: Actor) -> dict[UUID, set[object]]:
    """The actor's units that handle each case or are a party to it."""
    held: dict[UUID, set[object]] = {case.pk: {unit for unit in by.units if unit == case.unit_id} for case in cases}
    for case, unit in CaseParty.objects.filter(case__in=list(held), unit__in=by.units).values_list("case", "unit"):
        held[case].add(unit)
    return held
