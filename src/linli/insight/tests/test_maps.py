"""Maps drawn by the server: real outlines within the drawing, the right way up; what has none is not drawn."""

import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from linli.areas.models import Area, AreaShape
from linli.areas.outlines import as_geojson
from linli.insight.maps import WIDTH, drawn, map_of
from linli.organizations.tests.given import COMMUNITY, STREET

DEGREES = some.tuples(some.floats(75, 130), some.floats(18, 52), some.floats(0.01, 4), some.floats(0.01, 4))


def county(code: str, name: str) -> Area:
    return Area(code=code, name=name, level=3)


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]


@given(some.lists(DEGREES, min_size=1, max_size=6))
def test_every_corner_lies_in_the_drawing_and_north_is_up(frames):
    boxes = {str(number): shapely.box(x, y, x + w, y + h) for number, (x, y, w, h) in enumerate(frames)}
    found = drawn(boxes)
    by_code = {each.code: each for each in found.regions}
    for each in found.regions:
        assert all(0 <= x <= WIDTH and 0 <= y <= found.height for x, y in corners(each.path))
    for one, other in [
        (one, other) for one in boxes for other in boxes if boxes[one].bounds[1] > boxes[other].bounds[3]
    ]:
        assert by_code[one].y <= by_code[other].y


def test_counties_have_their_real_outlines_and_a_development_zone_has_none():
    found = map_of([county("131102", "桃城区"), county("131123", "武强县"), county("131171", "高新技术产业开发区")])
    assert found.codes == {"131102", "131123"}
    assert all(len(corners(each.path)) > 20 for each in found.regions)


def test_a_county_whose_code_has_changed_is_found_by_its_name_in_its_prefecture():
    assert map_of([county("131199", "桃城区")]).codes == {"131199"}
    assert map_of([county("130199", "桃城区")]).codes == frozenset()


@pytest.mark.django_db
def test_below_a_county_only_registered_outlines_are_drawn():
    community = Area.objects.get(pk=COMMUNITY)
    assert not map_of([Area.objects.get(pk=STREET)]).regions
    assert not map_of([community]).regions
    box = shapely.box(115.60, 37.70, 115.62, 37.72)
    west, south, east, north = box.bounds
    AreaShape.objects.create(area=community, outline=as_geojson(box), west=west, south=south, east=east, north=north)
    assert map_of([community]).codes == {COMMUNITY}


def test_nothing_is_no_map():
    assert (map_of([]).regions, drawn({}).regions) == ((), ())
