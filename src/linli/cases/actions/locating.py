"""In which grid of its community a case lies: what figures by grid are counted from. Who asks is never asked for it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.rules import Level
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.refusals import Refused
from linli.cases import rules
from linli.cases.actions.writing import locked, require_on, write
from linli.cases.models import Case
from linli.territory.models import GridPost


@transaction.atomic
def locate(case: Case, *, grid: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Say in which grid it is, or in another one than was said."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.accept")
    rules.check_move(rules.Stage(case.stage), rules.Verb.LOCATE)
    if not _lies_in(grid, str(case.area_id)):
        raise Refused("cases.no_such_grid", _("这个社区（村）没有这个网格，请在清单里选。"), field="grid")
    if case.grid_id == grid:
        return case
    before, case.grid_id = case.grid_id, grid
    return write(case, case.standing, "cases.located", by=by, at=at, also=("grid",), grid=grid, before=before)


def grid_of(by: Actor, area: str, at: datetime) -> str | None:
    """The grid a worker comes from who writes down what was seen there: their only one in this community."""
    mine = GridPost.objects.inside([area]).filter(user=by.user, starts_on__lte=local_day(at))
    found = {str(post.grid_id)[:15] for post in mine if post.ends_on is None or post.ends_on > local_day(at)}
    return found.pop() if len(found) == 1 else None


def _lies_in(grid: str, area: str) -> bool:
    return grid.startswith(area) and Area.objects.current().filter(pk=grid, level=Level.GRID).exists()
