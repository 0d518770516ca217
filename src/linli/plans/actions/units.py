"""Which unit of the register a name in a plan means, where only a person can tell."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.organizations.models import Organization
from linli.plans.actions.drafts import VERB, step
from linli.plans.models import NamedUnit, Plan, RevisionKind


@transaction.atomic
def decide_unit(plan: Plan, name: str, unit: Organization | None, *, by: Actor, at: datetime) -> None:
    """This name means that unit, here and in the region's next plans; None takes an earlier decision back.

    The words of the plan stay, so a published plan may be matched too.
    """
    require(by, VERB, area=plan.area_id)
    if by.user is None:
        raise RuntimeError("only a person decides what a name means")
    if unit is not None and not str(unit.area_id).startswith(str(plan.area_id)):
        raise Refused("plans.unit_elsewhere", _("这个单位不在规划的地区里。"), field="unit")
    before = NamedUnit.objects.filter(area=plan.area_id, name=name).select_related("unit").first()
    if unit == (before.unit if before else None):
        raise Refused("plans.nothing_changed", _("没有改动。"))
    if unit is None:
        NamedUnit.objects.filter(area=plan.area_id, name=name).delete()
    else:
        facts = {"unit": unit, "decided_by_id": by.user, "decided_at": at}
        NamedUnit.objects.update_or_create(area_id=plan.area_id, name=name, defaults=facts)
    made = step(plan, RevisionKind.MATCHED, by, at, name=name)
    made.before = {"unit": before.unit.name if before else ""}
    made.after = {"unit": unit.name if unit else ""}
    made.save(force_insert=True)
    record("plans.unit_matched", on=plan, by=by, at=at, area=plan.area_id, unit=unit.pk if unit else None)
