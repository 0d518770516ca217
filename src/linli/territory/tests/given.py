"""Readable starts: who keeps the ground, and grids there. All names are invented."""

from datetime import timedelta
from typing import Any

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.tests.given import MONDAY_9AM, a_staff_user, a_unit, an_administrator, as_actor
from linli.areas.models import Area
from linli.areas.tests.given import (
    COMMUNITY,
    COUNTY,
    NEIGHBOUR,
    OTHER_COMMUNITY,
    OTHER_COUNTY,
    STREET,
    a_grid,
    figures,
    square,
)
from linli.base.actor import Actor
from linli.base.scope import acting_as
from linli.territory import actions
from linli.territory.actions import NewGridPost
from linli.territory.models import GridPost, Part

__all__ = [
    "COMMUNITY", "COUNTY", "MONDAY_9AM", "NEIGHBOUR", "OTHER_COMMUNITY", "OTHER_COUNTY", "STREET", "a_grid", "a_unit",
    "a_worker", "an_administrator", "as_actor", "do", "figures", "square", "staffed",
]  # fmt: skip
TODAY = MONDAY_9AM.date()
DAY = timedelta(days=1)


def do(action: Any, *args: Any, by: Actor, at: Any = MONDAY_9AM, **facts: Any) -> Any:
    """Do something as its actor, in the actor's scope."""
    with acting_as(by):
        return action(*args, by=by, at=at, **facts)


def a_worker(area: str = COMMUNITY, name: str = "李办事") -> User:
    """A community worker's sign-in, with a unit."""
    return a_staff_user(Role.COMMUNITY_WORKER, area, a_unit(area=area), name)


def staffed(grid: Area | str, user: User, *, by: Actor, part: Part = Part.FULL_TIME, since=TODAY) -> GridPost:
    """Somebody who works in a grid."""
    code = grid if isinstance(grid, str) else grid.code
    return do(actions.assign_workers, [NewGridPost(code, user, part, since)], by=by)[0]
