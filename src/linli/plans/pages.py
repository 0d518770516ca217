"""The plan as a page: its targets, how far each is, and the service figures under them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.indicators.queries import rates
from linli.indicators.rules import Period
from linli.indicators.standing.definitions import definitions, named
from linli.indicators.standing.queries import standing
from linli.organizations.models import Organization
from linli.plans import actions
from linli.plans.bindings import REGISTERS
from linli.plans.models import Plan, PlanTarget
from linli.web.forms import onward, show


@staff_page("plans.read")
@require_safe
def plans(request: StaffRequest) -> HttpResponse:
    """All plans of this installation."""
    return show(request, "plans/plans.html", plans=Plan.objects.select_related("area").defer("text", "reading"))


@staff_page("plans.read")
@require_safe
def plan(request: StaffRequest, plan: UUID) -> HttpResponse:
    """One plan: header, targets with their state, and the service figures of the viewer's area."""
    found = get_object_or_404(Plan.objects.select_related("area").defer("text"), pk=plan)
    area, month = figures_area(request.actor, found.area_id), Period.month_of(local_day(now()))
    sees_area = any(area.startswith(seen) for seen in request.actor.sight)
    unit = None if sees_area or not request.actor.units else Organization.objects.get(pk=request.actor.units[0])
    return show(
        request,
        "plans/plan.html",
        plan=found,
        targets=targets_with_figures(found.targets.all(), area, request.actor),
        counts=Counter(found.items.values_list("kind", flat=True)),
        problems=found.reading.get("problems", []),
        area=area,
        month=month,
        rates=rates(area, month, unit.pk if unit else None) if sees_area or unit else [],
        unit=unit,
        may_publish=may(request.actor, actions.VERB, area=found.area_id),
    )


@staff_page("plans.read")
@require_safe
def source(request: StaffRequest, plan: UUID, order: int) -> HttpResponse:
    """The sentence or cell a target was read from, within its text."""
    target = get_object_or_404(PlanTarget.objects.select_related("plan"), plan=plan, order=order)
    return show(request, "plans/source.html", target=target, plan=target.plan, around=around(target))


@staff_page("plans.publish")
@require_POST
def publish(request: StaffRequest, plan: UUID) -> HttpResponse:
    """Confirmed by a person."""
    found = get_object_or_404(Plan, pk=plan)
    actions.publish(found, by=request.actor, at=now())
    return onward(request, reverse("plans:plan", args=[found.pk]))


def targets_with_figures(targets: Iterable[PlanTarget], area: str, viewer: Actor) -> list[dict[str, Any]]:
    """Each target with how the area stands today, or why nobody knows."""
    targets = list(targets)
    known = [definitions().get(target.indicator) or named(target.name, area) for target in targets]
    asked = list({each.id: each for each in known if each}.values())
    stood = standing(area, local_day(now()), viewer=viewer, only=asked, below=False).whole
    by_id = {each.definition.id: each for each in stood}
    rows = []
    for target, definition in zip(targets, known, strict=True):
        found = by_id[definition.id] if definition else None
        rows.append({"target": target, "standing": found, "why": found.reason if found else why_none(target)})
    return rows


def why_none(target: PlanTarget) -> str:
    """Why there is no figure: the register it waits for, or that nobody has bound it yet."""
    if target.waits_for:
        return _("暂无数据来源：待“%(register)s”登记启用") % {"register": REGISTERS[target.waits_for]}
    return "" if target.indicator else _("还没有指定数据来源")


def figures_area(actor: Actor, root: str) -> str:
    """The widest of the viewer's areas within the plan's region."""
    mine = [area for area in actor.areas if area.startswith(root) or root.startswith(area)]
    return max(min(mine, key=len, default=root), root, key=len)


def around(target: PlanTarget, reach: int = 160) -> dict[str, Any]:
    """The text before, of and after a target."""
    text, start, end = target.plan.text, target.span_start, target.span_end
    if start is None or end is None:
        return {"before": "", "found": target.raw, "after": ""}
    return {"before": text[max(start - reach, 0) : start], "found": text[start:end], "after": text[end : end + reach]}
