"""The plan as a page: its targets, how far each is, and the service figures under them."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may, posts_with
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.indicators.queries import rates
from linli.indicators.rules import Period
from linli.indicators.standing.definitions import Definition, definitions
from linli.indicators.standing.queries import standing
from linli.organizations.models import Organization
from linli.plans import actions
from linli.plans.forms import BindForm
from linli.plans.models import Plan, PlanTarget, TargetTier
from linli.plans.queries import elsewhere, figures_area, measured_by, waiting_for, why_none
from linli.web.forms import onward, refusals_shown_on, show


@staff_page("plans.read")
@require_safe
def plans(request: StaffRequest) -> HttpResponse:
    """All plans of this installation."""
    found = Plan.objects.select_related("area").defer("text", "reading").annotate(count=Count("targets"))
    here = sorted(found, key=lambda plan: (elsewhere(plan.area_id), plan.area_id))
    groups = [(area, list(of)) for area, of in groupby(here, key=lambda plan: plan.area)]
    may_upload = bool(posts_with(request.actor, actions.VERB))
    return show(request, "plans/plans.html", groups=groups, may_upload=may_upload)


@staff_page("plans.read")
@require_safe
def plan(request: StaffRequest, plan: UUID) -> HttpResponse:
    """One plan: header, targets with their state, and the service figures of the viewer's area."""
    found = get_object_or_404(Plan.objects.select_related("area").defer("text"), pk=plan)
    area = figures_area(request.actor, found.area_id)
    rows = targets_with_figures(found.targets.all(), area, request.actor)
    return show(
        request,
        "plans/plan.html",
        plan=found,
        tiers=by_tier(rows),
        targets=len(rows),
        known=sum(row["standing"] is not None and row["standing"].value is not None for row in rows),
        counts=Counter(found.items.values_list("kind", flat=True)),
        problems=found.reading.get("problems", []),
        area=area,
        elsewhere=elsewhere(area),
        service=_service(request.actor, area),
        may_publish=may(request.actor, actions.VERB, area=found.area_id),
    )


@staff_page("plans.read")
@require_safe
def source(request: StaffRequest, plan: UUID, order: int) -> HttpResponse:
    """The sentence or cell a target was read from, within its text, and how far it is."""
    target = get_object_or_404(PlanTarget.objects.select_related("plan"), plan=plan, order=order)
    area = figures_area(request.actor, target.plan.area_id)
    (row,) = targets_with_figures([target], area, request.actor)
    may_bind = may(request.actor, actions.VERB, area=target.plan.area_id)
    return show(
        request,
        "plans/source.html",
        target=target,
        plan=target.plan,
        around=around(target),
        row=row,
        area=area,
        binding=BindForm(initial={"indicator": target.indicator}) if may_bind else None,
    )


@staff_page(actions.VERB)
@require_POST
def bind(request: StaffRequest, plan: UUID, order: int) -> HttpResponse:
    """Say by which indicator a target is counted; of a published plan too, for its words stay as they are."""
    target = get_object_or_404(PlanTarget.objects.select_related("plan"), plan=plan, order=order)
    form = BindForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.bind(target, form.cleaned_data["indicator"], by=request.actor, at=now())
            messages.success(request, _("连上了。"))
            return onward(request, reverse("plans:source", args=[plan, order]))
    area = figures_area(request.actor, target.plan.area_id)
    (row,) = targets_with_figures([target], area, request.actor)
    found: dict[str, Any] = {"target": target, "plan": target.plan, "around": around(target), "row": row, "area": area}
    return show(request, "plans/source.html", binding=form, **found)


@staff_page("plans.publish")
@require_POST
def publish(request: StaffRequest, plan: UUID) -> HttpResponse:
    """Confirmed by a person."""
    found = get_object_or_404(Plan, pk=plan)
    actions.publish(found, by=request.actor, at=now())
    return onward(request, reverse("plans:plan", args=[found.pk]))


def targets_with_figures(targets: Iterable[PlanTarget], area: str, viewer: Actor) -> list[dict[str, Any]]:
    """Each target with how the area stands today, or why nobody knows."""
    targets, said = list(targets), elsewhere(area)
    defined = definitions()
    known = [measured_by(target.indicator, target.name, area, defined) for target in targets]
    asked = [] if said else list({each.id: each for each in known if each}.values())
    stood = standing(area, local_day(now()), viewer=viewer, only=asked, below=False).whole if asked else []
    by_id = {each.definition.id: each for each in stood}
    rows = []
    for target, definition in zip(targets, known, strict=True):
        found = by_id.get(definition.id) if definition else None
        why = found.reason if found else _why_unasked(target, definition, said)
        rows.append({"target": target, "definition": definition, "standing": found, "why": why})
    return rows


def by_tier(rows: Iterable[dict[str, Any]]) -> list[tuple[TargetTier, list[dict[str, Any]]]]:
    """The rows by the weight the plan gives them; what it does not have is left out."""
    rows = list(rows)
    found = [(tier, [row for row in rows if row["target"].tier == tier]) for tier in TargetTier]
    return [(tier, of) for tier, of in found if of]


def _why_unasked(target: PlanTarget, definition: Definition | None, said: str) -> str:
    if definition is None:
        return why_none(target)
    return waiting_for(definition.register) if definition.waits else said


def _service(actor: Actor, area: str) -> dict[str, Any] | None:
    """The rates of cases of the area or, for who does not see it, of their unit; None of an area elsewhere."""
    if elsewhere(area):
        return None
    month, sees_area = Period.month_of(local_day(now())), any(area.startswith(seen) for seen in actor.sight)
    unit = None if sees_area or not actor.units else Organization.objects.get(pk=actor.units[0])
    found = rates(area, month, unit.pk if unit else None) if sees_area or unit else []
    return {"month": month, "unit": unit, "rates": found}


def around(target: PlanTarget, reach: int = 160) -> dict[str, Any]:
    """The text before, of and after a target."""
    text, start, end = target.plan.text, target.span_start, target.span_end
    if start is None or end is None:
        return {"before": "", "found": target.raw, "after": ""}
    return {"before": text[max(start - reach, 0) : start], "found": text[start:end], "after": text[end : end + reach]}
