"""Which unit receives a case: the item's rules over the units that serve the place; none found, one level up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from linli.catalog.spec import ItemSpec
from linli.organizations.models import ServingArea

# The first rule that finds a unit wins; of several units the one that serves the smallest area. The last rank is the
# level up: whoever governs the place and may handle cases.
RECEIVER = """
SELECT o.id
  FROM organizations_servingarea s
  JOIN organizations_organization o ON o.id = s.organization_id
  JOIN organizations_organizationtype t ON t.code = o.type_id
 WHERE s.area_id = ANY (%(prefixes)s::text[]) AND o.is_active AND t.handles
   AND (o.type_id = ANY (%(types)s::text[])
        OR (length(s.area_id) < %(below)s::int AND o.type_id = ANY (%(above)s::text[])))
 ORDER BY coalesce(array_position(%(types)s::text[], o.type_id::text), 1000),
          array_position(%(above)s::text[], o.type_id::text), length(s.area_id) DESC, o.id
 LIMIT 1
"""
LENGTHS = (2, 4, 6, 9, 12, 15, 17)
COUNTY, TOWNSHIP = 6, 9
ABOVE = ("subdistrict_office", "township_government", "civil_affairs")
"""Who takes what nobody serves: the street or township, then the county's civil affairs, which leads the plan."""


def prefixes(area: str) -> list[str]:
    """The codes of an area and of everything it lies in."""
    return [area[:length] for length in LENGTHS if length <= len(area)]


def first_receiver(spec: ItemSpec, area: str, answers: Mapping[str, Any]) -> UUID | None:
    """The unit a new case goes to; None where not even the county has one: then dispatchers of the area see it."""
    return _receiver(area, [route.type for route in spec.routes(answers)], below=len(area))


def one_level_up(area: str, unit: UUID | None) -> UUID | None:
    """The unit that decides when `unit` returns a case or nobody moves it; None above the county."""
    return _receiver(area, [], below=_level_of(area, unit))


def level_above(area: str, unit: UUID | None) -> int:
    """Digits of the area whose dispatchers and supervisors decide what `unit` returns.

    Above a community its street or township, above those the county; the units of a county are told by the county.
    """
    level = _level_of(area, unit)
    return TOWNSHIP if level > TOWNSHIP else min(level, COUNTY)


def _level_of(area: str, unit: UUID | None) -> int:
    served = ServingArea.objects.filter(organization=unit, area__in=prefixes(area)).values_list("area_id", flat=True)
    return max((len(code) for code in served), default=len(area))


def _receiver(area: str, types: list[str], *, below: int) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(RECEIVER, {"prefixes": prefixes(area), "types": types, "above": list(ABOVE), "below": below})
        row = cursor.fetchone()
    return row[0] if row else None
