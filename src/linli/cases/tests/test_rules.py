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


WITHIN, ANSWER = Limit(2, "day"), Limit(4, "hour")


def a_returned_case(at=MONDAY_9AM):
    return rules.give_back(a_case(at), at, within=WITHIN, answer=ANSWER, calendar=calendar())


def test_a_returned_case_stays_where_it_is_until_somebody_has_decided():
    case = a_returned_case()
    assert (case.stage, case.due_at) == (Stage.SUBMITTED, a_case().due_at)
    assert case.answer_due_at == datetime(2026, 11, 23, 14, 30, tzinfo=SHANGHAI)  # lunch is no working time
    assert rules.offers(case, Verb.DECIDE, MONDAY_9AM)
    assert not rules.offers(case, Verb.ASSIGN, MONDAY_9AM)
    assert not rules.offers(case, Verb.RETURN, MONDAY_9AM)
    assert rules.offers(case, Verb.ACCEPT, MONDAY_9AM)  # who received it leads


@pytest.mark.parametrize("days", [0, 2], ids=["at once", "on the second day"])
def test_a_case_is_returned_within_two_working_days_of_coming_to_the_unit(days):
    at = MONDAY_9AM + timedelta(days=days)
    assert rules.give_back(a_case(), at, within=WITHIN, answer=ANSWER, calendar=calendar()).returned_at == at


def test_a_case_is_not_returned_on_the_third_day():
    with pytest.raises(Refused) as refusal:
        rules.give_back(a_case(), MONDAY_9AM + timedelta(days=3), within=WITHIN, answer=ANSWER, calendar=calendar())
    assert refusal.value.code == "cases.returned_too_late"


def test_what_has_been_decided_is_not_returned_again_until_it_is_handed_on():
    case = rules.accept(rules.decide(a_returned_case(), MONDAY_9AM, is_other_unit=False), MONDAY_9AM)
    with pytest.raises(Refused) as refusal:
        rules.give_back(case, MONDAY_9AM, within=WITHIN, answer=ANSWER, calendar=calendar())
    assert refusal.value.code == "cases.decided_already"
    assert rules.offers(rules.assign(case, MONDAY_9AM), Verb.RETURN, MONDAY_9AM)


def test_a_new_unit_takes_up_what_nobody_has_taken_up_and_has_at_once_what_somebody_had():
    assert rules.decide(a_returned_case(), MONDAY_9AM, is_other_unit=True).stage is Stage.SUBMITTED
    accepted = rules.accept(a_returned_case(), MONDAY_9AM)
    assert rules.decide(accepted, MONDAY_9AM, is_other_unit=True).stage is Stage.ASSIGNED
    assert rules.decide(accepted, MONDAY_9AM, is_other_unit=False).stage is Stage.ACCEPTED


def test_what_is_done_or_withdrawn_need_not_be_decided_any_more():
    accepted = rules.accept(a_returned_case(), MONDAY_9AM)
    assert rules.resolve(accepted, MONDAY_9AM).returned_at is None
    assert rules.withdraw(accepted, MONDAY_9AM).answer_due_at is None


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
        assert case.due_at >= before.due_at or verb is Verb.RESUME
        assert (case.returned_at is None) == (case.answer_due_at is None)
        assert case.returned_at is None or case.stage in rules.OPEN
        assert case.open_parts == 0 or case.stage in rules.OPEN
        assert case.rating is None or case.stage is Stage.CLOSED


def step(case, verb, at, number):  # noqa: C901, PLR0911, PLR0912 (one flat table of verbs reads best)
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
            return rules.give_back(case, at, within=Limit(number, "day"), answer=Limit(4, "hour"), calendar=calendar())
        case (
            Verb.URGE | Verb.SUPERVISE | Verb.ANSWER | Verb.NOTE | Verb.SPLIT | Verb.LOCATE | Verb.MERGE | Verb.UNMERGE
        ):
            rules.check_move(case.stage, verb)
            return case
        case Verb.PAUSE:
            return rules.pause(case, at, most=Limit(number, "day"), times=2, calendar=calendar())
        case Verb.RESUME:
            return rules.resume(case, at, calendar())
        case Verb.DECIDE:
            return rules.decide(case, at, is_other_unit=number % 2 == 0)
        case Verb.JOIN:
            return rules.join(case)
        case Verb.CALL_IN:
            return rules.end_part(case) if case.open_parts else rules.call_in(case)
        case _:
            return getattr(rules, verb.value)(case, at)
