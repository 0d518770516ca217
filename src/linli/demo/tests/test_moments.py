"""When things happen: asked for by day and week, reminded of and reported as the jobs would."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from linli.base.calendar import Limit, add_working, calendar
from linli.base.clock import SHANGHAI
from linli.cases.actions.watching import REMIND_BEFORE
from linli.demo.draws import Draw
from linli.demo.moments import (
    asked_for,
    due_day,
    next_closing,
    next_tick,
    reminder_before,
    submissions,
    workdays_before,
)
from linli.demo.tests.given import DAYS, MONDAY


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_people_ask_for_three_months_more_on_workdays_and_by_day():
    found = submissions(Draw("tests"), 4000, MONDAY, DAYS)
    assert found == sorted(found)
    assert found[-1] < MONDAY
    assert found[0] >= MONDAY - timedelta(days=92)
    days = Counter(moment.weekday() for moment in found)
    assert days[0] > 1.5 * days[6]
    assert sum(8 <= moment.hour < 18 for moment in found) > 0.6 * len(found)


def test_the_same_draw_gives_the_same_moments():
    assert submissions(Draw("tests"), 50, MONDAY, DAYS) == submissions(Draw("tests"), 50, MONDAY, DAYS)


@pytest.mark.parametrize("due", ["2026-11-23 17:30:00", "2026-11-24 10:12:05", "2026-10-08 09:00:00"])
def test_a_reminder_comes_at_the_first_run_that_finds_the_deadline_near(due):
    tick = reminder_before(at(due))
    assert add_working(tick, REMIND_BEFORE, calendar()) >= at(due)
    assert add_working(tick - timedelta(minutes=1), REMIND_BEFORE, calendar()) < at(due)
    assert tick == next_tick(tick)


def test_jobs_run_a_moment_after_the_minute_and_after_seven_past():
    assert next_tick(at("2026-11-23 17:30:00")) == at("2026-11-23 17:30:02")
    assert next_tick(at("2026-11-23 17:30:03")) == at("2026-11-23 17:31:02")
    assert next_closing(at("2026-11-23 17:30:00")) == at("2026-11-23 18:07:02")


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("2026-11-23 04:00", date(2026, 11, 23)),  # a Monday, early
        ("2026-11-23 17:29", date(2026, 11, 23)),
        ("2026-11-23 18:00", date(2026, 11, 24)),
        ("2026-11-21 12:00", date(2026, 11, 23)),  # a Saturday
        ("2026-09-20 12:00", date(2026, 9, 20)),  # a Sunday worked instead
        ("2026-10-02 12:00", date(2026, 10, 8)),  # in the holidays
    ],
)
def test_the_next_deadline_is_today_while_the_office_is_open(until, day):
    assert due_day(at(until)) == day


@pytest.mark.parametrize("days", [1, 3, 5, 20])
def test_what_was_asked_for_then_is_due_on_that_day(days):
    asked = asked_for(date(2026, 11, 23), Limit(days, "day"))
    due = add_working(datetime.combine(asked, at("2026-01-01 11:00").timetz()), Limit(days, "day"), calendar())
    assert due == at("2026-11-23 17:30")


def test_working_days_lead_back_and_on():
    assert workdays_before(date(2026, 11, 23), 1) == date(2026, 11, 20)
    assert workdays_before(date(2026, 11, 20), -1) == date(2026, 11, 23)
    assert workdays_before(date(2026, 11, 23), 0) == date(2026, 11, 23)
