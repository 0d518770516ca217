"""The rules of counting alone: what counts, when, for what, and how a rate is rounded."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.base.calendar import Limit, calendar
from linli.base.clock import SHANGHAI
from linli.cases import rules as cases
from linli.indicators import rules
from linli.indicators.rules import PART_OF, Measure, Period
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM

NEW = cases.submit(MONDAY_9AM, Limit(2, "hour"), Limit(1, "day"), calendar())
ACCEPTED = cases.accept(NEW, MONDAY_9AM + HOUR)
DONE = cases.resolve(ACCEPTED, MONDAY_9AM + 2 * HOUR)
RETURNED = cases.give_back(
    ACCEPTED, MONDAY_9AM + HOUR, within=Limit(2, "day"), answer=Limit(4, "hour"), calendar=calendar()
)
LATER = MONDAY_9AM + 40 * DAY
IN_TIME = {Measure.COUNTED, Measure.RESPONDED, Measure.ON_TIME}


@pytest.mark.parametrize(
    ("case", "at", "expected"),
    [
        (NEW, NEW.due_at, set()),  # not yet due
        (NEW, NEW.due_at + HOUR, {Measure.COUNTED}),  # nobody has touched it
        (ACCEPTED, NEW.due_at + HOUR, {Measure.COUNTED, Measure.RESPONDED}),
        (DONE, MONDAY_9AM + 2 * HOUR, IN_TIME),  # early: counts at once, on the day of its deadline
        (cases.resolve(ACCEPTED, NEW.due_at + HOUR), LATER, {Measure.COUNTED, Measure.RESPONDED}),
        (cases.resolve(cases.accept(NEW, NEW.accept_due_at + HOUR), NEW.due_at), LATER, {Measure.COUNTED, Measure.ON_TIME}),
        (cases.withdraw(ACCEPTED, MONDAY_9AM + HOUR), LATER, set()),
        (cases.confirm(DONE, LATER), LATER, IN_TIME | {Measure.ANSWERED, Measure.SOLVED}),
        (cases.lapse(DONE, LATER), LATER, IN_TIME),  # no answer is no answer
        (cases.rate(DONE, MONDAY_9AM + DAY, 2), LATER, IN_TIME | {Measure.ANSWERED, Measure.SOLVED, Measure.RATED}),
        (cases.rate(DONE, MONDAY_9AM + DAY, 3), LATER, set(Measure)),
        (RETURNED, LATER, {Measure.COUNTED, Measure.RESPONDED}),
    ],
)  # fmt: skip
def test_a_case_counts_for(case, at, expected):
    assert rules.measures_of(case, at) == expected


def test_a_reopened_case_is_as_unresolved_until_it_is_resolved_again():
    reopened = cases.reopen(DONE, MONDAY_9AM + DAY, calendar())
    assert reopened.due_at > DONE.due_at
    assert rules.measures_of(reopened, DONE.due_at + HOUR) == set()  # its clock has moved on
    assert rules.measures_of(reopened, LATER) == {Measure.COUNTED, Measure.RESPONDED, Measure.ANSWERED}
    again = cases.resolve(reopened, MONDAY_9AM + DAY + HOUR)
    assert rules.measures_of(again, LATER) == IN_TIME | {Measure.ANSWERED}
    assert rules.measures_of(cases.confirm(again, LATER), LATER) == IN_TIME | {Measure.ANSWERED, Measure.SOLVED}


def test_a_deadline_late_at_night_belongs_to_the_day_in_china():
    case = cases.Standing(
        cases.Stage.SUBMITTED, MONDAY_9AM, MONDAY_9AM, datetime(2026, 11, 30, 23, 30, tzinfo=SHANGHAI)
    )
    assert rules.day_of(case) == date(2026, 11, 30)


@given(some.sampled_from(sorted(PART_OF)), some.data())
def test_what_is_a_part_never_holds_without_the_whole(part, data):
    standing = data.draw(some.sampled_from([NEW, ACCEPTED, DONE, cases.rate(DONE, MONDAY_9AM + DAY, 5)]))
    found = rules.measures_of(standing, LATER)
    assert part not in found or PART_OF[part] in found


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [(0, 0, None), (0, 3, "0.0"), (3, 3, "100.0"), (2, 3, "66.7"), (1, 16, "6.3"), (1, 2000, "0.1"), (1, 2001, "0.0")],
)
def test_a_rate_is_rounded_once_and_half_up(numerator, denominator, value):
    assert rules.percent(numerator, denominator) == (value and Decimal(value))


def test_months_are_written_as_people_write_them():
    assert str(Period.parse("2026-02")) == "2026-02"
    assert Period.parse("2028-02").last == date(2028, 2, 29)
    assert Period.parse("2026-11-20") == Period.day(date(2026, 11, 20))
    assert [str(month) for month in Period.month(2026, 2).lately(4)] == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-1", "２０２６-11", "2026-02-30", "0000-01", "2026-11-", "11-2026"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Period.parse(text)
