"""What of ratings is public, as rules alone."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.reviews import rules
from linli.reviews.rules import Sums, check_public, periods
from tests.refusing import refused

MONTHS = [date(year, month, 1) for year in (2025, 2026) for month in range(1, 13)]


def month(first, rated):
    return Sums(first, first, closed=rated + 1, counted=rated + 2, rated=rated, levels=(rated, 0, 0, 0, 0))


@given(st.lists(st.integers(0, 9), min_size=24, max_size=24))
def test_no_period_has_fewer_than_five_ratings_and_none_overlaps_another(rated):
    found = periods(month(first, count) for first, count in zip(MONTHS, rated, strict=True))
    assert all(each.rated >= 5 and sum(each.levels) == each.rated for each in found)
    assert all(before.last < after.first for before, after in pairwise(found))
    assert all(each.first.year == each.last.year for each in found)


@given(st.lists(st.integers(0, 9), min_size=24, max_size=24), st.integers(1, 23))
def test_a_later_month_changes_nothing_that_was_published(rated, known):
    months = [month(first, count) for first, count in zip(MONTHS, rated, strict=True)]
    before, after = periods(months[:known]), periods(months)
    assert after[: len(before)] == before


def test_a_month_with_few_waits_for_the_next_and_what_is_left_of_a_year_is_not_published():
    rated = {MONTHS[0]: 3, MONTHS[1]: 1, MONTHS[2]: 4, MONTHS[11]: 4, MONTHS[12]: 1, MONTHS[13]: 6}
    found = periods(month(first, count) for first, count in rated.items())
    assert [(each.first, each.last, each.rated) for each in found] == [
        (MONTHS[0], MONTHS[2], 8),
        (MONTHS[12], MONTHS[13], 7),
    ]


SAID = "李大山 13800001111，住 3 号楼 2 单元，灯两个礼拜才修好"


def test_parts_are_hidden_and_nothing_else_is_changed():
    public = rules.suggested(SAID).replace("李大山", "***")
    assert check_public(SAID, public) == "＊＊＊ ＊＊＊＊＊＊＊＊＊＊＊，住 ＊＊＊＊ ＊＊＊＊，灯两个礼拜才修好"


@pytest.mark.parametrize(
    ("public", "code"),
    [
        ("灯很快就修好了", "reviews.words_changed"),
        (SAID, "reviews.leads_to_somebody"),
        (SAID + "。谢谢", "reviews.words_changed"),
        ("＊" * len(SAID), "reviews.nothing_left"),
        ("", "reviews.words_changed"),
    ],
)
def test_what_may_not_be_shown_is_refused(public, code):
    with refused(code):
        check_public(SAID, public)


@given(st.text(max_size=200))
def test_what_is_suggested_differs_by_stars_alone_and_leads_to_nobody(said):
    shown = rules.suggested(said)
    assert len(shown) == len(said.strip())
    assert not rules.leads_to_somebody(shown)


@pytest.mark.parametrize("why", ["", "criticism", "objected", "mistake"])
def test_criticism_is_no_reason_to_keep_a_word_back(why):
    with refused("reviews.no_such_reason"):
        rules.check_why(why)
