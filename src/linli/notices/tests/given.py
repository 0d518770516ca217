"""Readable starts of notices: who lives where, and doing something as somebody."""

from linli.accounts.tests.given import a_unit
from linli.areas.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COMMUNITY
from linli.base.actor import Actor, Kind
from linli.people.tests import given as people
from linli.people.tests.given import do

__all__ = ["COMMUNITY", "COUNTY", "NEIGHBOUR", "OTHER_COMMUNITY", "a_resident", "a_unit", "do"]


def a_resident(area: str = COMMUNITY) -> Actor:
    """Somebody who lives there, signed in."""
    found = people.a_resident(area=area)
    return Actor(Kind.RESIDENT, user=found.pk, resident=found.pk)
