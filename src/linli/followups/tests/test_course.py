"""The rules of putting right, by themselves."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.base.calendar import calendar
from linli.base.clock import SHANGHAI
from linli.base.refusals import Refused
from linli.followups import course
from linli.followups.course import Appeal, Cause, Outcome, Step
from tests.refusing import refused

AT = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


def begun(cause=Cause.RATING):
    return course.opened(cause, AT, 15, calendar())


def in_remedy():
    return course.verified(begun(), AT + DAY, 15, calendar(), content=False)


def mended():
    return course.mended(in_remedy(), AT + 3 * DAY, calendar())


def test_a_bad_rating_is_verified_first_and_what_a_caller_heard_is_remedied_at_once():
    assert (begun().step, begun(Cause.UNSOLVED).step) == (Step.VERIFY, Step.REMEDY)


def test_fifteen_working_days_to_put_right():
    assert in_remedy().due_at.astimezone(SHANGHAI).date().isoformat() == "2026-12-15"


def test_whoever_is_content_when_asked_needs_no_remedy_and_whoever_is_not_reached_does():
    settled = course.verified(begun(), AT, 15, calendar(), content=True)
    assert (settled.step, settled.outcome) == (Step.DONE, Outcome.SETTLED)
    assert course.verified(begun(), AT, 15, calendar(), content=None).step is Step.REMEDY


@pytest.mark.parametrize(("content", "outcome"), [(True, Outcome.REMEDIED), (None, Outcome.UNCONFIRMED)])
def test_only_the_resident_says_that_it_is_put_right(content, outcome):
    assert course.revisited(mended(), AT + 5 * DAY, 15, calendar(), content=content).outcome is outcome


def test_not_put_right_goes_round_once_more_and_then_ends_as_not_put_right():
    again = course.revisited(mended(), AT + 5 * DAY, 15, calendar(), content=False)
    assert (again.step, again.rounds) == (Step.REMEDY, 2)
    twice = course.mended(again, AT + 9 * DAY, calendar())
    assert course.revisited(twice, AT + 9 * DAY, 15, calendar(), content=False).outcome is Outcome.UNREMEDIED


def test_an_appeal_leaves_the_clock_running_and_is_made_once_and_in_time():
    made = course.appealed(in_remedy(), AT + 2 * DAY, calendar())
    assert (made.appeal, made.due_at) == (Appeal.OPEN, in_remedy().due_at)
    with refused("followups.appealed_already"):
        course.appealed(made, AT + 2 * DAY, calendar())
    with refused("followups.appealed_too_late"):
        course.appealed(in_remedy(), AT + 9 * DAY, calendar())
    with refused("followups.appealed_too_late"):
        course.appealed(mended(), AT + 3 * DAY, calendar())


@pytest.mark.parametrize(
    ("holds", "step", "outcome"), [(True, Step.DONE, Outcome.SET_ASIDE), (False, Step.REMEDY, None)]
)
def test_an_appeal_that_holds_ends_it_and_one_that_does_not_changes_nothing(holds, step, outcome):
    decided = course.decided(course.appealed(in_remedy(), AT + DAY, calendar()), AT + 2 * DAY, holds=holds)
    assert (decided.step, decided.outcome) == (step, outcome)
    with refused("followups.decided_already"):
        course.decided(decided, AT + 3 * DAY, holds=holds)


STEPS = some.lists(
    some.tuples(
        some.sampled_from(["verified", "mended", "revisited", "appealed", "decided"]),
        some.sampled_from([True, False, None]),
        some.integers(1, 200),
    ),
    max_size=12,
)


@given(STEPS)
def test_every_walk_ends_with_an_outcome_and_moves_no_more(steps):
    at, known = AT, begun()
    for verb, answer, hours in steps:
        at += timedelta(hours=hours)
        does = {
            "verified": lambda: course.verified(known, at, 15, calendar(), content=answer),  # noqa: B023
            "mended": lambda: course.mended(known, at, calendar()),  # noqa: B023
            "revisited": lambda: course.revisited(known, at, 15, calendar(), content=answer),  # noqa: B023
            "appealed": lambda: course.appealed(known, at, calendar()),  # noqa: B023
            "decided": lambda: course.decided(known, at, holds=bool(answer)),  # noqa: B023
        }
        before = known
        try:
            known = does[verb]()
        except Refused:
            continue
        assert (known.step is Step.DONE) == (known.outcome is not None) == (known.closed_at is not None)
        assert before.step is not Step.DONE or known.outcome is before.outcome
        assert known.rounds <= course.MOST_ROUNDS
