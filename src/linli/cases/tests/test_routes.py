"""Of all rules that hold for a request one counts: told by what the rules say, never by their order or age."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.base.calendar import calendar
from linli.base.clock import SHANGHAI
from linli.cases import routes
from linli.cases.routes import Asked, Hours, Rule

MONDAY_9AM = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TODAY = MONDAY_9AM.date()
COMMUNITY = "131102001045"
REPAIR = Asked("public-repair", COMMUNITY, MONDAY_9AM)
UNIT = UUID(int=7)


def a_rule(number=1, **said):
    plain = {"area": COMMUNITY, "item": "public-repair", "hours": Hours.ALWAYS, "first_on": None, "last_on": None}
    return Rule(id=UUID(int=number), unit=UNIT, **{**plain, **said})


def chosen(*rules, asked=REPAIR):
    return routes.chosen(rules, asked, calendar())


days = st.none() | st.dates(TODAY - timedelta(days=4), TODAY + timedelta(days=4))
moments = st.integers(-4 * 24 * 60, 4 * 24 * 60).map(lambda minutes: MONDAY_9AM + timedelta(minutes=minutes))
ids = st.integers(1, 10_000).map(lambda number: UUID(int=number))
rules = st.builds(
    Rule,
    id=ids,
    area=st.sampled_from(["1311", "131102", "131102001", COMMUNITY, "131123"]),
    item=st.sampled_from([None, "public-repair", "lift-installation"]),
    hours=st.sampled_from(Hours),
    first_on=days,
    last_on=days,
    unit=ids,
).filter(lambda rule: not (rule.first_on and rule.last_on and rule.last_on < rule.first_on))


found = st.lists(rules, max_size=8)


def entered(wanted):
    """Only rules that the desk would have let in: none that ties with an earlier one."""
    kept = []
    for rule in wanted:
        if not any(routes.ties(rule, other) for other in kept):
            kept.append(rule)
    return kept


@given(found, st.integers(0, 99), moments)
def test_the_order_of_the_rows_never_matters(rows, seed, at):
    asked = replace(REPAIR, at=at)
    shuffled = Random(seed).sample(rows, len(rows))
    assert chosen(*rows, asked=asked) == chosen(*shuffled, asked=asked)


@given(found.map(entered), moments)
def test_of_rules_that_were_let_in_no_two_that_hold_say_equally_much(rows, at):
    asked = replace(REPAIR, at=at)
    weights = [routes.weight(rule) for rule in rows if routes.holds(rule, asked, calendar())]
    assert len(weights) == len(set(weights))


@given(found, moments)
def test_what_counts_holds_and_nothing_that_holds_says_more(rows, at):
    asked = replace(REPAIR, at=at)
    rule = chosen(*rows, asked=asked)
    holding = [each for each in rows if routes.holds(each, asked, calendar())]
    assert (rule is None) == (not holding)
    assert rule is None or routes.weight(rule) == max(map(routes.weight, holding))


@given(rules, rules)
def test_a_tie_is_one_whichever_came_first(one, other):
    assert routes.ties(one, other) == routes.ties(other, one)
    assert routes.ties(one, one)


def test_the_item_counts_before_the_area_the_area_before_the_days_the_days_before_the_hours():
    of_the_item, of_the_area = a_rule(1, area="131102"), a_rule(2, item=None)
    dated, at_work = a_rule(3, first_on=TODAY), a_rule(4, hours=Hours.WORKING)
    both_days = a_rule(5, first_on=TODAY, last_on=TODAY)
    assert chosen(of_the_item, of_the_area) == of_the_item
    assert chosen(a_rule(6, area="131102001", item=None, last_on=TODAY), of_the_area) == of_the_area
    assert chosen(dated, at_work, both_days) == both_days
    assert chosen(dated, at_work) == dated
    assert chosen(a_rule(7), at_work) == at_work


@pytest.mark.parametrize(
    ("hours", "at", "holds"),
    [
        (Hours.WORKING, MONDAY_9AM, True),
        (Hours.WORKING, MONDAY_9AM.replace(hour=12, minute=30), True),  # who is on duty does not change over lunch
        (Hours.WORKING, MONDAY_9AM.replace(hour=23), False),
        (Hours.OUTSIDE, MONDAY_9AM.replace(hour=23), True),
        (Hours.OUTSIDE, MONDAY_9AM - timedelta(days=1), True),  # a Sunday
        (Hours.OUTSIDE, datetime(2026, 10, 1, 10, 0, tzinfo=SHANGHAI), True),  # a holiday
        (Hours.OUTSIDE, MONDAY_9AM, False),
    ],
)
def test_hours_go_by_the_calendar_of_working_days(hours, at, holds):
    assert routes.holds(a_rule(hours=hours), replace(REPAIR, at=at), calendar()) is holds


def test_a_dated_rule_holds_from_its_first_day_to_the_end_of_its_last_in_china():
    rule = a_rule(first_on=date(2026, 11, 23), last_on=date(2026, 11, 24))
    at_its_edges = [datetime(2026, 11, 23, 0, 0, tzinfo=SHANGHAI), datetime(2026, 11, 24, 23, 59, tzinfo=SHANGHAI)]
    beyond = [datetime(2026, 11, 22, 23, 59, tzinfo=SHANGHAI), datetime(2026, 11, 25, 0, 0, tzinfo=SHANGHAI)]
    assert all(routes.holds(rule, replace(REPAIR, at=at), calendar()) for at in at_its_edges)
    assert not any(routes.holds(rule, replace(REPAIR, at=at), calendar()) for at in beyond)


def test_what_is_confidential_goes_by_a_rule_that_names_it_and_by_no_other():
    secret = replace(REPAIR, is_confidential=True)
    assert chosen(a_rule(item=None), asked=secret) is None
    assert chosen(a_rule(), asked=secret) is not None


def test_rules_tie_where_only_their_days_could_tell_them_apart_and_these_meet():
    until, from_then = a_rule(last_on=TODAY), a_rule(2, first_on=TODAY)
    assert routes.ties(until, from_then)
    assert not routes.ties(until, a_rule(2, first_on=TODAY + timedelta(days=1)))
    assert not routes.ties(until, a_rule(2))  # an undated one says less
    assert not routes.ties(a_rule(), a_rule(2, hours=Hours.OUTSIDE))
    assert not routes.ties(a_rule(), a_rule(2, area="131102001"))
