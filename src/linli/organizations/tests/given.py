"""Readable starts: units. All names are invented."""

from itertools import count

from linli.organizations.models import Organization, ServingArea

COMMUNITY, NEIGHBOUR, STREET, COUNTY = "131102001045", "131102001046", "131102001", "131102"
OTHER_COUNTY, OTHER_COMMUNITY = "131123", "131123100004"
_numbers = count(1)


def a_unit(type: str = "community_committee", area: str = COMMUNITY, serves: str = "") -> Organization:
    """A unit that serves the area it stands in, or another one."""
    number = next(_numbers)
    unit = Organization.objects.create(
        name=f"测试单位{number}", short_name=f"测{number}", type_id=type, area_id=area, phone="0318-0000000"
    )
    ServingArea.objects.create(organization=unit, area_id=serves or area)
    return unit
