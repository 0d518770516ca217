"""What every change of a plan begins with: the draft, locked for who may confirm it; and a line of its history."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.refusals import Conflict
from linli.plans.models import Plan, PlanRevision, PlanStatus, RevisionKind

VERB = "plans.publish"


def draft(plan: Plan, by: Actor) -> Plan:
    """The plan, locked, where it is a draft that this actor may change."""
    require(by, VERB, area=plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.status == PlanStatus.PUBLISHED:
        raise Conflict("plans.published_already", _("这份规划已经发布了。"))
    return plan


def step(plan: Plan, kind: RevisionKind, by: Actor, at: datetime, **more: Any) -> PlanRevision:
    """A line of the plan's history, not yet written."""
    if by.user is None:
        raise RuntimeError("only a person changes a plan")
    return PlanRevision(plan=plan, kind=kind, made_by_id=by.user, made_at=at, **more)
