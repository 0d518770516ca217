"""What a plan's names of units mean in the register of organisations."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linli.organizations.models import Organization
from linli.plans import rules
from linli.plans.models import NamedUnit, Plan, PlanItem


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


def _by_name(units: Iterable[Organization]) -> dict[str, Organization]:
    """By name and short name; what two units are called means neither."""
    found: dict[str, set[Organization]] = {}
    for unit in units:
        for name in {unit.name, unit.short_name}:
            found.setdefault(name, set()).add(unit)
    return {name: next(iter(units)) for name, units in found.items() if len(units) == 1}
