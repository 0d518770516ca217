"""What a plan's names of units mean in the register of organisations, and what measures its targets."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from linli.areas.region import current_region
from linli.base.actor import Actor
from linli.indicators.standing.definitions import Definition, definitions, named
from linli.organizations.models import Organization
from linli.plans import rules
from linli.plans.bindings import REGISTERS
from linli.plans.models import NamedUnit, Plan, PlanItem, PlanTarget


class How(StrEnum):
    """By what a name was found; nobody knows UNKNOWN."""

    PERSON = "person"
    EXACT = "exact"
    ALIAS = "alias"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Named:
    """A unit as a plan names it, how often, and the unit of the register it means."""

    name: str
    times: int
    how: How
    unit: Organization | None


def named_units(plan: Plan, items: Iterable[PlanItem] | None = None) -> list[Named]:
    """Every name of a unit in a plan, what nobody knows first, then by how often it is named."""
    found = plan.items.all() if items is None else items
    times = Counter(name for item in found for name in (*item.lead_units, *item.responsible_units))
    known = register_of(plan, times)
    rows = [Named(name, count, *known.get(name, (How.UNKNOWN, None))) for name, count in times.items()]
    return sorted(rows, key=lambda row: (row.how is not How.UNKNOWN, -row.times, row.name))


def register_of(plan: Plan, names: Iterable[str]) -> dict[str, tuple[How, Organization]]:
    """Name → unit, where one is known: a person's word first, then the register itself."""
    decided = NamedUnit.objects.filter(area=plan.area_id).select_related("unit")
    found = {row.name: (How.PERSON, row.unit) for row in decided}
    seated = _by_name(Organization.objects.filter(area=plan.area_id, is_active=True))
    below = _by_name(Organization.objects.belonging_to([plan.area_id]).filter(is_active=True, name__in=list(names)))
    place = plan.area.name
    for name in names:
        if name in found:
            continue
        if match := rules.matched(name, place, seated):
            found[name] = (How.EXACT if match[1] else How.ALIAS, match[0])
        elif name in below:
            found[name] = (How.EXACT, below[name])
    return found


def measured_by(
    indicator: str, name: str, area: str, known: Mapping[str, Definition] | None = None
) -> Definition | None:
    """The indicator a target is bound to, or one that a plan calls so; of many targets, among what is `known`."""
    known = definitions() if known is None else known
    return known.get(indicator) or named(name, area, known)


def elsewhere(area: str) -> str:
    """Why there are no figures of an area outside the region that is served; empty for one inside."""
    served = current_region()
    if served is None or served.contains(area):
        return ""
    return _("这里只登记%(place)s的单位和记录，没有这个地区的数") % {"place": served.name}


def why_none(target: PlanTarget) -> str:
    """Why there is no figure: the register it waits for, or that nobody has bound it yet."""
    if target.waits_for:
        return waiting_for(str(REGISTERS[target.waits_for]))
    return "" if target.indicator else _("还没有指定数据来源")


def waiting_for(register: str) -> str:
    """That there is no figure until a register comes into use."""
    return _("暂无数据来源：待“%(register)s”登记启用") % {"register": register}


def figures_area(actor: Actor, root: str) -> str:
    """The widest of the viewer's areas within the plan's region."""
    mine = [area for area in actor.areas if area.startswith(root) or root.startswith(area)]
    return max(min(mine, key=len, default=root), root, key=len)


def _by_name(units: Iterable[Organization]) -> dict[str, Organization]:
    """By name and short name; what two units are called means neither."""
    found: dict[str, set[Organization]] = {}
    for unit in units:
        for name in {unit.name, unit.short_name}:
            found.setdefault(name, set()).add(unit)
    return {name: next(iter(units)) for name, units in found.items() if len(units) == 1}


def period_of(plan: Plan) -> tuple[int, int] | None:
    """The first and the last year of a plan: 2021-2025."""
    years = [int(part) for part in plan.period.replace("—", "-").replace("–", "-").split("-") if part.isdigit()]
    return (years[0], years[-1]) if len(years) == 2 else None


def in_force(plans: Iterable[Plan], year: int) -> list[Plan]:
    """Of each area the plans whose time it is; where that is none's, all of them."""
    found = list(plans)
    now = {plan.pk for plan in found if (period := period_of(plan)) and period[0] <= year <= period[1]}
    followed = {plan.area_id for plan in found if plan.pk in now}
    return [plan for plan in found if plan.pk in now or plan.area_id not in followed]
