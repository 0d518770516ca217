"""Where the demo plays, and everybody in it: the same ones whenever it is built."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.accounts.models import HeldPost, User
from linli.areas.region import Region
from linli.base.clock import SHANGHAI
from linli.demo import staff, units
from linli.demo.copying import copy
from linli.demo.errors import DemoError
from linli.demo.places import Places, places_of
from linli.demo.residents import Residents
from linli.demo.sizes import SMALL, Size
from linli.demo.staff import Worker
from linli.demo.units import Unit
from linli.organizations.models import Organization, ServingArea

FOUNDED = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
"""The moment in the ids of units and people: they are the same whenever the demo is built."""


@dataclass(frozen=True)
class World:
    """Places, units and people."""

    region: Region
    size: Size
    places: Places
    units: list[Unit]
    workers: list[Worker]
    people: Residents


def world_of(region: Region, count: int, size: Size = SMALL) -> World:
    """Everybody needed for so many cases; nothing is written."""
    if not region.demo_counties:
        raise DemoError(
            _("地区“%(region)s”没有演示数据（region.toml 没有写 demo_counties），请加 --empty 启动。")
            % {"region": region.name}
        )
    places = places_of(region, size)
    founded = units.units_of(region.key, places, FOUNDED, registered=region.demo_counties)
    return World(
        region=region,
        size=size,
        places=places,
        units=founded,
        workers=staff.staff_of(region.key, places, founded, FOUNDED),
        people=Residents(region.key, places, size.residents_of(count), FOUNDED, days=size.days),
    )


def write_units_and_staff(world: World, until: datetime) -> None:
    """Units and staff into their tables, as they stood when the history begins."""
    organizations, serving = units.rows(world.units)
    copy(Organization, organizations)
    copy(ServingArea, serving)
    users, posts = staff.rows(world.workers, until)
    copy(User, users)
    copy(HeldPost, posts)
