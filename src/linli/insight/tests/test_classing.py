"""Areas in classes and in an order: equals together, few alone."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from linli.indicators.standing.rules import Comparator, Kind, Quotient, Wanted
from linli.insight.classing import CLASSES, FEW, Counted, by_quantile, by_target, is_small, ranks

PART = some.integers(0, 20)
AREAS = some.lists(some.tuples(PART, PART, some.booleans()), min_size=1, max_size=12).map(
    lambda rows: [
        Counted(str(number), Quotient(part, part + rest + 1), is_ranked)
        for number, (part, rest, is_ranked) in enumerate(rows)
    ]
)
AIM = Wanted(Comparator.AT_LEAST, Decimal(80))


def shares(*parts: int) -> list[Counted]:
    return [Counted(str(number), Quotient(part, 100)) for number, part in enumerate(parts)]


@given(AREAS)
def test_equals_share_a_class_and_more_is_never_in_a_lower_one(found):
    groups = by_quantile(found)
    assert set(groups) == {each.key for each in found if each.is_ranked}
    assert all(1 <= group <= CLASSES for group in groups.values())
    ranked = [each for each in found if each.is_ranked]
    for one in ranked:
        for other in ranked:
            if one.exact <= other.exact:
                assert groups[one.key] <= groups[other.key]


@given(AREAS)
def test_a_rank_says_how_many_are_better(found):
    ranked = [each for each in found if each.is_ranked]
    up, down = ranks(found), ranks(found, lower_is_better=True)
    for each in ranked:
        assert up[each.key] == 1 + sum(other.exact > each.exact for other in ranked)
        assert down[each.key] == 1 + sum(other.exact < each.exact for other in ranked)
    assert set(up) == set(down) == {each.key for each in ranked}


@given(AREAS)
def test_by_target_the_highest_class_is_exactly_who_reached_it(found):
    groups = by_target(found, AIM)
    for each in found:
        if each.is_ranked:
            assert (groups[each.key] == 3) == each.quotient.meets(AIM)


def test_nine_tenths_of_the_way_are_near():
    assert by_target(shares(80, 79, 72, 71), AIM) == {"0": 3, "1": 2, "2": 2, "3": 1}
    at_most = Wanted(Comparator.AT_MOST, Decimal(72))
    assert by_target(shares(72, 80, 81), at_most) == {"0": 3, "1": 2, "2": 1}
    assert by_target(shares(80), Wanted(Comparator.AT_LEAST, None)) == {}


def test_eight_areas_make_four_classes_of_two():
    assert list(by_quantile(shares(1, 2, 3, 4, 5, 6, 7, 8)).values()) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert list(by_quantile(shares(0, 0, 0, 0, 0, 0, 7, 8)).values()) == [1, 1, 1, 1, 1, 1, 4, 4]


def test_a_share_of_fewer_than_five_is_small_and_a_number_for_each_ten_thousand_is_not():
    assert is_small(Quotient(1, FEW - 1), Kind.SHARE)
    assert not is_small(Quotient(1, FEW), Kind.COVERAGE)
    assert not is_small(Quotient(1, 2, 10_000, is_share=False), Kind.PER)
    assert not is_small(Quotient(1, None, is_share=False), Kind.COUNT)
