"""Grids: opened with a number of their own, renamed, ended, merged, split; and by whom the database lets them be."""

from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from linli.areas import actions, history
from linli.areas.actions import ENDED, NewGrid
from linli.areas.models import Area, AreaFigure, Grid, Succession
from linli.areas.rules import Level
from linli.areas.sizes import Setting
from linli.areas.tests.given import (
    BY,
    COMMUNITY,
    COUNTY,
    DAY,
    MONDAY_9AM,
    NEIGHBOUR,
    OTHER_COUNTY,
    STREET,
    TODAY,
    a_grid,
    do,
    figures,
    somebody,
)
from linli.base import events
from linli.base.scope import acting_as
from tests.refusing import refused

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + 30 * DAY


def test_grids_are_numbered_in_the_order_they_are_opened():
    names = ["第一网格", "第二网格", "第三网格"]
    made = do(actions.open_grids, [NewGrid(COMMUNITY, name) for name in names])
    assert [area.code for area in made] == [f"{COMMUNITY}{number:03d}" for number in (1, 2, 3)]
    micro = a_grid("一号楼", parent=made[1].code)
    assert (micro.code, micro.level) == (f"{COMMUNITY}00201", Level.MICRO_GRID)
    assert Area.objects.get(pk=micro.pk).initials == "yhl"


def test_a_number_is_not_given_again_after_its_grid_has_ended():
    first = a_grid("第一网格")
    do(actions.end_grids, [first.code], on=TODAY)
    assert a_grid("第一网格").code.endswith("002")


def test_several_communities_are_served_at_once_and_keep_the_order_of_each():
    made = do(
        actions.open_grids,
        [NewGrid(COMMUNITY, "东"), NewGrid(NEIGHBOUR, "东"), NewGrid(COMMUNITY, "西"), NewGrid(NEIGHBOUR, "西")],
    )
    assert [area.code[9:] for area in made] == ["045001", "046001", "045002", "046002"]


def test_a_grid_is_urban_or_rural_as_its_community_unless_said_otherwise():
    village = Area.objects.filter(level=Level.COMMUNITY, kind="village", code__within=[OTHER_COUNTY]).first()
    assert Grid.objects.get(pk=a_grid().pk).setting == Setting.URBAN
    rural = a_grid(parent=village.code, villager_groups=1)
    assert Grid.objects.get(pk=rural.pk).setting == Setting.RURAL
    assert Grid.objects.get(pk=a_grid("新村", parent=village.code, setting=Setting.URBAN).pk).setting == Setting.URBAN
    assert Grid.objects.get(pk=a_grid("微", parent=rural.code).pk).setting == Setting.RURAL


def test_households_are_a_figure_with_a_day_and_a_source():
    grid = a_grid(households=412, counted_on=TODAY - 3 * DAY, source="入户登记")
    figure = AreaFigure.objects.get(area=grid)
    assert (figure.kind, figure.value, figure.day, figure.source) == ("households", 412, TODAY - 3 * DAY, "入户登记")


@pytest.mark.parametrize("parent", [STREET, COUNTY, f"{STREET}498", "999999999999", f"{COMMUNITY}777"])
def test_a_grid_needs_a_community_and_a_micro_grid_a_grid(parent):
    with refused("areas.grid_parent"):
        a_grid(parent=parent)


def test_names_are_own_among_neighbours_of_today():
    first = a_grid("东区")
    with refused("areas.grid_name_taken"):
        a_grid(" 东区 ")
    with refused("areas.grid_name_taken"):
        do(actions.open_grids, [NewGrid(NEIGHBOUR, "西区"), NewGrid(NEIGHBOUR, "西区")])
    with refused("areas.grid_name"):
        a_grid("  ")
    assert a_grid("东区", parent=NEIGHBOUR)
    assert a_grid("东区", parent=first.code)
    do(actions.end_grids, [first.code], on=TODAY)
    assert a_grid("东区")


def test_of_several_that_cannot_all_be_opened_none_is():
    with refused("areas.grid_parent"):
        do(actions.open_grids, [NewGrid(COMMUNITY, "东"), NewGrid(STREET, "西")])
    assert not Area.objects.filter(level=Level.GRID).exists()


def test_a_new_name_changes_no_code_and_both_names_are_in_the_history():
    grid = do(actions.rename_area, a_grid("东区"), name="东 区一")
    assert (grid.code[-3:], Area.objects.get(pk=grid.pk).name) == ("001", "东 区一")
    with acting_as(BY):
        last = history.entries(grid.code)[-1]
    assert (last.verb, last.text) == ("areas.renamed", {"before": "东区", "name": "东 区一"})


def test_the_kind_of_a_grid_can_be_corrected():
    grid = a_grid()
    do(actions.change_grid, grid, setting=Setting.RURAL, villager_groups=2)
    found = Grid.objects.get(pk=grid.pk)
    assert (found.setting, found.villager_groups) == ("rural", 2)
    with acting_as(BY):
        before = len(history.entries(grid.code))
        actions.change_grid(grid, setting=Setting.RURAL, villager_groups=2, by=BY, at=MONDAY_9AM)
        assert len(history.entries(grid.code)) == before


def test_a_grid_ends_with_its_micro_grids_and_whoever_hangs_on_it_is_told():
    told = []
    events.on(ENDED, listener := lambda **facts: told.append(facts["codes"]))
    try:
        grid = a_grid()
        micro = a_grid("一号楼", parent=grid.code)
        do(actions.end_grids, [grid.code], on=LATER.date(), at=LATER)
    finally:
        events._handlers[ENDED].remove(listener)
    assert told == [[grid.code, micro.code]]
    assert set(Area.objects.filter(level__gte=6).values_list("valid_to", flat=True)) == {LATER.date()}
    with refused("areas.grid_gone"):
        do(actions.end_grids, [grid.code], on=LATER.date(), at=LATER)


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_a_grid_ends_after_it_began_and_not_in_the_future(days):
    grid = a_grid()
    with refused("areas.grid_end_day"):
        do(actions.end_grids, [grid.code], on=TODAY + days * DAY, at=LATER)


def test_merged_grids_go_into_a_new_one_that_knows_their_households():
    first, second = a_grid("东", households=200), a_grid("西", households=150)
    made = do(actions.merge_grids, [first.code, second.code], name="东西", at=LATER)
    assert made.code.endswith("003")
    assert AreaFigure.objects.get(area=made).value == 350
    assert set(Succession.objects.filter(after=made).values_list("before", flat=True)) == {first.code, second.code}
    assert not Area.objects.current().filter(code__in=[first.code, second.code]).exists()


def test_where_one_was_never_counted_the_merged_grid_has_no_number_rather_than_half_of_it():
    first, second = a_grid("东", households=200), a_grid("西")
    made = do(actions.merge_grids, [first.code, second.code], name="东西", at=LATER)
    assert not AreaFigure.objects.filter(area=made).exists()


def test_only_neighbours_are_merged():
    with refused("areas.merge_what"):
        do(actions.merge_grids, [a_grid().code, a_grid(parent=NEIGHBOUR).code], name="东西")
    with refused("areas.merge_what"):
        do(actions.merge_grids, [a_grid("一").code], name="东西")


def test_a_grid_is_split_into_new_ones_whose_households_are_counted_anew():
    grid = a_grid(households=900)
    made = do(actions.split_grid, grid, names=["东", "西"], at=LATER)
    assert [area.code[-3:] for area in made] == ["002", "003"]
    assert not AreaFigure.objects.filter(area__in=made).exists()
    with refused("areas.split_into"):
        do(actions.split_grid, made[0], names=["东"], at=LATER)


# What the database itself does not allow


def as_somebody(statement: str, *values, area: str = COUNTY):
    with acting_as(somebody(area)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE areas_area SET code = %s || '099' WHERE level = 6",
        "DELETE FROM areas_area WHERE level = 6 AND code > %s",
        "UPDATE areas_area SET valid_from = '2020-01-01' WHERE code > %s",
        "DELETE FROM areas_grid WHERE area_id > %s",
        "DELETE FROM areas_succession WHERE before_id > %s",
    ],
)
def test_no_code_is_changed_and_no_grid_removed(statement):
    a_grid()
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_somebody(statement, COMMUNITY)


def test_a_division_of_the_published_list_is_not_renamed():
    with pytest.raises((ProgrammingError, InternalError), match="loader alone"):
        as_somebody("UPDATE areas_area SET name = '别名' WHERE code = %s", COMMUNITY)


def test_staff_of_another_county_write_nothing_here():
    grid = a_grid()
    for act in (
        lambda by: a_grid("第二网格", by=by),
        lambda by: do(actions.rename_area, grid, name="别名", by=by),
        lambda by: figures((COMMUNITY, 5), by=by),
        lambda by: do(actions.tag_areas, [actions.NewTag(COMMUNITY, "relocation", date(2020, 1, 1))], by=by),
        lambda by: do(actions.place, [actions.NewShape(COMMUNITY, 115.69, 37.73)], by=by),
    ):
        with pytest.raises(ProgrammingError, match="outside the areas"), transaction.atomic():
            act(somebody(OTHER_COUNTY))


def test_staff_of_the_county_do():
    by = somebody(COUNTY)
    grid = a_grid(by=by)
    figures((grid.code, 300), by=by)
    assert do(actions.rename_area, grid, name="别名", by=by).name == "别名"
