"""A month's figures stand from a day on; what comes later is counted beside them, and found case by case."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as some

from linli.base.clock import SHANGHAI
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.indicators import actions, locked, queries, recount, rules
from linli.indicators.definitions import days_to_lock, definitions
from linli.indicators.models import LockedCase, LockedMeasure, LockedMonth
from linli.indicators.rules import BITS, Measure, Period, Side
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM, NOVEMBER, SYSTEM
from linli.indicators.tests.test_recount import STEP, Town

pytestmark = pytest.mark.django_db
LOCKED = datetime(2026, 12, 10, 2, 13, tzinfo=SHANGHAI)  # ten days after the end of November
LATER = LOCKED + 5 * DAY


def lock(month=NOVEMBER, at=LOCKED) -> LockedMonth:
    with acting_as(SYSTEM):
        return actions.lock(month, by=SYSTEM, at=at)


def standing(area=given.COUNTY, by=SYSTEM, unit=None) -> dict[str, tuple[int, int]]:
    """The locked figures by indicator."""
    with acting_as(by):
        found = queries.rates(area, NOVEMBER, unit, LockedMonth.objects.get(month=NOVEMBER.first))
    return {each.definition.id: (each.numerator, each.denominator) for each in found}


def changed(indicator: str, by=None, unit=None, area=given.COUNTY):
    """Numbers of the cases that differ since, each with its side then and now, and whether they explain all of it."""
    viewer = by or given.a_dispatcher()
    with acting_as(viewer):
        lock = LockedMonth.objects.get(month=NOVEMBER.first)
        until, definition = queries.computed_until(), definitions()[indicator]
        found = locked.change(definition, area, lock, viewer=viewer, until=until, unit=unit)
        return {case.number: (Side(case.was), Side(case.is_now)) for case in found.cases}, found.is_whole


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def month(clerk):
    """November: one case rated 满意, one resolved without an answer, one late; locked."""
    happy, silent, slow = (given.a_resident() for _each in range(3))
    rated, unanswered = given.a_resolved_case(clerk, happy), given.a_resolved_case(clerk, silent)
    given.do(cases.rate, rated, level=4, by=happy, at=MONDAY_9AM + 4 * HOUR)
    late = given.an_accepted_case(clerk, slow)
    assert {given.month_of(each) for each in (rated, unanswered, late)} == {NOVEMBER}
    lock()
    return {"rated": rated, "unanswered": unanswered, "late": late, "silent": silent, "slow": slow}


def test_a_month_is_locked_so_many_days_after_its_last():
    assert rules.locks_on(NOVEMBER, days_to_lock()).isoformat() == "2026-12-10"


@drawn(some.frozensets(some.sampled_from(Measure)))
def test_what_a_case_counted_for_is_read_back_from_its_bits(holds):
    bits = rules.bits_of(holds)
    assert {each for each in Measure if bits & BITS[each]} == holds
    for each in definitions().values():
        side = rules.side_of(bits, each.numerator, each.denominator)
        assert (side is Side.OUT) == (each.denominator not in holds)
        assert (side is Side.YES) == ({each.numerator, each.denominator} <= holds)


def test_a_month_that_may_still_move_is_not_locked(clerk):
    given.a_resolved_case(clerk, given.a_resident())
    with pytest.raises(Refused, match=r"indicators\.not_over"):
        lock(at=LOCKED - DAY)


def test_the_nightly_job_locks_what_is_over_once(clerk):
    given.a_resolved_case(clerk, given.a_resident())
    given.counted(MONDAY_9AM + DAY)
    with acting_as(SYSTEM):
        assert actions.lock_what_is_over(by=SYSTEM, at=LOCKED - DAY) == []
        assert actions.lock_what_is_over(by=SYSTEM, at=LOCKED) == [NOVEMBER]
        assert actions.lock_what_is_over(by=SYSTEM, at=LATER) == []
        assert (LockedMonth.objects.get().cases, LockedMonth.objects.get().rule_version) == (1, rules.VERSION)


def test_locked_figures_stand_and_what_comes_later_is_counted_beside_them(clerk, month):
    before = standing()
    assert before["satisfaction_rate"] == (1, 1)
    assert before["on_time_rate"] == (2, 3)
    given.do(cases.rate, month["unanswered"], level=1, by=month["silent"], at=LOCKED + HOUR)
    given.counted(LATER)
    assert standing() == standing(by=given.a_dispatcher()) == before
    assert given.rates(given.COUNTY)["satisfaction_rate"][:2] == (1, 2)
    assert changed("satisfaction_rate") == ({month["unanswered"].number: (Side.OUT, Side.NO)}, True)
    assert changed("on_time_rate") == ({}, True)


def test_a_case_that_leaves_its_month_is_shown_as_gone(clerk, month):
    given.do(cases.withdraw, month["late"], by=month["slow"], at=LOCKED + HOUR)
    given.counted(LATER)
    assert changed("on_time_rate") == ({month["late"].number: (Side.NO, Side.OUT)}, True)


def test_a_locked_figure_opens_down_to_the_cases_it_was_made_of(clerk, month):
    given.do(cases.withdraw, month["late"], by=month["slow"], at=LOCKED + HOUR)
    given.counted(LATER)
    viewer, definition = given.a_dispatcher(), definitions()["on_time_rate"]
    with acting_as(viewer):
        found = locked.explain(definition, given.COUNTY, LockedMonth.objects.get(), viewer=viewer)
        assert {kept.case for kept in found.yes} == {month["rated"], month["unanswered"]}
        assert ([kept.case for kept in found.no], found.hidden) == ([month["late"]], 0)


def test_what_a_viewer_may_not_open_is_said_to_have_changed_too(clerk, month):
    given.do(cases.rate, month["unanswered"], level=1, by=month["silent"], at=LOCKED + HOUR)
    given.do(cases.raise_audience, month["unanswered"], by=clerk, at=LOCKED + HOUR)
    given.counted(LATER)
    assert changed("satisfaction_rate") == ({}, False)
    assert changed("satisfaction_rate", by=clerk, area=given.COMMUNITY)[1]
    viewer = given.a_dispatcher()
    with acting_as(viewer):
        found = locked.explain(definitions()["on_time_rate"], given.COUNTY, LockedMonth.objects.get(), viewer=viewer)
        assert not Case.objects.filter(pk=month["unanswered"].pk).exists()
        assert [kept.case for kept in found.yes] == [month["rated"]]
        assert (found.shown_yes, found.shown_no, found.hidden) == (1, 1, 1)
    with acting_as(clerk):
        found = locked.explain(definitions()["on_time_rate"], given.COMMUNITY, LockedMonth.objects.get(), viewer=clerk)
        assert {kept.case for kept in found.yes} == {month["rated"], month["unanswered"]}
        assert (found.shown_yes, found.shown_no, found.hidden) == (2, 1, 0)


def test_a_unit_that_passed_a_case_on_still_sees_that_it_counted_for_it(clerk, month):
    street = given.a_unit("subdistrict_office", area=given.STREET)
    given.do(cases.assign, month["late"], to=street, by=clerk, at=LOCKED + HOUR)
    given.counted(LATER)
    unit = clerk.units[0]
    assert standing(unit=unit)["on_time_rate"] == (2, 3)
    assert changed("on_time_rate", unit=unit) == ({month["late"].number: (Side.NO, Side.OUT)}, True)


def test_nobody_changes_or_takes_away_what_is_locked(clerk, month):
    for attempt in (
        lambda: LockedCase.objects.all().delete(),
        lambda: LockedMeasure.objects.update(value=9),
        lambda: LockedMonth.objects.all().delete(),
        lambda: LockedMonth.objects.update(cases=0),
    ):
        for who in (clerk, SYSTEM):
            with pytest.raises(ProgrammingError, match="permission denied"), acting_as(who):
                attempt()


def test_figures_of_a_locked_month_add_up_at_every_level(clerk, month):
    with acting_as(SYSTEM):
        lock = LockedMonth.objects.get()
        for area in ("13", "1311", given.COUNTY, given.STREET, given.COMMUNITY):
            found = queries.rates(area, NOVEMBER, lock=lock)
            assert [(each.numerator, each.denominator) for each in found] == list(standing().values())
        for above, below in pairwise(("13", "1311", given.COUNTY, given.STREET)):
            whole = queries.rates(above, NOVEMBER, lock=lock)
            parts = [each for each in queries.by_children(above, NOVEMBER, lock) if each.area.code == below]
            assert [each.rates for each in parts] == [whole]
        (row,) = queries.by_unit(definitions()["on_time_rate"], given.COUNTY, NOVEMBER, lock)
        assert row == (clerk.units[0], 2, 3)
        trend = queries.trend(given.COUNTY, NOVEMBER.lately(2), locks={NOVEMBER.first: lock})
        assert [each.lock for each in trend] == [None, lock]
        assert trend[1].rates == queries.rates(given.COUNTY, NOVEMBER, lock=lock)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@drawn(some.lists(STEP, min_size=3, max_size=12), some.lists(STEP, min_size=1, max_size=12))
def test_after_any_walk_a_locked_month_is_what_it_was_and_its_changes_explain_what_is_counted_now(before, after):
    with transaction.atomic():
        town, at = Town(), MONDAY_9AM
        held = [town.submit(which, at + which * HOUR) for which in range(3)]
        at = walked(town, held, before, at)
        at = max(at, LOCKED)
        with acting_as(SYSTEM):
            kept = [(each.standing, rules.measures_of(each.standing, at)) for each in Case.objects.all()]
        month = NOVEMBER
        lock(month, at)
        expected = {
            each.id: tuple(
                sum(half in holds and Period.month_of(rules.day_of(case)) == month for case, holds in kept)
                for half in (each.numerator, each.denominator)
            )
            for each in definitions().values()
        }
        assert standing() == expected
        with acting_as(SYSTEM):
            told = {each.case: each.holds for each in recount.held(given.COUNTY, month, at)}
            assert {row.case_id: row.holds for row in LockedCase.objects.all()} == {
                case: rules.bits_of(holds) for case, holds in told.items()
            }
        at = walked(town, held, after, at)
        given.counted(at)
        assert standing() == expected
        for indicator in definitions():
            assert changed(indicator, by=SYSTEM)[1], indicator
        transaction.set_rollback(True)


def walked(town, held, walk, at):
    for verb, which, number, hours in walk:
        at += timedelta(hours=hours)
        if verb != "count":
            town.do(verb, held[which], which, number, at)
    return at
