"""Readable starts: a place, units, people and cases, in one line each. All names are invented."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from linli.accounts.models import HeldPost, User, UserKind
from linli.accounts.rights import post_of
from linli.base.actor import Actor, Kind
from linli.base.clock import SHANGHAI
from linli.base.encryption import encrypt, keyed_hash
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.codes import Ticket, new_ticket
from linli.cases.models import Case, Channel
from linli.catalog.models import ServiceItem
from linli.organizations.models import Organization, ServingArea
from linli.people.models import Resident

COMMUNITY, NEIGHBOUR, STREET, COUNTY = "131102001045", "131102001046", "131102001", "131102"
OTHER_COUNTY, OTHER_COMMUNITY = "131123", "131123100004"
MONDAY_9AM = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
LONG_AGO = MONDAY_9AM - timedelta(days=400)
_numbers = count(1)


def a_unit(type: str = "community_committee", area: str = COMMUNITY, serves: str = "") -> Organization:
    """A unit that serves the area it stands in, or another one."""
    unit = Organization.objects.create(
        name=f"测试{type}{next(_numbers)}", short_name=f"测{next(_numbers)}", type_id=type, area_id=area
    )
    ServingArea.objects.create(organization=unit, area_id=serves or area)
    return unit


def a_clerk(unit: Organization | None = None, role: str = "community_worker", area: str = "") -> Actor:
    """Staff with one post."""
    place = area or (unit.area_id if unit else COMMUNITY)
    user = User.objects.create(kind=UserKind.STAFF, username=f"staff{next(_numbers)}", name="测试员")
    HeldPost.objects.create(user=user, role=role, area_id=place, organization=unit, starts_at=LONG_AGO)
    return Actor(Kind.STAFF, user=user.pk, posts=(post_of(role, place, unit.pk if unit else None),), name=user.name)


def a_dispatcher(area: str = COUNTY) -> Actor:
    """Who may assign anything in an area."""
    return a_clerk(None, role="dispatcher", area=area)


def a_resident(name: str = "王秀英", area: str = COMMUNITY) -> Actor:
    """Somebody who lives there, signed in."""
    phone = f"1990000{next(_numbers):04d}"
    user = User(kind=UserKind.RESIDENT, phone_hash=keyed_hash(phone, "phone"))
    user.phone_cipher = encrypt(phone, table="accounts_user", column="phone_cipher", row=str(user.pk))
    user.save(force_insert=True)
    actor = Actor(Kind.RESIDENT, user=user.pk, resident=user.pk)
    with acting_as(actor):
        Resident(user=user, name=name, home_area_id=area, registered_at=LONG_AGO).save(force_insert=True)
    return actor


def an_item(code: str = "public-repair") -> ServiceItem:
    """A service item of the catalogue that ships with the product."""
    return ServiceItem.objects.get(pk=code)


def a_request(item: ServiceItem | None = None, area: str = COMMUNITY, **more: Any) -> actions.Request:
    """What a resident asks for."""
    values = {"title": "楼道灯不亮", "place": "3 号楼 2 单元", "description": "三楼的灯坏了，晚上看不见。"}
    return actions.Request(item=item or an_item(), area=area, **{**values, **more})


def a_case(by: Actor | None = None, at: datetime = MONDAY_9AM, **more: Any) -> Case:
    """A case just submitted."""
    by = by or a_resident()
    return do(actions.submit, a_request(**more), by=by, at=at)


def an_accepted_case(clerk: Actor, by: Actor | None = None, at: datetime = MONDAY_9AM) -> Case:
    """A case that a clerk's unit has taken up half an hour after it came."""
    return do(actions.accept, a_case(by, at), by=clerk, at=at + timedelta(minutes=30))


def a_resolved_case(clerk: Actor, by: Actor, at: datetime = MONDAY_9AM) -> Case:
    """A case the unit says is done, three hours after it came."""
    case = an_accepted_case(clerk, by, at)
    return do(actions.resolve, case, reply="换了灯泡和开关。", by=clerk, at=at + timedelta(hours=3))


def do(action: Any, *args: Any, by: Actor, **facts: Any) -> Any:
    """Do something as its actor, in the actor's scope."""
    with acting_as(by):
        return action(*args, by=by, **facts)


def registered(resident: Actor, clerk: Actor, **more: Any) -> Case:
    """A case a clerk registers for a resident at the window."""
    return do(actions.submit_for, resident.resident, a_request(**more), by=clerk, at=MONDAY_9AM, channel=Channel.WINDOW)


def a_nameless_case(at: datetime = MONDAY_9AM, **more: Any) -> tuple[Case, Ticket]:
    """A case asked without a name, and what its asker holds."""
    ticket = new_ticket(at)
    case = do(actions.submit_nameless, a_request(**more), ticket=ticket, by=actions.asker(ticket), at=at)
    return case, ticket


def a_nameless_rating(clerk: Actor, level: int, comment: str = "", at: datetime = MONDAY_9AM) -> Case:
    """One that was done, and rated by who has its code."""
    case, ticket = a_nameless_case(at)
    do(actions.accept, case, by=clerk, at=at)
    do(actions.resolve, case, reply="换了灯泡和开关。", by=clerk, at=at + timedelta(hours=3))
    return do(actions.rate, case, level=level, comment=comment, by=actions.asker(ticket), at=at + timedelta(hours=5))


def an_old_question(at: datetime = datetime(2024, 6, 3, 9, tzinfo=SHANGHAI)) -> tuple[Case, Actor]:
    """Something that was asked for years ago and is long done, and a clerk of its unit."""
    resident = a_resident()
    case = a_case(resident, at=at, item=an_item("policy-question"), title="高龄津贴怎么领")
    clerk = a_clerk(Organization.objects.get(pk=case.unit_id))
    do(actions.accept, case, by=clerk, at=at)
    do(actions.resolve, case, reply="带身份证来社区登记。", by=clerk, at=at)
    return do(actions.confirm, case, by=resident, at=at), clerk
