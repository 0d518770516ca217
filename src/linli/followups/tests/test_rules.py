"""The rules of calling back by themselves."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.base.clock import SHANGHAI
from linli.followups import rules
from linli.followups.rules import Call, Result
from tests.refusing import refused

AT = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


@given(some.integers(0, 1_000_000), some.integers(0, 100))
def test_never_fewer_are_drawn_than_the_share_asks_for_and_never_more_than_one_over_it(closed, percent):
    drawn = rules.wanted(closed, percent)
    assert closed * percent <= 100 * drawn < closed * percent + 100
    assert drawn <= closed


def test_another_seal_draws_others():
    cases = [uuid4() for _each in range(50)]
    orders = [sorted(cases, key=lambda case, by=seal: rules.lot(rules.seed("2026-10", by), case)) for seal in "ab"]
    assert orders[0] != orders[1]


def test_the_third_time_nobody_answers_ends_it():
    call = Call()
    for number in range(3):
        assert call.result is None
        call = rules.not_reached(call, AT + number * HOUR)
    assert (call.tries, call.result) == (3, Result.NOT_REACHED)


def test_nobody_is_rung_twice_within_an_hour():
    with refused("followups.tried_just_now"):
        rules.not_reached(rules.not_reached(Call(), AT), AT + HOUR / 2)


@pytest.mark.parametrize("again", [rules.reached, rules.not_reached])
def test_who_has_answered_is_not_called_again(again):
    with refused("followups.called_already"):
        again(rules.reached(Call(), AT), AT + HOUR)


@pytest.mark.parametrize(("level", "is_bad"), [(None, False), (1, True), (2, True), (3, False), (5, False)])
def test_the_last_two_of_five_levels_are_bad(level, is_bad):
    assert rules.is_bad(level) is is_bad
