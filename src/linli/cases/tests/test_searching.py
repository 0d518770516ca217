"""A search reads, looks through the newest, or asks the index, by how much there is: each way finds the same."""

from datetime import timedelta
from importlib import import_module

from linli.base.actor import Actor, system_actor
from linli.base.scope import acting_as
from linli.cases import queries
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM
from tests.owner import as_owner

SEARCHING = import_module("linli.cases.migrations.0024_little_is_read_whole")
SIZES = (
    {},
    {"own": 0},
    {"rare": 1, "few": 0, "own": 0},
    {"rare": 0, "few": 0},
    {"rare": 0, "few": 0, "steps": (2, 3)},
    {"rare": 0, "few": 0, "steps": (1,)},
)


def found(words: str, viewer: Actor, limit: int = 50) -> list[str]:
    with acting_as(viewer):
        hits = queries.search(words, limit=limit)
        return [case.title for case in Case.objects.filter(pk__in=hits).order_by("-submitted_at")]


def test_a_search_finds_the_same_however_it_looks(own_database):
    unit, neighbours = given.a_unit(), given.a_unit(area=given.NEIGHBOUR)
    for hours, title in enumerate(["楼道灯不亮", "楼道堆东西", "水管漏水", "楼道灯又不亮了"]):
        newest = given.a_case(title=title, at=MONDAY_9AM + timedelta(hours=hours))
    given.a_case(given.a_resident(area=given.NEIGHBOUR), area=given.NEIGHBOUR, title="楼道要刷白")
    expected = {
        "楼道": ["楼道灯又不亮了", "楼道堆东西", "楼道灯不亮"],
        "楼道灯": ["楼道灯又不亮了", "楼道灯不亮"],
        "漏": ["水管漏水"],
        "没有这样的": [],
        newest.number: ["楼道灯又不亮了"],
    }
    by_area, by_unit = given.a_clerk(area=given.COMMUNITY), given.a_clerk(unit, role="handler")
    county, next_door = given.a_dispatcher(), given.a_clerk(neighbours, role="handler")
    for sizes in SIZES:
        as_owner(SEARCHING.found(**sizes))
        for words, titles in expected.items():
            for viewer in (by_area, by_unit):
                assert found(words, viewer) == titles, sizes
                assert found(words, viewer, limit=1) == titles[:1], sizes
        assert found("楼道", next_door) == ["楼道要刷白"], sizes
        assert found(newest.number, next_door) == [], sizes
        for whole in (county, system_actor("tests")):
            assert set(found("楼道", whole)) == {*expected["楼道"], "楼道要刷白"}, sizes
