"""Points and outlines: what is taken and what is not, and to what a position leads."""

import json
from math import cos, radians

import pytest
from hypothesis import given as drawn
from hypothesis import strategies

from linli.areas import actions, choosing, outlines
from linli.areas.actions import NewShape
from linli.areas.history import subject
from linli.areas.locating import locate
from linli.areas.models import AreaShape
from linli.areas.nearby import distance
from linli.areas.outlines import OutlineWrong, read_outline
from linli.areas.rules import Level
from linli.areas.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, TODAY, a_grid, do, square
from linli.base.actor import system_actor
from linli.base.journal import entries
from linli.base.scope import acting_as
from tests.refusing import refused

pytestmark = pytest.mark.django_db
WEST, SOUTH = 115.68, 37.72
AT = (WEST + 0.005, SOUTH + 0.005)


def placed(area=COMMUNITY, **facts):
    return do(actions.place, [NewShape(area, **facts)])[0]


@drawn(strategies.floats(-179, 178), strategies.floats(-89, 88), strategies.floats(0.0001, 0.9), strategies.booleans())
def test_an_outline_comes_back_as_it_was_given_to_a_tenth_of_a_metre(west, south, size, as_text):
    given = square(west, south, size)
    read = read_outline(json.dumps(given) if as_text else {"type": "Feature", "geometry": given})
    kept = outlines.from_geojson(json.loads(json.dumps(outlines.as_geojson(read))))
    assert kept.is_valid
    assert max(abs(a - b) for a, b in zip(kept.bounds, read.bounds, strict=True)) < 2e-6


@pytest.mark.parametrize(
    "given",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "[" * 3000,
        {"type": "Point", "coordinates": [115, 37]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[["a", 0], [1, 1], [2, 2], ["a", 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0], [0, 0]]]},
        square(179.5, 0, 1),
        square(0, 89.5, 1),
        {"type": "FeatureCollection", "features": []},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": square(1, 1)}] * 2},
        {"type": "Feature", "geometry": None},
        "x" * 500_000,
    ],
)
def test_what_is_no_outline_is_refused_in_words(given):
    with pytest.raises(OutlineWrong, match=r"[。）]$"):
        read_outline(given)


def test_an_outline_of_too_many_corners_is_refused():
    ring = [[cos(each / 1000) / 9, each / 1_000_000] for each in range(6000)]
    with pytest.raises(OutlineWrong, match="拐点"):
        read_outline({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def test_an_outline_read_off_a_chinese_map_is_moved():
    there, moved = read_outline(square(WEST, SOUTH)), read_outline(square(WEST, SOUTH), gcj02=True)
    assert 0.003 < there.bounds[0] - moved.bounds[0] < 0.01


def test_siblings_share_no_ground_but_may_touch():
    first, second, third = a_grid("东"), a_grid("西"), a_grid("北")
    placed(first.code, outline=square(WEST, SOUTH))
    placed(second.code, outline=square(WEST + 0.01, SOUTH))
    with refused("areas.outlines_overlap"):
        placed(third.code, outline=square(WEST + 0.005, SOUTH))
    placed(third.code, outline=square(WEST, SOUTH + 0.01 - 0.00005))


def test_two_that_are_placed_together_share_no_ground_either():
    first, second = a_grid("东"), a_grid("西")
    shapes = [NewShape(grid.code, outline=square(WEST, SOUTH)) for grid in (first, second)]
    with refused("areas.outlines_overlap"):
        do(actions.place, shapes)
    assert not AreaShape.objects.exists()


def test_a_grid_that_has_ended_leaves_its_ground_to_others():
    first, second = a_grid("东"), a_grid("西")
    placed(first.code, outline=square(WEST, SOUTH))
    do(actions.end_grids, [first.code], on=TODAY)
    assert placed(second.code, outline=square(WEST, SOUTH))
    with refused("areas.not_placeable"):
        placed(first.code, outline=square(WEST, SOUTH))


def test_a_community_and_its_grid_and_micro_grid_may_cover_each_other():
    grid = a_grid()
    micro = a_grid("一号楼", parent=grid.code)
    for code in (COMMUNITY, grid.code, micro.code):
        placed(code, outline=square(WEST, SOUTH))
    found = locate(*AT)
    assert [area.code for area in found.exact] == [COMMUNITY, grid.code, micro.code]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "areas.nowhere"),
        ({"lon": 115.69}, "areas.nowhere"),
        ({"lon": 37.72, "lat": 75.69}, "areas.outside_region"),
        ({"lon": 116.40, "lat": 39.90}, "areas.outside_region"),
        ({"lon": float("nan"), "lat": 37.7}, "areas.outside_region"),
        ({"outline": square(116.40, 39.90)}, "areas.outside_region"),
        ({"outline": "{"}, "areas.outline_wrong"),
    ],
)
def test_a_place_lies_in_the_region(facts, code):
    with refused(code):
        placed(**facts)


def test_only_communities_and_grids_are_placed():
    with refused("areas.not_placeable"):
        placed(COUNTY, lon=115.69, lat=37.73)


def test_what_is_said_last_holds():
    placed(lon=115.69, lat=37.73)
    placed(outline=square(WEST, SOUTH))
    kept = AreaShape.objects.get()
    assert (kept.lon, kept.west) == (None, WEST)


def test_correcting_the_point_leaves_the_outline_where_it_is():
    placed(outline=square(WEST, SOUTH), lon=AT[0], lat=AT[1], source="2025 年网格划分图")
    placed(lon=115.69, lat=37.73, source="手机定位")
    kept = AreaShape.objects.get()
    assert (kept.lon, kept.west, kept.source) == (115.69, WEST, "手机定位")
    assert kept.outline["type"] == "Polygon"


def test_an_outline_is_taken_away_where_somebody_says_so_and_that_is_on_record():
    placed(outline=square(WEST, SOUTH), lon=AT[0], lat=AT[1])
    placed(lon=AT[0], lat=AT[1], no_outline=True)
    kept = AreaShape.objects.get()
    assert (kept.lon, kept.outline, kept.west) == (AT[0], None, None)
    with acting_as(system_actor("tests")):
        verbs = [entry.verb for entry in entries(on=subject(COMMUNITY))]
    assert verbs[-2:] == ["areas.placed", "areas.outline_removed"]
    with refused("areas.nowhere"):
        placed(no_outline=True)


def test_of_several_placed_at_once_each_keeps_its_own_outline():
    first, second = a_grid("东"), a_grid("西")
    placed(first.code, outline=square(WEST, SOUTH))
    shapes = [
        NewShape(first.code, lon=AT[0], lat=AT[1]),
        NewShape(second.code, outline=square(WEST + 0.01, SOUTH)),
    ]
    do(actions.place, shapes)
    assert [kept.west for kept in AreaShape.objects.order_by("area")] == [WEST, WEST + 0.01]


# From a position


def test_a_position_in_an_outline_is_in_that_community_and_grid():
    grid = a_grid()
    placed(grid.code, outline=square(WEST, SOUTH))
    found = locate(*AT)
    assert (found.of_level(Level.COMMUNITY).code, found.of_level(Level.GRID).code) == (COMMUNITY, grid.code)
    assert found.likely == ()
    assert "按登记的边界，这个位置在游园社区第一网格" in found.note
    assert locate(WEST - 0.01, SOUTH).exact == ()


def test_without_outlines_the_nearest_point_is_likely_and_said_to_be_no_more():
    placed(lon=AT[0] + 0.01, lat=AT[1])
    placed(NEIGHBOUR, lon=AT[0] + 0.002, lat=AT[1])
    found = locate(*AT)
    assert found.exact == ()
    assert [near.area.code for near in found.likely] == [NEIGHBOUR, COMMUNITY]
    assert 160 < found.likely[0].metres < 190
    assert "不一定就是" in found.note


def test_a_point_of_another_county_or_far_away_is_not_likely():
    placed(lon=115.95, lat=38.03)
    assert locate(115.951, 38.031).likely == ()
    placed(lon=AT[0], lat=AT[1] + 0.1)
    assert locate(*AT).likely == ()


def test_a_position_where_two_outlines_are_registered_is_asked_back():
    placed(COMMUNITY, outline=square(WEST, SOUTH))
    inner = a_grid("邻", parent=NEIGHBOUR)
    placed(inner.code, outline=square(WEST, SOUTH))
    found = locate(*AT)
    assert found.of_level(Level.COMMUNITY) is None
    assert "请选一个" in found.note


def test_the_chooser_shows_what_a_position_leads_to_first():
    placed(lon=AT[0] + 0.002, lat=AT[1])
    offer = choosing.offer_near(locate(*AT))
    assert [pick.code for pick in offer.picks] == [COMMUNITY]
    assert offer.higher, "whoever lives elsewhere goes on by name"
    assert not offer.picks[0].is_chosen


def test_a_grid_is_no_community_to_choose():
    grid = a_grid()
    placed(grid.code, outline=square(WEST, SOUTH))
    assert [pick.code for pick in choosing.offer_near(locate(*AT)).picks] == [COMMUNITY]
    assert grid.code not in {pick.code for pick in choosing.offer("第一网格").picks}


@drawn(strategies.floats(73, 135), strategies.floats(18, 53))
def test_distances_are_those_of_the_globe(lon, lat):
    north, east = distance(lon, lat, lon, lat + 0.01), distance(lon, lat, lon + 0.01, lat)
    assert north == pytest.approx(1112, abs=2)
    assert east == pytest.approx(1112 * cos(radians(lat)), abs=2)
    assert distance(lon, lat, lon, lat) == 0
