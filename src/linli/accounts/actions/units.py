"""Units as administrators manage them: the right is asked here, the work is done by `organizations`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.organizations import actions
from linli.organizations.models import Organization, OrganizationType

VERB = "organizations.manage"


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
    """Set up a unit in an area one administers; it may serve only areas one administers."""
    areas = list(serving) or [area]
    for code in (area, *areas):
        require(by, VERB, area=code)
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
    """Correct a unit of an area one administers."""
    require(by, VERB, area=unit.area_id)
    return actions.change(
        unit, name=name, short_name=short_name, phone=phone, address=address, is_active=is_active, by=by, at=at
    )


@transaction.atomic
def set_serving(unit: Organization, areas: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Say which areas a unit serves; those added must be ones one administers."""
    require(by, VERB, area=unit.area_id)
    wanted = set(areas)
    for code in wanted - set(unit.serving_areas.values_list("area_id", flat=True)):
        require(by, VERB, area=code)
    actions.serve(unit, wanted, by=by, at=at)


@transaction.atomic
def change_unit_and_serving(
    unit: Organization, *, serving: Iterable[str], by: Actor, at: datetime, **facts: Any
) -> Organization:
    """Both at once, as one form has them: all of it or nothing."""
    set_serving(unit, serving, by=by, at=at)
    return change_unit(unit, **facts, by=by, at=at)
