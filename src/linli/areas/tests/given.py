"""Readable starts: grids, figures and positions in a community of the town. All names are invented."""

from datetime import datetime, timedelta
from typing import Any

from linli.areas import actions
from linli.areas.actions import NewFigure, NewGrid
from linli.areas.models import Area, FigureKind
from linli.base.actor import Actor, Kind, Post, system_actor
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.base.scope import acting_as

COMMUNITY, NEIGHBOUR, STREET, COUNTY = "131102001045", "131102001046", "131102001", "131102"
VILLAGE, OTHER_COUNTY, OTHER_COMMUNITY = "131123100201", "131123", "131123100004"
MONDAY_9AM = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TODAY = MONDAY_9AM.date()
DAY = timedelta(days=1)
BY = system_actor("tests")


def somebody(area: str = COUNTY) -> Actor:
    """Staff with a post in an area; this module asks for no right, the database for the area alone."""
    return Actor(Kind.STAFF, user=new_id(), posts=(Post("community_worker", area),))


def do(action: Any, *args: Any, by: Actor = BY, at: datetime = MONDAY_9AM, **facts: Any) -> Any:
    """Do something as its actor, in the actor's scope."""
    with acting_as(by):
        return action(*args, by=by, at=at, **facts)


def a_grid(name: str = "第一网格", parent: str = COMMUNITY, by: Actor = BY, at: datetime = MONDAY_9AM, **more) -> Area:
    """A grid just opened."""
    return do(actions.open_grids, [NewGrid(parent, name, **more)], by=by, at=at)[0]


def figures(*counts: tuple[str, int], kind: FigureKind = FigureKind.HOUSEHOLDS, day=TODAY, by: Actor = BY) -> None:
    """Numbers of areas, as of a day."""
    do(actions.enter_figures, [NewFigure(area, kind, day, value, "测试统计") for area, value in counts], by=by)


def square(west: float, south: float, size: float = 0.01) -> dict[str, Any]:
    """A square as GeoJSON, about a kilometre wide."""
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }
