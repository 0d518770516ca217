"""The three lights: progress never makes it worse, time never better, done is green and late is red."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.tasks import rules
from linli.tasks.rules import Light, Standing

SENT = date(2026, 1, 1)
DUE = date(2026, 12, 31)
ORDER = [Light.RED, Light.YELLOW, Light.GREEN]
DAYS = st.integers(0, 500).map(lambda days: SENT + timedelta(days=days))
STANDINGS = st.builds(
    Standing, sent_on=st.just(SENT), due_on=DAYS, percent=st.integers(0, 100), reported_on=st.none() | DAYS,
    is_done=st.booleans(), answer_due_on=st.none() | DAYS,
)  # fmt: skip


def stands(**more):
    return Standing(**{"sent_on": SENT, "due_on": DUE, "percent": 0, "reported_on": None, "is_done": False, **more})


@pytest.mark.parametrize(
    ("standing", "on", "light"),
    [
        (stands(), SENT, Light.GREEN),
        (stands(percent=40, reported_on=date(2026, 6, 30)), date(2026, 7, 1), Light.GREEN),
        (stands(percent=30, reported_on=date(2026, 6, 30)), date(2026, 7, 1), Light.YELLOW),
        (stands(percent=10, reported_on=date(2026, 6, 30)), date(2026, 7, 1), Light.RED),
        (stands(percent=90, reported_on=date(2026, 1, 2)), date(2026, 7, 1), Light.YELLOW),
        (stands(percent=99, reported_on=DUE), DUE + timedelta(days=1), Light.RED),
        (stands(is_done=True), DUE + timedelta(days=90), Light.GREEN),
        (stands(percent=90, answer_due_on=date(2026, 2, 1)), date(2026, 2, 2), Light.RED),
    ],
)
def test_the_lights_go_by_the_rule_on_the_page(standing, on, light):
    assert rules.light(standing, on) is light


@given(STANDINGS, DAYS, st.integers(0, 100))
def test_more_progress_never_makes_it_worse(standing, today, more):
    better = Standing(
        standing.sent_on, standing.due_on, max(standing.percent, more), standing.reported_on, standing.is_done,
        standing.answer_due_on,
    )  # fmt: skip
    assert ORDER.index(rules.light(better, today)) >= ORDER.index(rules.light(standing, today))


@given(STANDINGS, DAYS, st.integers(0, 400))
def test_time_alone_never_makes_it_better(standing, today, days):
    later = today + timedelta(days=days)
    assert ORDER.index(rules.light(standing, later)) <= ORDER.index(rules.light(standing, today))


@given(STANDINGS, DAYS)
def test_done_is_green_and_late_is_red(standing, today):
    if standing.is_done:
        assert rules.light(standing, today) is Light.GREEN
    elif today > standing.due_on:
        assert rules.light(standing, today) is Light.RED


@given(STANDINGS, st.none() | DAYS, DAYS)
def test_who_was_reminded_today_is_not_reminded_again(standing, reminded, today):
    if rules.is_to_remind(standing, reminded, today):
        assert not rules.is_to_remind(standing, today, today)
        assert not standing.is_done


def test_a_year_brings_two_reminders():
    told, last = [], None
    for day in range(400):
        today = SENT + timedelta(days=day)
        if rules.is_to_remind(stands(), last, today):
            told.append(last := today)
    assert told == [DUE - timedelta(days=30), DUE - timedelta(days=7)]


@pytest.mark.parametrize(
    ("goal", "found"),
    [("到2025年覆盖率达到100%。", (Decimal(100), "%")), ("持续推进", (None, "")), ("每年创建至少1个社区", (Decimal(1), "个")),
     ("80%的社区，30个站点", (None, ""))],
)  # fmt: skip
def test_a_goal_of_one_figure_is_quantified(goal, found):
    assert rules.quantified(goal) == found
