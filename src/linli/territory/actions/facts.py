"""Figures and classes of the areas one keeps."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from linli.areas import actions
from linli.areas.actions import NewFigure, NewTag
from linli.areas.models import AreaFigure, AreaTag
from linli.base.actor import Actor
from linli.territory.actions.asking import require_for

VERB = "areas.enter"


@transaction.atomic
def enter_figures(figures: Iterable[NewFigure], *, by: Actor, at: datetime) -> list[AreaFigure]:
    """Enter numbers about areas."""
    wanted = list(figures)
    require_for(by, VERB, (each.area for each in wanted))
    return actions.enter_figures(wanted, by=by, at=at)


@transaction.atomic
def withdraw_figure(figure: AreaFigure, *, by: Actor, at: datetime) -> None:
    """Take back a wrong number."""
    require_for(by, VERB, [figure.area_id])
    actions.withdraw_figure(figure, by=by, at=at)


@transaction.atomic
def tag_areas(tags: Iterable[NewTag], *, by: Actor, at: datetime) -> list[AreaTag]:
    """Put communities into classes."""
    wanted = list(tags)
    require_for(by, VERB, (each.area for each in wanted))
    return actions.tag_areas(wanted, by=by, at=at)


@transaction.atomic
def end_tag(row: AreaTag, *, until: date, by: Actor, at: datetime) -> AreaTag:
    """A community no longer belongs to a class."""
    require_for(by, VERB, [row.area_id])
    return actions.end_tag(row, until=until, by=by, at=at)
