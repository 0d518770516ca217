"""The verbs of the ground: the right is asked here for each area, the work is done by `areas`.

Those that take several rows are for lists and imports: one call, all of it or nothing.
"""

from linli.areas.actions import NewFigure, NewGrid, NewShape, NewTag
from linli.territory.actions.facts import end_tag, enter_figures, tag_areas, withdraw_figure
from linli.territory.actions.grids import (
    change_grid,
    end_grids,
    merge_grids,
    open_grids,
    place,
    split_grid,
)
from linli.territory.actions.workers import NewGridPost, assign_workers, end_with_grids, end_with_posts, end_worker

__all__ = [
    "NewFigure",
    "NewGrid",
    "NewGridPost",
    "NewShape",
    "NewTag",
    "assign_workers",
    "change_grid",
    "end_grids",
    "end_tag",
    "end_with_grids",
    "end_with_posts",
    "end_worker",
    "enter_figures",
    "merge_grids",
    "open_grids",
    "place",
    "split_grid",
    "tag_areas",
    "withdraw_figure",
]
