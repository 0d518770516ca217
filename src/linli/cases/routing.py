"""Which unit receives a case.

First a rule that the desk keeps, of item, area and time; else the item's own order over the units that serve the place;
none found, one level up.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from linli.base.calendar import calendar
from linli.cases.routes import Asked, Hours, Rule, chosen
from linli.catalog.choices import Audience
from linli.catalog.spec import ItemSpec
from linli.organizations.models import ServingArea


class Received(NamedTuple):
    """The unit a new case goes to, and the rule that said so; no rule where the item's own order did."""

    unit: UUID | None
    rule: UUID | None


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
# The desk's rules beside it, in the same statement: a request waits for one answer. Of units that serve the place.
RECEIVER_AND_RULES = f"""
SELECT ({RECEIVER}),
       (SELECT json_agg(json_build_array(r.id, r.area_id, r.item_id, r.hours, r.first_on, r.last_on, r.unit_id))
          FROM cases_routing_rule r
          JOIN organizations_organization o ON o.id = r.unit_id
          JOIN organizations_organizationtype t ON t.code = o.type_id
         WHERE r.ended_at IS NULL AND r.area_id = ANY (%(prefixes)s::text[])
           AND (r.item_id IS NULL OR r.item_id = %(item)s::text) AND o.is_active AND t.handles
           AND EXISTS (SELECT 1 FROM organizations_servingarea s
                        WHERE s.organization_id = o.id AND s.area_id = ANY (%(prefixes)s::text[])))::text
"""  # noqa: S608 (two texts of ours)
LENGTHS = (2, 4, 6, 9, 12, 15, 17)
COUNTY, TOWNSHIP = 6, 9
ABOVE = ("subdistrict_office", "township_government", "civil_affairs")
"""Who takes what nobody serves: the street or township, then the county's civil affairs, which leads the plan."""


def prefixes(area: str) -> list[str]:
    """The codes of an area and of everything it lies in."""
    return [area[:length] for length in LENGTHS if length <= len(area)]


def first_receiver(spec: ItemSpec, area: str, answers: Mapping[str, Any], at: datetime) -> Received:
    """The unit a new case goes to; none where not even the county has one: then dispatchers of the area see it."""
    wanted = _parameters(area, [route.type for route in spec.routes(answers)], below=len(area))
    with connection.cursor() as cursor:
        cursor.execute(RECEIVER_AND_RULES, {**wanted, "item": spec.code})
        unit, rows = cursor.fetchone()
    if rows:
        asked = Asked(spec.code, area, at, is_confidential=spec.audience is Audience.CONFIDENTIAL)
        if rule := chosen(map(_rule, json.loads(rows)), asked, calendar()):
            return Received(rule.unit, rule.id)
    return Received(unit, None)


def _rule(row: list[Any]) -> Rule:
    key, area, item, hours, first, last, unit = row
    first_on, last_on = (date.fromisoformat(day) if day else None for day in (first, last))
    return Rule(UUID(key), area, item, Hours(hours), first_on, last_on, UUID(unit))


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
        cursor.execute(RECEIVER, _parameters(area, types, below=below))
        row = cursor.fetchone()
    return row[0] if row else None


def _parameters(area: str, types: list[str], *, below: int) -> dict[str, Any]:
    return {"prefixes": prefixes(area), "types": types, "above": list(ABOVE), "below": below}
