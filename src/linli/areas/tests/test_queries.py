"""Finding areas, and naming them; in the prefecture the tests' database holds."""

import pytest

from linli.areas import queries
from linli.areas.models import Area
from linli.areas.queries import children, find, names_of, parents, path_name, path_names

pytestmark = pytest.mark.django_db
COMMUNITY = "131102001045"  # 游园社区居民委员会


def codes(areas: list[Area]) -> list[str]:
    return [area.code for area in areas]


def test_an_exact_name_comes_first_then_beginnings_then_what_holds_it():
    names = [area.name for area in find("冀州", limit=50)]
    ranks = [0 if name == "冀州" else 1 if name.startswith("冀州") else 2 for name in names]
    assert ranks == sorted(ranks)
    assert names[0] == "冀州区"


def test_higher_levels_come_before_lower_of_the_same_rank():
    levels = [area.level for area in find("桃城", within=["1311"], limit=50) if area.name.startswith("桃城")]
    assert levels == sorted(levels)
    assert levels


@pytest.mark.parametrize("within", [None, ["1311"], ["131102"], [""]])
@pytest.mark.parametrize("text", ["游园社区居民委员会", "游园社区", "游园", "游", " 游园 ", "yysq", "YYSQ"])
def test_a_community_is_found_by_name_and_initials_however_much_is_typed(text, within):
    assert COMMUNITY in codes(find(text, within=within, limit=100))


@pytest.mark.parametrize("text", ["园社", "园"])
def test_within_a_region_one_or_two_characters_find_what_holds_them(text):
    assert COMMUNITY in codes(find(text, within=["131102001"]))


def test_words_before_the_last_narrow():
    assert codes(find("桃城区 河西街道 游园")) == [COMMUNITY]
    assert find("武强县 游园社区") == []


@pytest.mark.parametrize("typed", ["中兴社区", "中兴村", "中兴居委会", "中兴村民委员会"])
def test_the_word_for_what_it_is_need_not_be_the_published_one(typed, monkeypatch):
    asked = []
    monkeypatch.setattr(queries, "_find", lambda words, *_: asked.append(words) or [])
    find(typed)
    assert asked == [typed, "中兴"]


def test_a_code_is_found_by_its_beginning_and_opens_step_by_step():
    assert codes(find("1311"))[:2] == ["1311", "131102"]
    assert {area.level for area in find("1311", limit=500)} == {2, 3}
    assert codes(find(COMMUNITY)) == [COMMUNITY]
    assert all(code.startswith("1311020") for code in codes(find("1311020")))


def test_nothing_is_found_outside_the_prefixes():
    assert find("游园社区", within=["131123"]) == []
    assert find("1311", within=["131123"]) == codes_of("131123", find("1311", within=["131123"]))
    assert find("游园", within=[]) == []


def codes_of(prefix: str, areas: list[Area]) -> list[Area]:
    return [area for area in areas if area.code.startswith(prefix)]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\\", "100%", "不存在的地方", "'; --", "142"])
@pytest.mark.parametrize("within", [None, ["1311"]])
def test_what_means_nothing_finds_nothing(text, within):
    assert find(text, within=within) == []


def test_no_more_than_the_limit_are_found():
    assert len(find("村", within=["1311"], limit=7)) == 7
    assert len(find("社区居", limit=7)) == 7


def test_parents_are_what_an_area_lies_in_highest_first():
    assert codes(parents(COMMUNITY)) == ["13", "1311", "131102", "131102001"]
    assert parents("13") == []


def test_children_are_the_areas_directly_below():
    assert "131102" in codes(children("1311"))
    assert {area.level for area in children("1311")} == {3}
    assert COMMUNITY in codes(children("131102001"))
    assert codes(children("")) == ["13"]
    assert children(COMMUNITY) == []


def test_an_address_begins_below_the_region():
    assert path_name(COMMUNITY) == "桃城区河西街道游园社区"
    assert path_name(COMMUNITY, below="131102") == "河西街道游园社区"
    assert path_name(COMMUNITY, below="") == "河北省衡水市桃城区河西街道游园社区"
    assert path_name(COMMUNITY, below="53") == "河北省衡水市桃城区河西街道游园社区"


def test_the_region_itself_has_its_own_name():
    assert path_name("1311") == "衡水市"
    assert path_name("9999") == ""


def test_names_of_many_codes_take_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert names_of([COMMUNITY, "1311", "9999"]) == {COMMUNITY: "游园社区", "1311": "衡水市"}
    with django_assert_num_queries(1):
        assert path_names([COMMUNITY, "131123"]) == {COMMUNITY: "桃城区河西街道游园社区", "131123": "武强县"}


def test_every_level_has_words():
    assert str(Area.objects.get(code=COMMUNITY).get_level_display()) == "社区、村"
    assert Area.objects.get(code=COMMUNITY).short_name == "游园社区"


def test_a_community_for_statistics_alone_is_not_offered():
    everything = Area.objects.filter(level=5)
    virtual = [area.code for area in everything if area.code[9:] in {"498", "598"}]
    assert everything.count() == everything.communities().count() + len(virtual)
