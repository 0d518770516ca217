"""What can be done to areas below the published list, and what can be said of any area.

The right to do it is asked by the caller: the table of rights lies above this module (`territory`).
"""

from linli.areas.actions.figures import NewFigure, enter_figures, withdraw_figure
from linli.areas.actions.grids import (
    ENDED,
    NewGrid,
    change_grid,
    end_grids,
    merge_grids,
    open_grids,
    rename_area,
    split_grid,
)
from linli.areas.actions.shapes import NewShape, place
from linli.areas.actions.tagging import NewTag, end_tag, tag_areas

__all__ = [
    "ENDED",
    "NewFigure",
    "NewGrid",
    "NewShape",
    "NewTag",
    "change_grid",
    "end_grids",
    "end_tag",
    "enter_figures",
    "merge_grids",
    "open_grids",
    "place",
    "rename_area",
    "split_grid",
    "tag_areas",
    "withdraw_figure",
]
