"""What a plan said each time it was published: by this two plans, or two editions of one, are compared."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.base.clock import local_day
from linli.plans.comparison import Figure
from linli.plans.models import Plan, PlanRevision, PlanStatus, PlanTarget, RevisionKind
from linli.plans.queries import measured_by

NUMBERS = ("baseline", "low", "high")


@dataclass(frozen=True)
class Edition:
    """One publication of a plan: the one that holds, or one that a later publication took the place of."""

    of: PlanRevision
    nth: int
    is_current: bool

    @property
    def plan(self) -> Plan:
        """Of which plan."""
        return self.of.plan

    @property
    def name(self) -> str:
        """Place and title; of one that no longer holds, which publication it was."""
        facts = {"area": self.plan.area.short_name, "title": self.plan.title}
        if self.is_current:
            return _("%(area)s：%(title)s") % facts
        day = local_day(self.of.made_at).isoformat()
        return _("%(area)s：%(title)s（第 %(nth)s 次发布，%(day)s）") % {**facts, "nth": self.nth, "day": day}


def editions() -> list[Edition]:
    """Every publication that can be told, by place; an older release kept of one that no longer holds nothing."""
    steps = (
        PlanRevision.objects.filter(kind=RevisionKind.PUBLISHED)
        .select_related("plan__area")
        .defer("plan__text", "plan__reading")
        .order_by("plan__area", "plan__loaded_at", "plan_id", "made_at", "id")
    )
    found = []
    for plan, of_plan in groupby(steps, key=lambda step: step.plan):
        made = list(of_plan)
        for nth, step in enumerate(made, 1):
            is_current = step is made[-1] and plan.status == PlanStatus.PUBLISHED
            if is_current or step.after:
                found.append(Edition(step, nth, is_current))
    return found


def figures(edition: Edition) -> list[Figure]:
    """What it says, target by target."""
    if edition.is_current:
        targets = list(edition.plan.targets.all())
    else:
        targets = [_kept(facts) for facts in (edition.of.after or {})["targets"]]
    return [_figure(target, edition.plan.area_id) for target in targets]


def measure_name(measure: str) -> str:
    """What the indicator is called; empty where there is none."""
    found = measured_by(measure, "", "")
    return found.name if found else ""


def edition_of(found: list[Edition], pk: UUID) -> Edition | None:
    """The one of this id."""
    return next((each for each in found if each.of.pk == pk), None)


def _kept(facts: dict[str, Any]) -> PlanTarget:
    numbers = {key: Decimal(facts[key]) if facts[key] is not None else None for key in NUMBERS}
    return PlanTarget(**{**facts, **numbers})


def _figure(target: PlanTarget, area: str) -> Figure:
    measured = measured_by(target.indicator, target.name, area)
    return Figure(
        name=target.name,
        measure=measured.id if measured else "",
        wanted=target.wanted,
        stood=target.stood,
        year=target.year,
        attribute=target.attribute,
        tier=target.tier,
    )
