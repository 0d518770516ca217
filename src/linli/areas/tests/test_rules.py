"""What a code says by itself."""

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import rules
from linli.areas.rules import Kind, Level
from linli.base.scope import ranges

CODES = st.sampled_from(rules.LENGTHS).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))
CROWDED = st.sampled_from(rules.LENGTHS).flatmap(lambda n: st.text("019", min_size=n, max_size=n))


def test_the_examples_hold():
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("13", Level.PROVINCE),
        ("1311", Level.PREFECTURE),
        ("131102", Level.COUNTY),
        ("131102001", Level.TOWNSHIP),
        ("131102001045", Level.COMMUNITY),
        ("131102001045007", Level.GRID),
        ("13110200104500702", Level.MICRO_GRID),
    ],
)
def test_the_length_of_a_code_is_its_level(code, level):
    assert rules.level_of(code) is level


@pytest.mark.parametrize("code", ["", "1", "131", "13110", "13a1", "１３", "1311 ", "131102001045007021"])
def test_what_is_no_code_has_no_level(code):
    with pytest.raises(ValueError, match="is not the code"):
        rules.level_of(code)


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("001", Kind.RESIDENTIAL),
        ("199", Kind.RESIDENTIAL),
        ("200", Kind.VILLAGE),
        ("399", Kind.VILLAGE),
        ("400", Kind.RESIDENTIAL),
        ("498", Kind.RESIDENTIAL),
        ("500", Kind.VILLAGE),
        ("599", Kind.VILLAGE),
        ("600", None),
    ],
)
def test_the_community_digits_say_who_governs_it(digits, kind):
    assert rules.kind_of(f"131102001{digits}") is kind
    assert rules.kind_of(f"131102001{digits}007") is kind


def test_above_the_community_there_is_no_kind():
    assert rules.kind_of("131102001") is None


@pytest.mark.parametrize(("code", "virtual"), [("131102001498", True), ("131102001598", True), ("131102001499", False)])
def test_a_virtual_community_exists_for_statistics_alone(code, virtual):
    assert rules.is_virtual(code) is virtual


@given(CODES)
def test_an_area_lies_in_each_of_its_ancestors_and_the_parent_is_the_nearest(code):
    above = rules.ancestors_of(code)
    assert all(rules.lies_in(code, each) for each in above)
    assert [rules.level_of(each) for each in above] == list(range(1, rules.level_of(code)))
    assert rules.parent_of(code) == (above[-1] if above else None)


@given(CROWDED, st.lists(CROWDED, max_size=6))
def test_a_code_is_within_prefixes_exactly_if_it_begins_with_one(code, prefixes):
    by_range = any(low <= code < high for low, high in ranges(prefixes))
    assert by_range == any(code.startswith(prefix) for prefix in prefixes)


@given(st.lists(CROWDED, max_size=8))
def test_ranges_are_sorted_and_do_not_touch(prefixes):
    spans = ranges(prefixes)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


@pytest.mark.parametrize(
    ("published", "spoken"),
    [
        ("游园社区居民委员会", "游园社区"),
        ("中兴居民委员会", "中兴社区"),
        ("第一居委会", "第一社区"),
        ("王庄村村民委员会", "王庄村"),
        ("刘家庄村民委员会", "刘家庄村"),
        ("家沟村委会", "家沟村"),
        ("巴音嘎查村民委员会", "巴音嘎查"),
        ("河西街道办事处", "河西街道"),
        ("滨湖新区", "滨湖新区"),
        ("居民委员会", "居民委员会"),
    ],
)
def test_people_name_the_place_not_its_committee(published, spoken):
    assert rules.short_name(published) == spoken


def test_an_address_says_nothing_twice_and_no_placeholder():
    assert rules.path(["广东省", "东莞市", "东莞市", "东城街道"]) == "广东省东莞市东城街道"
    assert rules.path(["重庆市", "县", "城口县"]) == "重庆市城口县"
