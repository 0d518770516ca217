"""Readable starts: residents who live somewhere, households. All names and numbers are invented."""

from datetime import datetime
from itertools import count

from linli.accounts.models import User
from linli.accounts.phones import user_of_phone
from linli.accounts.rules import CodePurpose
from linli.accounts.tests.given import COMMUNITY, LONG_AGO, MONDAY_9AM, SYSTEM, a_code_read_out, a_phone
from linli.base.actor import Actor
from linli.base.identity import check_digit
from linli.base.scope import acting_as
from linli.people import actions
from linli.people.identities import put_identity
from linli.people.models import Household, Merge, Resident
from linli.people.numbers import speaks_for

_numbers = count(1)


def a_resident(name: str = "王秀英", area: str = COMMUNITY, phone: str = "", identity: str = "") -> Resident:
    """Somebody who lives in a community and has signed in before."""
    with acting_as(SYSTEM):
        user = user_of_phone(phone or a_phone())
        resident = Resident(user=user, name=name, home_area_id=area, registered_at=LONG_AGO)
        put_identity(resident, identity)
        resident.save(force_insert=True)
    return resident


def a_resident_without_phone(name: str = "王秀英", identity: str = "") -> Resident:
    """Somebody on the register whom no phone opens."""
    resident = a_resident(name, identity=identity)
    User.objects.filter(pk=resident.pk).update(phone_hash=None, phone_cipher="")
    resident.user.refresh_from_db()
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


def merged(kept: Resident, gone: Resident, by: Actor, at: datetime = MONDAY_9AM) -> Merge:
    """Two records of one person made one, with whoever holds their phones at the desk."""
    codes = {
        each.pk: a_code_read_out(phone, CodePurpose.MERGE, other.pk, at)
        for each, other in ((kept, gone), (gone, kept))
        if (phone := speaks_for(each))
    }
    return do(actions.merge, kept, gone, reason="同一个人登记了两次", codes=codes, by=by, at=at)


def do(action, /, *args, by: Actor, **facts):
    """The action, as this person."""
    with acting_as(by):
        return action(*args, by=by, **facts)
