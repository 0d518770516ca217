"""The rules by themselves: a table of moves, clocks, and what holds for every walk through them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.base.calendar import Limit, calendar
from linli.base.clock import SHANGHAI
from linli.base.refusals import Refused
from linli.cases import rules
from linli.cases.rules import Stage, Verb

MONDAY_9AM = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


def a_case(at=MONDAY_9AM, days=5):
    return rules.submit(at, Limit(2, "hour"), Limit(days, "day"), calendar())


def test_five_working_days_end_at_close_of_work_a_week_later():
    case = a_case()
    assert case.accept_due_at == MONDAY_9AM.replace(hour=11)
    assert case.due_at == datetime(2026, 11, 30, 17, 30, tzinfo=SHANGHAI)


def test_the_accept_limit_never_lies_behind_the_deadline():
    case = rules.submit(MONDAY_9AM, Limit(3, "day"), Limit(1, "hour"), calendar())
    assert case.accept_due_at == case.due_at


@pytest.mark.parametrize("verb", list(Verb))
def test_nothing_can_be_done_to_a_withdrawn_case(verb):
    assert not rules.can(Stage.WITHDRAWN, verb)


def test_reopening_gives_back_the_working_time_that_was_left():
    case = rules.accept(a_case(days=1), MONDAY_9AM)
    case = rules.resolve(case, datetime(2026, 11, 24, 15, 30, tzinfo=SHANGHAI))  # two hours before the deadline
    again = rules.reopen(case, datetime(2026, 11, 26, 9, 0, tzinfo=SHANGHAI), calendar())
    assert again.due_at == datetime(2026, 11, 26, 11, 0, tzinfo=SHANGHAI)


def test_a_case_resolved_late_is_still_late_when_reopened():
    case = rules.accept(a_case(days=1), MONDAY_9AM)
    late = rules.resolve(case, case.due_at + timedelta(days=1))
    assert rules.reopen(late, late.resolved_at + timedelta(hours=1), calendar()).due_at == case.due_at


STEPS = st.lists(
    st.tuples(st.sampled_from(list(Verb)), st.integers(min_value=1, max_value=4000), st.integers(1, 5)), max_size=14
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_every_walk_through_the_rules_keeps_a_case_sound(steps):
    at, case = MONDAY_9AM, a_case()
    for verb, minutes, number in steps:
        at += timedelta(minutes=minutes)
        before = case
        try:
            case = step(case, verb, at, number)
        except Refused:
            assert case == before
            continue
        assert (case.closed_at is not None) == (case.stage in (Stage.CLOSED, Stage.WITHDRAWN))
        assert case.stage is not Stage.RESOLVED or case.resolved_at is not None
        assert case.accept_due_at <= case.due_at
        assert case.due_at >= before.due_at
        assert case.rating is None or case.stage is Stage.CLOSED


def step(case, verb, at, number):  # noqa: PLR0911 (one line a verb)
    match verb:
        case Verb.EXTEND:
            return rules.extend(case, at, Limit(number, "day"), calendar())
        case Verb.REOPEN:
            return rules.reopen(case, at, calendar())
        case Verb.RATE:
            return rules.rate(case, at, number)
        case Verb.SET_ASIDE:
            return rules.set_aside(case)
        case Verb.HEAR:
            return rules.hear(case, at, calendar(), solved=number % 2 == 0)
        case Verb.RETURN:
            return rules.give_back(case)
        case Verb.JOIN:
            return rules.join(case)
        case Verb.CALL_IN:
            rules.check_move(case.stage, Verb.CALL_IN)
            return case
        case _:
            return getattr(rules, verb.value)(case, at)
