"""Numbers of grids: given in order, never twice."""

import pytest
from hypothesis import given, strategies

from linli.areas.numbering import HIGHEST, NumbersUsedUp, level_below, next_codes, serial_of
from linli.areas.rules import Level, level_of, parent_of

PARENTS = strategies.sampled_from(["131102001045", "131102001045003", "532301004201"])
WISHES = strategies.lists(strategies.integers(min_value=1, max_value=30), max_size=6)


@given(PARENTS, WISHES, strategies.randoms())
def test_however_grids_come_and_go_no_code_is_given_twice(parent, wishes, chance):
    """What still exists is of no matter: `issued` is all that ever was."""
    issued: list[str] = []
    for count in wishes:
        left = HIGHEST[level_below(parent)] - len(issued)
        if left < count:
            with pytest.raises(NumbersUsedUp) as full:
                next_codes(parent, issued, count)
            assert full.value.left == left
            break
        fresh = next_codes(parent, chance.sample(issued, len(issued)), count)
        assert not set(fresh) & set(issued)
        assert {parent_of(code) for code in fresh} == {parent}
        assert [serial_of(code) for code in fresh] == list(range(len(issued) + 1, len(issued) + count + 1))
        assert {level_of(code) for code in fresh} == {level_below(parent)}
        issued += fresh


@given(PARENTS, strategies.data())
def test_the_next_number_follows_the_highest_even_where_others_are_missing(parent, data):
    level = level_below(parent)
    highest = data.draw(strategies.integers(min_value=1, max_value=HIGHEST[level] - 1))
    width = 3 if level is Level.GRID else 2
    assert serial_of(next_codes(parent, [f"{parent}{highest:0{width}d}"], 1)[0]) == highest + 1


def test_a_parent_whose_numbers_are_used_up_says_how_many_are_left():
    with pytest.raises(NumbersUsedUp) as full:
        next_codes("131102001045", ["131102001045998"], 2)
    assert full.value.left == 1
    assert next_codes("131102001045", ["131102001045998"], 1) == ["131102001045999"]


@pytest.mark.parametrize("code", ["13", "131102001", "13110200104500101"])
def test_grids_lie_below_communities_and_micro_grids_below_grids_alone(code):
    with pytest.raises(ValueError, match="neither"):
        level_below(code)


def test_a_community_has_no_serial_of_a_grid():
    with pytest.raises(ValueError, match="no grid"):
        serial_of("131102001045")
