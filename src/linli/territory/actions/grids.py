"""Grids of the areas one manages, and where they lie."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from linli.areas import actions
from linli.areas.actions import NewGrid, NewShape
from linli.areas.models import Area, AreaShape, Grid
from linli.areas.sizes import Setting
from linli.base.actor import Actor
from linli.territory.actions.asking import require_for

VERB = "grids.manage"


@transaction.atomic
def open_grids(grids: Iterable[NewGrid], *, by: Actor, at: datetime) -> list[Area]:
    """Open grids and micro-grids; they are numbered in the order given."""
    wanted = list(grids)
    require_for(by, VERB, (each.parent for each in wanted))
    return actions.open_grids(wanted, by=by, at=at)


@transaction.atomic
def change_grid(
    grid: Area, *, name: str, setting: Setting, villager_groups: int | None, by: Actor, at: datetime
) -> Grid:
    """Name and kind at once, as one form has them."""
    require_for(by, VERB, [grid.code])
    actions.rename_area(grid, name=name, by=by, at=at)
    return actions.change_grid(grid, setting=setting, villager_groups=villager_groups, by=by, at=at)


@transaction.atomic
def end_grids(codes: Iterable[str], *, on: date, by: Actor, at: datetime) -> list[Area]:
    """End grids; their micro-grids and their workers' assignments end with them."""
    wanted = list(codes)
    require_for(by, VERB, wanted)
    return actions.end_grids(wanted, on=on, by=by, at=at)


@transaction.atomic
def merge_grids(codes: Iterable[str], *, name: str, by: Actor, at: datetime) -> Area:
    """Make one new grid of several."""
    wanted = list(codes)
    require_for(by, VERB, wanted)
    return actions.merge_grids(wanted, name=name, by=by, at=at)


@transaction.atomic
def split_grid(grid: Area, *, names: Sequence[str], by: Actor, at: datetime) -> list[Area]:
    """Make several new grids of one."""
    require_for(by, VERB, [grid.code])
    return actions.split_grid(grid, names=names, by=by, at=at)


@transaction.atomic
def place(shapes: Iterable[NewShape], *, by: Actor, at: datetime) -> list[AreaShape]:
    """Say where communities and grids lie."""
    wanted = list(shapes)
    require_for(by, VERB, (each.area for each in wanted))
    return actions.place(wanted, by=by, at=at)
