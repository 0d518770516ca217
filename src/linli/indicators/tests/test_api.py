"""Figures through the API: whole reports by unit and month, with the sight and the numbers of the pages."""

from datetime import datetime

import pytest

from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.tests.calling import Caller, faults, refusal
from linli.indicators import queries
from linli.indicators.rules import Period
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return given.a_unit()


@pytest.fixture
def case(unit):
    """On time, counted."""
    found = given.a_resolved_case(given.a_clerk(unit), given.a_resident())
    given.counted(MONDAY_9AM + DAY)
    return found


def report(actor, area, case, **more):
    month = str(given.month_of(case))
    return Caller(actor).get("/indicators/units", area=area, first=month, last=month, **more)


@pytest.mark.parametrize("area", ["13", "1311", given.COUNTY, given.COMMUNITY])
def test_a_unit_s_month_is_the_same_figure_at_every_level(unit, case, area):
    found = report(given.a_dispatcher(area="13"), area, case).json()
    (row,) = found["items"]
    assert (row["unit"], row["unit_name"], row["month"]) == (str(unit.pk), unit.name, str(given.month_of(case)))
    assert row["rates"]["on_time_rate"] == {"numerator": 1, "denominator": 1, "value": 100.0}
    assert row["rates"]["solved_rate"] == {"numerator": 0, "denominator": 0, "value": None}


def test_each_month_has_its_row_and_they_add_up_to_the_figure_of_the_whole(unit, case):
    dispatcher = given.a_dispatcher()
    given.a_case(given.a_resident(), at=MONDAY_9AM - 60 * DAY)
    given.counted(MONDAY_9AM + 2 * DAY)
    rows = Caller(dispatcher).get("/indicators/units", area=given.COUNTY, first="2026-09", last="2026-12").json()
    months = [row["month"] for row in rows["items"]]
    assert len(months) == len(set(months)) == 2
    with acting_as(dispatcher):
        whole = [queries.rates(given.COUNTY, Period.parse(month)) for month in months]
    assert [row["rates"]["on_time_rate"]["denominator"] for row in rows["items"]] == [
        next(rate.denominator for rate in rates if rate.definition.id == "on_time_rate") for rates in whole
    ]


def test_a_report_is_the_same_page_by_page_and_at_once(unit, case):
    dispatcher = given.a_dispatcher()
    given.a_case(given.a_resident(), at=MONDAY_9AM - 60 * DAY)
    given.a_case(given.a_resident(area=given.STREET), area=given.STREET)  # nobody's yet
    given.a_unit(area=given.NEIGHBOUR)
    given.a_case(given.a_resident(area=given.NEIGHBOUR), area=given.NEIGHBOUR)
    given.counted(MONDAY_9AM + 30 * DAY)
    asked = {"area": given.COUNTY, "first": "2026-09", "last": "2026-12"}
    at_once = Caller(dispatcher).get("/indicators/units", **asked).json()["items"]
    rows, cursor = [], ""
    while cursor is not None:
        page = Caller(dispatcher).get("/indicators/units", **asked, limit=1, cursor=cursor).json()
        rows += page["items"]
        cursor = page["next"]
    assert rows == at_once
    assert len({row["unit"] for row in rows}) == 3  # two units, and what no unit holds

    wrong = Caller(dispatcher).get("/indicators/units", **asked, cursor="x")
    assert refusal(wrong) == (422, "api.cursor_wrong")


def test_who_sees_only_a_unit_s_work_gets_only_that_unit(unit, case):
    firm = given.a_unit("property_company", area=given.COUNTY, serves=given.COUNTY)
    assert report(given.a_clerk(firm, role="handler"), given.COUNTY, case).json()["items"] == []
    (row,) = report(given.a_clerk(unit, role="handler"), given.COMMUNITY, case).json()["items"]
    assert row["unit"] == str(unit.pk)


def test_an_area_of_others_is_refused_and_residents_have_no_figures(unit, case):
    assert refusal(report(given.a_dispatcher(area=given.OTHER_COUNTY), given.COUNTY, case)) == (
        403,
        "accounts.no_right",
    )
    assert refusal(report(given.a_resident(), given.COUNTY, case)) == (403, "accounts.no_right")
    assert refusal(Caller(given.a_resident()).get("/indicators")) == (403, "accounts.no_right")


def test_two_years_at_most_and_no_month_before_the_first(unit):
    ask = Caller(given.a_dispatcher()).get
    assert faults(ask("/indicators/units", area=given.COUNTY, first="2026-05", last="2026-04")) == {
        "last": "before_first"
    }
    assert faults(ask("/indicators/units", area=given.COUNTY, first="2024-01", last="2026-01")) == {"last": "too_many"}
    assert faults(ask("/indicators/units", area=given.COUNTY, first="2026-13")) == {"first": "pattern_mismatch"}


def test_what_is_measured_is_listed(unit):
    found = Caller(given.a_dispatcher()).get("/indicators").json()["items"]
    assert {"id", "name", "numerator", "denominator", "unit", "better", "formula"} == set(found[0])
    assert "on_time_rate" in [each["id"] for each in found]


def test_a_locked_month_is_given_beside_what_is_counted_now(unit):
    resident, at = given.a_resident(), datetime(2026, 12, 10, 2, 13, tzinfo=SHANGHAI)
    case = given.a_resolved_case(given.a_clerk(unit), resident)
    ask, month = Caller(given.a_dispatcher()).get, given.month_of(case)
    given.counted(MONDAY_9AM + DAY)
    found = ask("/indicators/rates", area=given.COUNTY, month=str(month)).json()
    assert (found["locks_on"], found["locked"]) == ("2026-12-10", None)
    given.do(given.actions.lock, month, by=given.SYSTEM, at=at)
    given.do(cases.rate, case, level=4, by=resident, at=at + DAY)
    given.counted(at + 2 * DAY)
    found = ask("/indicators/rates", area=given.COUNTY, month=str(month)).json()
    assert (found["locked"]["at"], found["locked"]["rule_version"]) == ("2026-12-10T02:13:00+08:00", 1)
    assert [found[each]["rates"]["satisfaction_rate"]["denominator"] for each in ("locked", "now")] == [0, 1]
    mine = Caller(given.a_clerk(unit, role="handler")).get("/indicators/rates", area=given.COMMUNITY, month=str(month))
    assert mine.json()["unit"] == str(unit.pk)
    assert refusal(Caller(resident).get("/indicators/rates", area=given.COUNTY, month="2026-11"))[0] == 403
