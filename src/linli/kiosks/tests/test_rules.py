"""What a machine, its codes and a visit must be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kiosks import rules
from linli.kiosks.rules import State, Stood
from linli.kiosks.tests.given import MONDAY_9AM

EARLIER = MONDAY_9AM - timedelta(hours=1)


@pytest.mark.parametrize(
    ("enrolled", "seen", "withdrawn", "state"),
    [
        (None, None, None, State.WAITING),
        (EARLIER, MONDAY_9AM - timedelta(minutes=4), None, State.ONLINE),
        (EARLIER, MONDAY_9AM - timedelta(minutes=5), None, State.SILENT),
        (EARLIER, MONDAY_9AM, MONDAY_9AM, State.WITHDRAWN),
    ],
)
def test_how_a_machine_stands(enrolled, seen, withdrawn, state):
    assert rules.state(enrolled, seen, withdrawn, MONDAY_9AM, timedelta(minutes=5)) is state


@pytest.mark.parametrize(
    ("stood", "is_working"),
    [
        (Stood(30, 15, 1), True),
        (Stood(30, 14, 50), False),  # off for most of the time
        (Stood(30, 30, 0), False),  # on, and nobody ever came
        (Stood(1, 1, 1), True),
        (Stood(0, 0, 0), False),
    ],
)
def test_a_machine_is_counted_that_is_alive_and_used(stood, is_working):
    assert rules.is_working(stood) is is_working


def test_days_in_use_are_those_of_the_period_since_it_came():
    today = date(2026, 11, 23)
    assert rules.days_in_use(today, today) == 1
    assert rules.days_in_use(today - timedelta(days=400), today) == rules.PERIOD
    assert rules.days_in_use(today + timedelta(days=1), today) == 0


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_visit_is_over_when_untouched_or_too_long_whatever_else_happens(began, untouched):
    at = MONDAY_9AM
    over = rules.is_over(at - timedelta(seconds=began), at - timedelta(seconds=untouched), at)
    assert over is (untouched >= 90 or began >= 1200)


def test_a_code_is_read_however_it_is_typed_and_looks_like_nothing_else():
    assert rules.code_typed(" ab2c-ｄ３ef ") == "AB2CD3EF"
    code = rules.new_code()
    assert rules.code_typed(f"{code[:4].lower()} {code[4:]}") == code
    assert not set("0O1I") & set(rules.CODE_SIGNS)


def test_the_page_leaves_before_the_server_forgets():
    assert rules.IDLE < rules.VISIT_LASTS
