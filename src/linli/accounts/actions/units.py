"""Units as administrators manage them: the right is asked here, the work is done by `organizations`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.accounts.rights import may, require
from linli.areas.rules import LENGTHS, Level
from linli.base.actor import Actor
from linli.organizations import actions
from linli.organizations.contacts import Contact
from linli.organizations.models import Organization, OrganizationType

VERB, REGISTER, READ, ADD_TYPE = (
    "organizations.manage",
    "organizations.register",
    "organizations.read",
    "organizations.add_type",
)
COMMUNITY = LENGTHS[Level.COMMUNITY - 1]


def keeps(by: Actor, area: str, kind: OrganizationType | None = None) -> bool:
    """Whether somebody keeps the organisations of an area.

    An administrator all of them; a worker those that stand in a community, in their own one. Without a kind: any.
    """
    of_community = len(area) >= COMMUNITY and (kind is None or kind.level == "community")
    return may(by, VERB, area=area) or (of_community and may(by, REGISTER, area=area))


def require_keeping(by: Actor, area: str, kind: OrganizationType) -> None:
    """Raise Refused unless `keeps`."""
    if not keeps(by, area, kind):
        require(by, VERB, area=area)


@transaction.atomic
def create_unit(
    *,
    name: str,
    type: OrganizationType,
    area: str,
    serving: Iterable[str],
    by: Actor,
    at: datetime,
    short_name: str = "",
    phone: str = "",
    address: str = "",
) -> Organization:
    """Set up a unit in an area one keeps; it may serve only areas one keeps."""
    areas = list(serving) or [area]
    for code in (area, *areas):
        require_keeping(by, code, type)
    return actions.create(
        name=name,
        short_name=short_name,
        type=type,
        area=area,
        phone=phone,
        address=address,
        serving=areas,
        by=by,
        at=at,
    )


@transaction.atomic
def change_unit(
    unit: Organization,
    *,
    name: str,
    short_name: str,
    phone: str,
    address: str,
    is_active: bool,
    by: Actor,
    at: datetime,
) -> Organization:
    """Correct a unit of an area one keeps."""
    require_keeping(by, unit.area_id, unit.type)
    return actions.change(
        unit, name=name, short_name=short_name, phone=phone, address=address, is_active=is_active, by=by, at=at
    )


@transaction.atomic
def set_serving(unit: Organization, areas: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Say which areas a unit serves; those added must be ones one keeps."""
    require_keeping(by, unit.area_id, unit.type)
    wanted = set(areas)
    for code in wanted - set(unit.serving_areas.values_list("area_id", flat=True)):
        require_keeping(by, code, unit.type)
    actions.serve(unit, wanted, by=by, at=at)


@transaction.atomic
def change_unit_and_serving(
    unit: Organization, *, serving: Iterable[str], by: Actor, at: datetime, **facts: Any
) -> Organization:
    """Both at once, as one form has them: all of it or nothing."""
    set_serving(unit, serving, by=by, at=at)
    return change_unit(unit, **facts, by=by, at=at)


@transaction.atomic
def set_contact(unit: Organization, contact: Contact | None, *, by: Actor, at: datetime) -> Organization:
    """Say whom to ask for in a unit of an area one keeps."""
    require_keeping(by, unit.area_id, unit.type)
    return actions.set_contact(unit, contact, by=by, at=at)


@transaction.atomic
def reveal_contact(unit: Organization, *, purpose: str, by: Actor, at: datetime) -> Contact:
    """Read whom to ask for in a unit of one's areas; the purpose is written down."""
    require(by, READ, area=unit.area_id)
    return actions.reveal_contact(unit, purpose=purpose, by=by, at=at)


@transaction.atomic
def add_type(
    *, name: str, level: str, handles: bool, expected_in: str, source: str, by: Actor, at: datetime
) -> OrganizationType:
    """Add a kind of organisation; it is there for everybody."""
    require(by, ADD_TYPE)
    facts: dict[str, Any] = {"name": name, "level": level, "handles": handles}
    return actions.add_type(**facts, expected_in=expected_in, source=source, by=by, at=at)
