"""Who may change what on the ground: workers in their community, administrators in their county, nobody elsewhere."""

import pytest
from django.db import ProgrammingError, transaction

from linli.accounts.rights import Role
from linli.accounts.tests.given import an_actor
from linli.areas.models import Area, AreaFigure, FigureKind
from linli.areas.sizes import Setting
from linli.base.scope import acting_as
from linli.territory import actions
from linli.territory.actions import NewFigure, NewGrid, NewShape, NewTag
from linli.territory.models import GridPost
from linli.territory.tests.given import (
    COMMUNITY,
    COUNTY,
    NEIGHBOUR,
    OTHER_COMMUNITY,
    OTHER_COUNTY,
    TODAY,
    a_grid,
    a_worker,
    an_administrator,
    as_actor,
    do,
    staffed,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def everything(area: str, grid: Area, user) -> list:
    """Each verb of the ground, to be done in an area or to a grid there."""
    return [
        (actions.open_grids, [[NewGrid(area, "第九网格")]], {}),
        (actions.change_grid, [grid], {"name": "又名", "setting": Setting.RURAL, "villager_groups": 1}),
        (actions.place, [[NewShape(grid.code, 115.69, 37.73)]], {}),
        (actions.enter_figures, [[NewFigure(area, FigureKind.RESIDENTS, TODAY, 4000, "年报")]], {}),
        (actions.tag_areas, [[NewTag(area, "relocation", TODAY)]], {}),
        (actions.assign_workers, [[actions.NewGridPost(grid.code, user, "full_time", TODAY)]], {}),
        (actions.split_grid, [grid], {"names": ["东", "西"]}),
    ]


def test_a_worker_keeps_the_own_community():
    user = a_worker()
    for verb, args, facts in everything(COMMUNITY, a_grid(), user):
        do(verb, *args, **facts, by=as_actor(user))


def test_an_administrator_keeps_the_whole_county():
    for verb, args, facts in everything(COMMUNITY, a_grid(), a_worker()):
        do(verb, *args, **facts, by=an_administrator())


@pytest.mark.parametrize("whose", ["neighbour", "other county", "handler", "supervisor", "dispatcher"])
def test_nobody_else_changes_anything(whose):
    grid, user = a_grid(), a_worker()
    by = {
        "neighbour": lambda: as_actor(a_worker(NEIGHBOUR)),
        "other county": lambda: an_administrator(OTHER_COUNTY),
        "handler": lambda: an_actor(Role.HANDLER, COMMUNITY),
        "supervisor": lambda: an_actor(Role.SUPERVISOR, COUNTY),
        "dispatcher": lambda: an_actor(Role.DISPATCHER, COUNTY),
    }[whose]()
    for verb, args, facts in everything(COMMUNITY, grid, user):
        with refused("accounts.no_right"):
            do(verb, *args, **facts, by=by)
    assert (Area.objects.filter(level=6).count(), AreaFigure.objects.count(), GridPost.objects.count()) == (1, 0, 0)


def test_one_area_of_many_that_is_not_ones_own_refuses_all():
    by = as_actor(a_worker())
    with refused("accounts.no_right"):
        do(actions.open_grids, [NewGrid(COMMUNITY, "一"), NewGrid(NEIGHBOUR, "一")], by=by)
    assert not Area.objects.filter(level=6).exists()


def test_whoever_loses_the_post_of_one_area_keeps_none_of_its_work_through_another():
    """A right to something somewhere is not a right to this: the verb is asked for each area."""
    both = an_actor(Role.SUPERVISOR, COUNTY)
    with refused("accounts.no_right"):
        do(actions.enter_figures, [NewFigure(COMMUNITY, FigureKind.RESIDENTS, TODAY, 1, "年报")], by=both)


def test_the_database_refuses_an_assignment_in_another_county_whatever_the_code_forgot():
    post = staffed(a_grid(), a_worker(), by=an_administrator())
    stranger = an_administrator(OTHER_COUNTY)
    with pytest.raises(ProgrammingError, match="outside the areas"), acting_as(stranger), transaction.atomic():
        GridPost.objects.filter(pk=post.pk).update(part="volunteer")


# Grid workers


def test_a_worker_of_another_county_is_not_taken():
    with refused("grids.works_elsewhere"):
        staffed(a_grid(), a_worker(OTHER_COMMUNITY), by=an_administrator())


def test_nobody_is_twice_in_one_grid_and_may_come_back():
    grid, user, by = a_grid(), a_worker(), an_administrator()
    post = staffed(grid, user, by=by)
    with refused("grids.worker_already"):
        staffed(grid, user, by=by, part="volunteer")
    do(actions.end_worker, post, on=TODAY, by=by)
    with refused("grids.worker_ended"):
        do(actions.end_worker, post, on=TODAY, by=by)
    from_tomorrow = post.starts_on.replace(day=post.starts_on.day + 1)
    with refused("grids.starts_later"):
        staffed(grid, user, by=by, since=from_tomorrow)


def test_when_a_grid_ends_its_workers_leave_it():
    grid, by = a_grid(), an_administrator()
    post = staffed(grid, a_worker(), by=by)
    do(actions.end_grids, [grid.code], on=TODAY, by=by)
    assert GridPost.objects.get(pk=post.pk).ends_on is not None
    with refused("grids.gone"):
        staffed(grid, a_worker(), by=by)
