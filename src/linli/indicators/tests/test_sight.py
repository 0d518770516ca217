"""Who sees which figures and which cases behind them. Asked of the models themselves, so that a policy must answer."""

import pytest

from linli.areas.tests.given import a_grid
from linli.base.scope import NoScope, acting_as
from linli.cases import actions as cases
from linli.indicators import queries
from linli.indicators.definitions import definitions
from linli.indicators.models import DailyMeasure, MonthlyMeasure
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def case(clerk):
    """On time, in November or December 2026, counted."""
    found = given.a_resolved_case(clerk, given.a_resident())
    given.counted(MONDAY_9AM + DAY)
    return found


def seen_by(actor) -> tuple[int, int]:
    with acting_as(actor):
        return DailyMeasure.objects.all().count(), MonthlyMeasure.objects.all().count()


def explained(case, viewer, indicator="on_time_rate", area=given.COMMUNITY, **more):
    with acting_as(viewer):
        found = queries.explain(indicator, area, given.month_of(case), viewer=viewer, **more)
        return found, list(found.yes), list(found.no)


def test_staff_see_the_figures_of_their_areas_and_of_nobody_elses(clerk, case):
    assert seen_by(given.a_dispatcher()) == (3, 6)
    assert seen_by(given.a_dispatcher(area=given.COMMUNITY)) == (3, 0)
    assert seen_by(given.a_dispatcher(area=given.OTHER_COUNTY)) == (0, 0)
    assert seen_by(given.a_dispatcher(area=given.NEIGHBOUR)) == (0, 0)


def test_a_unit_sees_its_own_figures_wherever_its_cases_lie(clerk, case):
    firm = given.a_unit("property_company", area=given.OTHER_COUNTY, serves=given.COUNTY)
    accepted = given.an_accepted_case(clerk)
    given.do(cases.assign, accepted, to=firm, by=clerk, at=MONDAY_9AM + HOUR)
    given.counted(accepted.due_at + DAY)
    handler = given.a_clerk(firm, role="handler")
    assert seen_by(handler) == (2, 2)
    with acting_as(handler):
        assert set(DailyMeasure.objects.values_list("unit", flat=True)) == {firm.pk}


def test_residents_see_no_figures_and_without_a_scope_nobody_does(case):
    assert seen_by(given.a_resident()) == (0, 0)
    with pytest.raises(NoScope):
        DailyMeasure.objects.count()


def test_a_figure_opens_down_to_the_cases_behind_it(clerk, case):
    late = given.an_accepted_case(clerk)
    given.counted(late.due_at + HOUR)
    found, yes, no = explained(case, given.a_dispatcher())
    assert (found.rate.numerator, found.rate.denominator) == (found.shown_yes, found.shown_yes + found.shown_no)
    assert (yes, no, found.hidden, found.is_moving) == ([case], [late], 0, False)


@pytest.mark.parametrize(
    ("indicator", "yes", "no"),
    [("response_rate", 2, 1), ("solved_rate", 1, 1), ("satisfaction_rate", 0, 1), ("on_time_rate", 2, 1)],
)
def test_each_indicator_lists_who_counts_as_yes_and_who_as_no(clerk, indicator, yes, no):
    unhappy, again = given.a_resident(), given.a_resident()
    rated = given.a_resolved_case(clerk, unhappy)
    given.do(cases.rate, rated, level=1, by=unhappy, at=MONDAY_9AM + 4 * HOUR)
    reopened = given.a_resolved_case(clerk, again)
    given.do(cases.reopen, reopened, reason="还是不亮", by=again, at=MONDAY_9AM + 3 * HOUR + HOUR / 2)
    given.resolved(reopened, clerk, MONDAY_9AM + 4 * HOUR)
    untouched = given.a_case()  # nobody has answered its resident
    given.counted(untouched.due_at + HOUR)
    found, in_yes, in_no = explained(untouched, given.a_dispatcher(), indicator)
    assert (len(in_yes), len(in_no)) == (found.shown_yes, found.shown_no) == (yes, no)
    assert (found.rate.numerator, found.rate.denominator) == (yes, yes + no)


def test_what_a_viewer_may_not_open_is_counted_and_said(clerk, case):
    given.do(cases.raise_audience, case, by=clerk, at=MONDAY_9AM + DAY)
    given.counted(MONDAY_9AM + DAY + HOUR)
    found, yes, no = explained(case, given.a_dispatcher())
    assert (yes, no, found.hidden_yes, found.hidden_no) == ([], [], 1, 0)
    assert explained(case, clerk)[1] == [case]  # its unit is on it


def test_a_case_that_has_just_changed_is_said_to_be_on_its_way(clerk):
    given.counted(MONDAY_9AM)
    case = given.a_resolved_case(clerk, given.a_resident())
    assert explained(case, clerk)[0].is_moving
    given.counted(MONDAY_9AM + DAY)
    assert not explained(case, clerk)[0].is_moving


def test_one_units_figure_lists_its_own_cases_only(clerk, case):
    other = given.a_unit("subdistrict_office", area=given.STREET)
    assert explained(case, given.a_dispatcher(), unit=clerk.units[0])[1] == [case]
    assert explained(case, given.a_dispatcher(), unit=other.pk)[1] == []


def test_before_the_first_count_nothing_is_claimed(clerk):
    case = given.a_resolved_case(clerk, given.a_resident())
    found, yes, no = explained(case, clerk)
    assert (found.until, found.rate.value, yes, no) == (None, None, [], [])


def test_children_and_units_add_up_to_the_whole(clerk, case):
    given.a_case(area=given.NEIGHBOUR)
    given.a_case(area=given.OTHER_COMMUNITY)
    given.counted(case.due_at + 9 * DAY)
    month = given.month_of(case)
    with acting_as(SYSTEM):
        for area in ("1311", given.COUNTY, given.STREET):
            whole = queries.rates(area, month)
            children = queries.by_children(area, month)
            for place, rate in enumerate(whole):
                both = (rate.numerator, rate.denominator)
                units = list(queries.by_unit(rate.definition, area, month))
                assert both == tuple(sum(unit[part] for unit in units) for part in (1, 2))
                below = [child.rates[place] for child in children]
                assert both == (sum(each.numerator for each in below), sum(each.denominator for each in below))
        assert queries.by_children(given.COMMUNITY, month) == []  # no grids are loaded
        names = [part.area.code for part in queries.by_children(given.STREET, month)]
        assert names == sorted(names)
        assert {given.COMMUNITY, given.NEIGHBOUR} <= set(names)
        counted = definitions()["on_time_rate"]
        assert None in [unit for unit, _numerator, _denominator in queries.by_unit(counted, "1311", month)]


def test_the_trend_is_the_rates_of_its_months(clerk, case):
    later = given.an_accepted_case(clerk, at=MONDAY_9AM + 45 * DAY)
    given.counted(later.due_at + DAY)
    months = given.month_of(later).lately(4)
    with acting_as(SYSTEM):
        for area in (given.COMMUNITY, given.COUNTY):
            for unit in (None, clerk.units[0]):
                found = queries.trend(area, months, unit)
                assert [each.rates for each in found] == [queries.rates(area, month, unit) for month in months]
                assert [each.month for each in found] == months
    assert sum(any(rate.denominator for rate in each.rates) for each in found) == 2


def test_figures_go_down_to_grids_and_say_how_many_lie_in_none(clerk):
    grid, other = a_grid(), a_grid("第二网格")
    located, somewhere = given.an_accepted_case(clerk), given.an_accepted_case(clerk)
    given.do(cases.locate, located, grid=other.code, by=clerk, at=MONDAY_9AM + HOUR)
    given.counted(located.due_at + DAY)
    month, viewer = given.month_of(located), given.a_dispatcher()
    with acting_as(viewer):
        below = {each.area.code: each.rates[0].denominator for each in queries.by_children(given.COMMUNITY, month)}
        assert below == {other.code: 1, given.COMMUNITY: 1}
        found = queries.explain("on_time_rate", other.code, month, viewer=viewer)
        assert (list(found.no), found.hidden) == ([located], 0)
        whole = queries.explain("on_time_rate", given.COMMUNITY, month, viewer=viewer)
        assert set(whole.no) == {located, somewhere}
    given.do(cases.locate, located, grid=grid.code, by=clerk, at=located.due_at + 2 * DAY)
    given.counted(located.due_at + 3 * DAY)
    with acting_as(viewer):
        below = [each.area.code for each in queries.by_children(given.COMMUNITY, month)]
    assert sorted(below) == sorted([grid.code, given.COMMUNITY])
