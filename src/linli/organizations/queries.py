"""Composed readings of units, for pages and for other modules."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Q

from linli.base.prepared import Prepared
from linli.organizations.models import Organization, OrganizationQuerySet, OrganizationType, ServingArea

COMMITTEES = ("community_committee", "village_committee")


def found(text: str, *, within: Iterable[str], type: str = "") -> OrganizationQuerySet:
    """Units of these areas whose name or short name holds the words; all of them where there are no words."""
    units = Organization.objects.belonging_to(within).select_related("type", "area")
    if text := text.strip():
        units = units.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return units.of_type(type) if type else units


_unit = Prepared(lambda key: Organization.objects.filter(pk=key)[:1])
_unit_with_type = Prepared(lambda key: Organization.objects.select_related("type").filter(pk=key)[:1])


def unit_of(key: UUID) -> Organization:
    """A unit by its id."""
    found = _unit.first(key)
    if found is None:
        raise Organization.DoesNotExist(key)
    return found


def unit_with_type(key: UUID) -> Organization | None:
    """The same with its kind; None where there is none."""
    return _unit_with_type.first(key)


def names_of(units: Iterable[UUID]) -> Mapping[UUID, str]:
    """What units are called, by id."""
    return dict(Organization.objects.filter(pk__in=set(units)).values_list("pk", "name"))


def to_call(community: str, most: int) -> list[Organization]:
    """Units with a phone for everybody that sit in a community or serve it, its committee first."""
    near = Q(area=community) | Q(pk__in=ServingArea.objects.filter(area=community).values("organization"))
    units = Organization.objects.filter(near, is_active=True).exclude(phone="").select_related("type")
    return sorted(units.order_by("name")[: 10 * most], key=lambda unit: unit.type_id not in COMMITTEES)[:most]


def serving_codes(unit: Organization) -> list[str]:
    """The areas a unit serves, by code."""
    return list(ServingArea.objects.filter(organization=unit).order_by("area_id").values_list("area_id", flat=True))


def counts_by_type(within: Iterable[str]) -> Mapping[str, int]:
    """How many active units of each kind have their seat in these areas."""
    units = Organization.objects.belonging_to(within).filter(is_active=True).order_by()
    return dict(units.values_list("type").annotate(count=Count("pk")))


def types() -> list[OrganizationType]:
    """All kinds, from the county down."""
    order = {"county": 0, "township": 1, "community": 2}
    return sorted(OrganizationType.objects.all(), key=lambda kind: (order.get(kind.level, 9), kind.code))
