"""Which communities have what they should: by sets of the file, by class, by any one kind."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies

from linli.areas import actions as areas
from linli.areas.actions import NewGrid, NewTag
from linli.areas.filed import FileFault
from linli.areas.models import Area
from linli.areas.rules import Level
from linli.areas.tests.given import TODAY, do
from linli.organizations import completeness
from linli.organizations.completeness import Part, RequiredSet, Share, read, required_sets, set_of_type
from linli.organizations.models import Organization, OrganizationType
from linli.organizations.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COUNTY, STREET, a_unit

pytestmark = pytest.mark.django_db
SIX = ("party_organization", "community_committee", "owners_committee", "property_company", "building_wardens", "service_station")  # fmt: skip
VILLAGE_OF = "131123"


def share(code: str, area: str = COMMUNITY) -> Share:
    return completeness.shares(area, [required_sets()[code]], TODAY)[0][code]


def lacking(code: str, area: str = COMMUNITY) -> list[str]:
    [standing] = completeness.standings(area, required_sets()[code], TODAY)
    return [part.name for part in standing.lacking]


def test_every_kind_the_sets_name_is_known_and_stands_in_communities():
    for each in required_sets().values():
        for code in each.types:
            assert OrganizationType.objects.get(pk=code).level == "community", (each.code, code)


def test_a_community_is_complete_when_it_has_every_part():
    for kind in SIX[:-1]:
        a_unit(kind)
    assert lacking("six_in_one") == ["综合服务站"]
    assert share("six_in_one") == Share(1, 0)
    a_unit("service_station")
    assert share("six_in_one") == Share(1, 1)
    assert share("six_in_one").percent == Decimal("100.0")


def test_where_nothing_is_registered_nobody_knows_yet():
    assert (share("six_in_one").begun, share("six_in_one").blank) == (0, 1)
    a_unit("party_organization")
    assert (share("six_in_one").begun, share("six_in_one").blank) == (1, 0)
    assert share("disabled_association").begun == 0


def test_one_kind_of_several_is_enough():
    for kind in SIX:
        a_unit("property_management_committee" if kind == "owners_committee" else kind)
    assert share("six_in_one").complete == 1
    assert lacking("property_three") == ["业主委员会"]


def test_what_is_out_of_use_counts_no_longer():
    unit = a_unit("disabled_association")
    assert share("disabled_association").complete == 1
    Organization.objects.filter(pk=unit.pk).update(is_active=False)
    assert share("disabled_association").complete == 0


def test_a_set_is_for_its_class_alone_and_follows_it():
    village = Area.objects.filter(kind="village", code__within=[COUNTY], level=Level.COMMUNITY).first().code
    assert share("six_in_one", village) == Share(0, 0)
    assert share("six_in_one", village).percent is None
    assert share("five_in_one", village).wanted == 1
    do(areas.tag_areas, [NewTag(village, "urban", TODAY)])
    assert (share("six_in_one", village).wanted, share("five_in_one", village).wanted) == (1, 0)


def test_one_that_serves_the_community_counts_and_one_that_serves_the_whole_street_does_not():
    a_unit("property_company", area=STREET, serves=STREET)
    assert "物业服务企业" in lacking("property_three")
    a_unit("property_company", area=NEIGHBOUR, serves=COMMUNITY)
    assert "物业服务企业" not in lacking("property_three")


def test_one_in_a_grid_belongs_to_the_community():
    [grid] = do(areas.open_grids, [NewGrid(COMMUNITY, "第一网格")])
    a_unit("disabled_association", area=grid.code)
    assert share("disabled_association").complete == 1


def test_an_area_counts_its_communities_and_its_children_theirs():
    a_unit("disabled_association")
    a_unit("disabled_association", area=NEIGHBOUR)
    wanted = required_sets()["disabled_association"]
    for area in (STREET, COUNTY):
        whole, below = completeness.shares(area, [wanted], TODAY)
        here = Area.objects.current().communities().inside([area]).count()
        assert whole[wanted.code] == Share(here, 2)
        assert sum(each[wanted.code].wanted for each in below.values()) == here
        assert sum(each[wanted.code].complete for each in below.values()) == 2
    assert completeness.shares(COUNTY, [wanted], TODAY)[1][STREET][wanted.code].complete == 2
    assert completeness.shares(OTHER_COUNTY, [wanted], TODAY)[0][wanted.code].complete == 0


def test_several_sets_are_counted_at_once(django_assert_num_queries):
    a_unit("disabled_association")
    sets = list(required_sets().values())
    with django_assert_num_queries(1):
        whole, _below = completeness.shares(COUNTY, sets, TODAY)
    assert {code: found.complete for code, found in whole.items() if found.complete} == {"disabled_association": 1}


def test_one_kind_by_itself_is_a_set_for_the_communities_that_should_have_it():
    firm = OrganizationType.objects.get(pk="property_company")
    a_unit("property_company")
    wanted = set_of_type(firm)
    urban = sum("urban" in held for held in _classes(STREET))
    assert completeness.shares(STREET, [wanted], TODAY)[0][wanted.code] == Share(urban, 1)


def _classes(area):
    from linli.areas.classes import of_communities

    return of_communities(area, TODAY).values()


KINDS = strategies.sampled_from("abcde")
PARTS = strategies.lists(strategies.lists(KINDS, min_size=1, max_size=3, unique=True), min_size=1, max_size=4)


@given(PARTS, strategies.sets(KINDS))
def test_what_is_lacking_is_what_no_kind_fills(parts, held):
    wanted = RequiredSet("x", "x", "", "", tuple(Part(str(place), tuple(kinds)) for place, kinds in enumerate(parts)))
    lacking = wanted.lacking(held)
    assert set(lacking) == {part for part in wanted.parts if held.isdisjoint(part.any_of)}
    assert not wanted.lacking(wanted.types)
    assert len(wanted.lacking(())) == len(wanted.parts)


@given(strategies.integers(0, 500), strategies.integers(1, 500))
def test_a_share_lies_between_none_and_all(complete, more):
    found = Share(complete + more, complete)
    assert 0 <= found.percent < 100
    assert Share().percent is None


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        '[[set]]\ncode = "a"\nname = "甲"\nsource = "乙"',
        '[[set]]\ncode = "a"\nname = "甲"\nsource = "乙"\npart = []',
        '[[set]]\ncode = "a"\nname = "甲"\nsource = "乙"\npart = [{ name = "丙", any_of = [] }]',
        '[[set]]\ncode = "a"\nname = "甲"\nsource = "乙"\nfor = "nowhere"\npart = [{ name = "丙", any_of = ["x"] }]',
        '[[set]]\ncode = "type-a"\nname = "甲"\nsource = "乙"\npart = [{ name = "丙", any_of = ["x"] }]',
        '[[set]]\ncode = "a"\nname = "甲"\nsource = "乙"\nmembers = 3\npart = [{ name = "丙", any_of = ["x"] }]',
    ],
)
def test_a_faulty_file_is_refused(tmp_path, text):
    file = tmp_path / "sets.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileFault):
        read(file)
