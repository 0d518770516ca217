"""Figures and classes: dated, with their source; added up, and honest about what is missing."""

from datetime import date

import pytest

from linli.areas import actions, classes, denominators, history
from linli.areas.actions import NewFigure, NewTag
from linli.areas.models import Area, AreaFigure, AreaTag, FigureKind
from linli.areas.rules import Level
from linli.areas.tests.given import BY, COMMUNITY, COUNTY, DAY, NEIGHBOUR, STREET, TODAY, do, figures
from linli.base.scope import acting_as
from tests.refusing import refused

pytestmark = pytest.mark.django_db
HOUSEHOLDS = FigureKind.HOUSEHOLDS
LAST_YEAR = date(2025, 12, 31)


def known(area, day=TODAY):
    return denominators.denominator(area, HOUSEHOLDS, day)


def tagged(tag, area=COMMUNITY, since=LAST_YEAR):
    return do(actions.tag_areas, [NewTag(area, tag, since)])


def classes_of(area=COMMUNITY, day=TODAY):
    return {held.tag.code for held in classes.of_community(area, day)}


def test_a_number_holds_until_the_next_one():
    figures((COMMUNITY, 900), day=LAST_YEAR)
    figures((COMMUNITY, 950), day=TODAY)
    assert (known(COMMUNITY).value, known(COMMUNITY, TODAY - DAY).value) == (950, 900)
    assert known(COMMUNITY, LAST_YEAR - DAY).value is None
    assert [row.value for row in denominators.history(COMMUNITY)] == [950, 900]


def test_a_number_entered_again_for_the_day_replaces_it_and_the_journal_keeps_both():
    figures((COMMUNITY, 900))
    figures((COMMUNITY, 905))
    assert AreaFigure.objects.get(area=COMMUNITY).value == 905
    with acting_as(BY):
        last = history.entries(COMMUNITY)[-1]
        assert (last.facts["before"], last.facts["value"]) == (900, 905)
        before = len(history.entries(COMMUNITY))
        figures((COMMUNITY, 905))
        assert len(history.entries(COMMUNITY)) == before


def test_communities_are_added_up_and_those_without_a_number_counted():
    figures((COMMUNITY, 900), (NEIGHBOUR, 100))
    street = known(STREET)
    all_of_them = Area.objects.current().communities().inside([STREET]).count()
    assert (street.value, street.communities, street.missing) == (1000, all_of_them, all_of_them - 2)
    assert not street.is_complete
    assert f"还有 {all_of_them - 2} 个没有登记" in street.note
    assert known(COUNTY).value == 1000
    assert denominators.by_children(COUNTY, HOUSEHOLDS, TODAY)[STREET] == street


def test_where_every_community_has_a_number_the_sum_is_complete():
    codes = Area.objects.current().communities().inside([STREET]).values_list("code", flat=True)
    figures(*((code, 10) for code in codes))
    assert known(STREET).is_complete
    assert known(STREET).value == 10 * len(codes)


def test_a_number_of_the_area_itself_goes_before_the_sum():
    figures((COMMUNITY, 900), (COUNTY, 210_000))
    assert (known(COUNTY).value, known(COUNTY).is_own) == (210_000, True)
    assert "测试统计" in known(COUNTY).note


def test_an_area_nobody_knows_anything_of_says_so():
    nothing = known(STREET)
    assert (nothing.value, nothing.is_complete) == (None, False)
    assert "还没有登记户数" in nothing.note
    assert known(COMMUNITY).value is None
    assert set(denominators.of_communities(STREET, HOUSEHOLDS, TODAY)) >= {COMMUNITY, NEIGHBOUR}


def test_a_sum_counts_the_grids_of_a_community_not_twice():
    grid = do(actions.open_grids, [actions.NewGrid(COMMUNITY, "一", households=300)])[0]
    figures((COMMUNITY, 900))
    assert known(STREET).value == 900
    assert known(grid.code).value == 300


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area": "999999"}, "areas.unknown"),
        ({"day": TODAY + DAY}, "areas.figure_day"),
        ({"day": date(1900, 1, 1)}, "areas.figure_day"),
        ({"value": -1}, "areas.figure_value"),
        ({"value": 3_000_000_000}, "areas.figure_value"),
        ({"source": " "}, "areas.figure_source"),
    ],
)
def test_a_number_needs_an_area_a_day_and_a_source(change, code):
    facts = {"area": COMMUNITY, "kind": HOUSEHOLDS, "day": TODAY, "value": 1, "source": "年报", **change}
    with refused(code):
        do(actions.enter_figures, [NewFigure(NEIGHBOUR, HOUSEHOLDS, TODAY, 1, "年报"), NewFigure(**facts)])
    assert not AreaFigure.objects.exists()


def test_a_wrong_number_is_taken_back_and_the_one_before_holds():
    figures((COMMUNITY, 900), day=LAST_YEAR)
    figures((COMMUNITY, 9))
    wrong = AreaFigure.objects.get(value=9)
    do(actions.withdraw_figure, wrong)
    assert known(COMMUNITY).value == 900
    with refused("areas.figure_gone"):
        do(actions.withdraw_figure, wrong)


# Classes


def test_a_community_is_urban_and_a_village_rural_until_somebody_says_otherwise():
    village = Area.objects.filter(level=Level.COMMUNITY, kind="village", code__within=[COUNTY]).first().code
    assert "urban" in classes_of()
    assert "rural" in classes_of(village)
    tagged("urban", village)
    assert classes_of(village) == {"urban"}


def test_of_a_group_an_area_has_one_at_a_time():
    tagged("rural")
    tagged("urban", since=TODAY)
    assert "rural" in classes_of(day=TODAY - DAY)
    assert "rural" not in classes_of()
    assert AreaTag.objects.get(tag="rural").until == TODAY


def test_a_class_begins_and_ends_on_a_day_and_both_can_be_read_later():
    [row] = tagged("relocation")
    assert "relocation" not in classes_of(day=LAST_YEAR - DAY)
    do(actions.end_tag, row, until=TODAY)
    assert "relocation" in classes_of(day=TODAY - DAY)
    assert "relocation" not in classes_of()
    assert [row.until for row in classes.history(COMMUNITY)] == [TODAY]
    with refused("areas.tag_ended"):
        do(actions.end_tag, row, until=TODAY)


def test_one_that_is_in_a_class_already_stays_as_it_is():
    tagged("relocation")
    assert tagged("relocation", since=TODAY) == []
    assert AreaTag.objects.get().since == LAST_YEAR


def test_a_class_does_not_hold_twice_on_one_day():
    [row] = tagged("relocation")
    do(actions.end_tag, row, until=TODAY)
    with refused("areas.tag_overlaps"):
        tagged("relocation", since=TODAY - DAY)
    assert tagged("relocation", since=TODAY)


def test_a_class_by_a_figure_follows_the_figure_and_is_never_registered():
    figures((COMMUNITY, 99), day=LAST_YEAR)
    figures((COMMUNITY, 100))
    assert "hundred_households" not in classes_of(day=TODAY - DAY)
    assert "hundred_households" in classes_of()
    with refused("areas.tag_unknown"):
        tagged("hundred_households")


@pytest.mark.parametrize(
    ("tag", "area", "since", "code"),
    [
        ("relocation", STREET, TODAY, "areas.tag_level"),
        ("nonsense", COMMUNITY, TODAY, "areas.tag_unknown"),
        ("relocation", COMMUNITY, TODAY + DAY, "areas.tag_since"),
    ],
)
def test_classes_are_those_of_the_file_and_of_communities(tag, area, since, code):
    with refused(code):
        tagged(tag, area, since)


def test_many_are_tagged_at_once():
    codes = Area.objects.current().communities().inside([STREET]).values_list("code", flat=True)
    do(actions.tag_areas, [NewTag(code, "old_estate", LAST_YEAR) for code in codes])
    held = classes.of_communities(STREET, TODAY)
    assert set(held) == set(codes)
    assert all("old_estate" in each for each in held.values())
