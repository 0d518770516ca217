"""From a position to a county."""

import pytest

from linli.areas.locating import locate, outlines

pytestmark = pytest.mark.django_db
CENTRE_OF_TAOCHENG = (115.68, 37.74)
WUQIANG = (115.95, 38.03)


def test_a_position_lies_in_the_county_whose_outline_holds_it():
    assert locate(*CENTRE_OF_TAOCHENG).county.code == "131102"
    assert locate(*WUQIANG).county.code == "131123"


def test_development_zones_have_no_outline_and_come_into_question():
    located = locate(*CENTRE_OF_TAOCHENG)
    assert [area.code for area in located.others] == ["131171", "131172"]
    assert located.codes == ["131102", "131171", "131172"]
    assert "桃城区" in located.note


def test_close_to_the_border_the_neighbour_comes_into_question_too():
    taocheng = outlines("1311").shapes[outlines("1311").codes.index("131102")]
    jizhou = outlines("1311").shapes[outlines("1311").codes.index("131103")]
    border = taocheng.intersection(jizhou.buffer(0.0005)).representative_point()
    located = locate(border.x, border.y)
    assert {"131102", "131103"} <= set(located.codes)
    assert "靠近边界" in located.note


def test_outside_the_region_no_county_is_named():
    beijing = locate(116.40, 39.90)
    assert beijing.county is None
    assert beijing.codes == []
    assert "不在这里服务" in beijing.note


def test_a_county_that_is_not_loaded_is_not_named():
    assert locate(116.40, 39.90, within="").county is None


@pytest.mark.parametrize("place", [(200.0, 37.7), (115.7, 91.0), (float("nan"), 37.7), (float("inf"), 0.0)])
def test_what_is_no_position_is_said_so(place):
    located = locate(*place)
    assert located.county is None
    assert "不是一个经纬度" in located.note


def test_a_position_read_off_a_chinese_map_is_moved_back():
    taocheng = outlines("1311").shapes[outlines("1311").codes.index("131102")]
    west = taocheng.bounds[0]
    line = [place / 10000 for place in range(int(west * 10000) - 50, int(west * 10000) + 300, 5)]
    latitude = next(y for x, y in taocheng.geoms[0].exterior.coords if x == west)
    as_wgs84 = [lon for lon in line if getattr(locate(lon, latitude).county, "code", "") == "131102"]
    as_gcj02 = [lon for lon in line if getattr(locate(lon, latitude, gcj02=True).county, "code", "") == "131102"]
    assert as_wgs84
    assert as_wgs84[0] < as_gcj02[0], "GCJ-02 lies some hundred metres east of the truth here"


def test_the_whole_countrys_outlines_are_read():
    assert len(outlines().codes) > 2800
    assert len(set(outlines().codes)) == len(outlines().codes)
