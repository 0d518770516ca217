"""Two requests that speak of the same thing are found, and two of different houses never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.alike import ALIKE, Said, alike, likeness

LAMP = Said("public-repair", "3 号楼 2 单元", "楼道灯不亮")
said = st.builds(
    Said, st.sampled_from(["a", "b"]), st.text("三3号楼 2单元北门", max_size=10), st.text("灯坏了不亮楼道", max_size=8)
)


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        (Said("public-repair", "三号楼二单元", "三楼的灯坏了"), True),
        (Said("public-repair", "3号楼2单元3楼", "灯不亮"), True),
        (Said("public-repair", "3 号楼", "楼道灯坏了"), True),
        (Said("other-request", "3 号楼 2 单元", "楼道里的灯不亮了"), True),
        (Said("public-repair", "5 号楼 2 单元", "楼道灯不亮"), False),  # another house, word for word
        (Said("public-repair", "", "楼道灯不亮"), True),
        (Said("public-repair", "", "水管漏水"), True),  # the same item, and it may be there: a glance
        (Said("elder-meals", "", "老人吃饭没人做"), False),
        (Said("elder-meals", "3 号楼 2 单元", "老人吃饭没人做"), False),
    ],
)
def test_what_is_taken_for_the_same_thing(other, is_alike):
    assert (likeness(LAMP, other) >= ALIKE) is is_alike


@given(said, said)
def test_likeness_is_the_same_both_ways_and_a_share(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@given(said, st.integers(1, 50), st.integers(51, 99))
def test_another_house_is_never_the_same_thing(one, number, other):
    first = Said(one.item, f"{number} 号楼", one.words)
    assert likeness(first, Said(one.item, f"{other} 号楼", one.words)) == 0


def test_the_likeliest_come_first_and_only_a_few():
    others = [(Said("public-repair", "3 号楼", f"灯坏了{n}"), n) for n in range(9)] + [(LAMP, "same")]
    found = alike(LAMP, others)
    assert found[0] == "same"
    assert len(found) == 3
