"""When a notice is shown, what may stand in it, and what a browser remembers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.notices import rules
from linli.notices.rules import Channel, Standing
from tests.refusing import refused

MONDAY = date(2026, 11, 23)
DAYS = st.integers(-400, 400).map(lambda days: MONDAY + timedelta(days=days))


@given(DAYS, DAYS, DAYS, st.booleans())
def test_the_days_decide_and_withdrawn_stays_withdrawn(begins, ends, today, is_withdrawn):
    found = rules.standing(begins, max(begins, ends), is_withdrawn=is_withdrawn, today=today)
    if is_withdrawn:
        assert found is Standing.WITHDRAWN
    else:
        assert (found is Standing.SHOWN) == (begins <= today <= max(begins, ends))
        assert (found is Standing.COMING) == (today < begins)


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        (-1, 3, "notices.begins_in_the_past"),
        (2, 1, "notices.ends_before_it_begins"),
        (0, 367, "notices.shown_too_long"),
    ],
)
def test_days_that_cannot_be_are_refused(begins, ends, code):
    with refused(code):
        rules.check_days(MONDAY + timedelta(begins), MONDAY + timedelta(ends), today=MONDAY)


def test_today_alone_is_enough():
    rules.check_days(MONDAY, MONDAY, today=MONDAY)


@pytest.mark.parametrize("channels", [[], ["pigeon"], ["portal", "pigeon"]])
def test_a_notice_needs_a_way_that_exists(channels):
    with refused("notices.no_channel"):
        rules.check_channels(channels)


def test_ways_stand_in_the_order_of_the_list_each_once():
    assert rules.check_channels(["board", "portal", "board"]) == (Channel.PORTAL, Channel.BOARD)


@pytest.mark.parametrize(
    ("now", "reason", "code"),
    [
        (Standing.WITHDRAWN, "停水改期", "notices.withdrawn_already"),
        (Standing.OVER, "停水改期", "notices.over_already"),
        (Standing.SHOWN, "错 ", "notices.reason_missing"),
    ],
)
def test_a_withdrawal_needs_a_notice_that_stands_and_a_reason(now, reason, code):
    with refused(code):
        rules.check_withdrawal(now, reason)


def test_the_reason_is_one_line():
    assert rules.check_withdrawal(Standing.COMING, " 停水\n改期 了 ") == "停水 改期 了"


@given(st.text(max_size=300), st.lists(st.uuids(), max_size=120))
def test_a_browser_remembers_the_newest_and_whatever_it_sends_is_answered(rubbish, notices):
    cookie = rubbish
    for notice in notices:
        cookie = rules.with_mark(cookie, notice)
    marks = rules.marks_in(cookie)
    assert len(marks) <= rules.REMEMBERED
    assert [rules.mark_of(notice) for notice in notices[-1:]] == marks[-1:] or not notices
    assert len(cookie) < 2000 or not notices
