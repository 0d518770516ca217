"""Readable starts: residents who live somewhere, households. All names and numbers are invented."""

from itertools import count

from linli.accounts.phones import user_of_phone
from linli.accounts.tests.given import COMMUNITY, LONG_AGO, SYSTEM, a_phone
from linli.base.actor import Actor
from linli.base.identity import check_digit
from linli.base.scope import acting_as
from linli.people.identities import put_identity
from linli.people.models import Household, Resident

_numbers = count(1)


def a_resident(name: str = "王秀英", area: str = COMMUNITY, phone: str = "", identity: str = "") -> Resident:
    """Somebody who lives in a community and has signed in before."""
    with acting_as(SYSTEM):
        user = user_of_phone(phone or a_phone())
        resident = Resident(user=user, name=name, home_area_id=area, registered_at=LONG_AGO)
        put_identity(resident, identity)
        resident.save(force_insert=True)
    return resident


def an_identity() -> str:
    """A number nobody has: no area begins with 000000."""
    first = f"00000019491231{next(_numbers):03d}"
    return first + check_digit(first)


def a_household(area: str = COMMUNITY, address: str = "", member_count: int = 3) -> Household:
    """A home of some people, none of them named."""
    household = Household(
        area_id=area,
        address=address or f"{next(_numbers)} 号楼 1 单元 101",
        member_count=member_count,
        begun_on=LONG_AGO.date(),
    )
    with acting_as(SYSTEM):
        household.save(force_insert=True)
    return household


def do(action, /, *args, by: Actor, **facts):
    """The action, as this person."""
    with acting_as(by):
        return action(*args, by=by, **facts)
