"""Pages of analysis as staff read them: targets with their state and course, areas beside a map, few statements."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.cases.tests.given import a_clerk
from linli.indicators.standing import actions
from linli.indicators.standing.definitions import definitions
from linli.indicators.standing.rules import Comparator
from linli.insight import pages
from linli.insight.forecasts import State
from linli.insight.models import Alert
from linli.insight.progress import progress, wanted_of
from linli.organizations.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COUNTY, STREET, a_unit
from linli.plans.models import Plan, PlanTarget
from linli.plans.queries import in_force, period_of

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("indicators.snapshot")
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
ASSOCIATIONS = "disabled_association_coverage"
PLAN_STATEMENTS = 14
COMPARE_STATEMENTS = 14


@pytest.fixture(autouse=True)
def on_one_day(monkeypatch):
    monkeypatch.setattr(pages, "now", lambda: NOON)


@pytest.fixture
def plan() -> Plan:
    found = Plan.objects.create(
        area_id=COUNTY, title="规划", period="2026-2030", text="……", text_hash="1" * 64, reading={}, loaded_at=NOON
    )
    PlanTarget.objects.create(
        plan=found, order=1, name="残疾人协会", baseline=0, low=100, comparator=">=", unit_of_measure="%", raw="100%",
        year=2030, indicator=ASSOCIATIONS,
    )  # fmt: skip
    PlanTarget.objects.create(
        plan=found, order=2, name="农村社区综合服务设施覆盖率", low=80, raw="80%", unit_of_measure="%"
    )
    PlanTarget.objects.create(plan=found, order=3, name="没听说过的", low=80, raw="80%")
    return found


def written_down(*days: date) -> None:
    for day in days:
        at = datetime(day.year, day.month, day.day, 0, 23, tzinfo=SHANGHAI) + timedelta(days=1)
        with acting_as(SYSTEM):
            actions.snapshot(COUNTY, day, by=SYSTEM, at=at)


def found(plan: Plan, area: str = COUNTY, day: date = TODAY) -> dict[str, object]:
    with acting_as(SYSTEM):
        return {each.name: each for each in progress(plan, plan.targets.all(), area, day, viewer=SYSTEM)}


def reader(client, area: str = COUNTY):
    actor = a_clerk(None, role="supervisor", area=area)
    return signed_in(client, User.objects.get(pk=actor.user))


# Progress


def test_each_target_says_how_it_stands_what_it_waits_for_or_that_nobody_measures_it(plan):
    a_unit("disabled_association")
    rows = found(plan)
    assert rows["残疾人协会"].state is State.BEHIND
    assert rows["农村社区综合服务设施覆盖率"].state is State.WAITS
    assert (rows["没听说过的"].state, rows["没听说过的"].why) == (State.NO_DATA, "还没有指定数据来源")


def test_the_baseline_is_the_regions_and_a_place_within_it_begins_with_its_first_figure(plan):
    a_unit("disabled_association")
    written_down(date(2026, 10, 31))
    assert found(plan)["残疾人协会"].path.start == 0
    assert found(plan)["残疾人协会"].path.since == date(2026, 1, 1)
    of_community = found(plan, COMMUNITY)["残疾人协会"]
    assert (of_community.path.start, of_community.state) == (Decimal(100), State.MET)
    assert found(plan, STREET)["残疾人协会"].path.since == date(2026, 10, 31)


def test_a_forecast_waits_for_six_months_and_ends_with_the_plans_year(plan):
    ends = [date(2026, month + 1, 1) - timedelta(days=1) for month in range(5, 11)]
    for number, day in enumerate(ends):
        if number < 2:
            a_unit("disabled_association", area=(COMMUNITY, NEIGHBOUR)[number])
        written_down(day)
        leads = found(plan, day=day + timedelta(days=1))["残疾人协会"].forecast
        assert (leads is not None) == (number >= 5)
    assert (leads.on, leads.months) == (date(2030, 12, 31), 6)
    assert found(plan, day=date(2031, 1, 1))["残疾人协会"].is_over


def test_months_before_a_registers_first_entry_are_not_forecast_from(plan):
    ends = [date(2026, month + 1, 1) - timedelta(days=1) for month in range(4, 11)]
    for number, day in enumerate(ends):
        if number == 2:
            a_unit("disabled_association", area=COMMUNITY)
        written_down(day)
    row = found(plan, day=ends[-1] + timedelta(days=1))["残疾人协会"]
    assert (len(row.months), row.known_months, row.forecast) == (7, 5, None)


def test_a_part_larger_than_its_whole_is_neither_met_nor_forecast(plan, monkeypatch):
    a_unit("disabled_association")
    monkeypatch.setattr("linli.insight.progress.more_than_all", lambda *_facts: True)
    row = found(plan)["残疾人协会"]
    assert (row.state, row.forecast) == (State.WRONG, None)


def test_the_period_of_a_plan_is_read_however_its_dash_is_written():
    assert period_of(Plan(period="2021-2025")) == period_of(Plan(period="2021—2025")) == (2021, 2025)
    assert period_of(Plan(period="")) is None


def test_a_bare_number_of_what_should_be_few_is_the_most(plan):
    broadband = definitions()["villages_without_broadband"]
    assert wanted_of(PlanTarget(name="未通宽带行政村", low=0), broadband).comparator is Comparator.AT_MOST
    assert (
        wanted_of(PlanTarget(name="残疾人协会", low=100), definitions()[ASSOCIATIONS]).comparator is Comparator.AT_LEAST
    )
    assert wanted_of(PlanTarget(name="说清楚的", low=0, comparator=">="), broadband).comparator is Comparator.AT_LEAST


def test_of_an_area_the_plans_whose_time_it_is_hold_and_without_one_the_last():
    old, new = (Plan(area_id=COUNTY, period=period) for period in ("2021-2025", "2026-2030"))
    assert in_force([old, new], 2026) == [new]
    assert in_force([old, new], 2025) == [old]
    assert in_force([old], 2026) == [old]


def test_the_first_page_has_the_plans_of_here_apart_and_what_is_amiss(client, plan):
    Plan.objects.create(
        area_id=OTHER_COUNTY,
        title="别人的",
        period="2021-2025",
        text="……",
        text_hash="3" * 64,
        reading={},
        loaded_at=NOON,
    )
    with acting_as(SYSTEM):
        Alert(area_id=COUNTY, order=0, sort="behind", indicator="…", said="…", url="/", counted_at=NOON).save()
    page = reader(client).get("/insight/").content.decode()
    assert page.index(">规划</a>") < page.index("别处的规划") < page.index(">别人的</a>")
    assert "落后 1</span>" in page


def test_the_page_of_a_plan_shows_states_and_leads_to_the_words_the_figure_and_the_places(client, plan):
    a_unit("disabled_association")
    written_down(date(2026, 9, 30), date(2026, 10, 31))
    page = reader(client).get(f"/insight/plans/{plan.pk}/").content.decode()
    assert "落后" in page
    assert "等登记启用" in page
    assert "现在有 2 个月的数，至少要 6 个月才推算。" in " ".join(page.split())
    assert f"/desk/plans/{plan.pk}/targets/1/" in page
    assert f"/desk/indicators/plan/{ASSOCIATIONS}/?area={COUNTY}" in page
    assert f"/insight/compare/?indicator={ASSOCIATIONS}&amp;area={COUNTY}" in page
    narrowed = client.get(f"/insight/plans/{plan.pk}/?state=waits").content.decode()
    assert "残疾人协会</h3>" not in narrowed
    assert "农村社区综合服务设施覆盖率</h3>" in narrowed


def test_many_targets_ask_no_more_than_one(client, plan):
    written_down(date(2026, 9, 30), date(2026, 10, 31))
    here = reader(client)
    here.get(f"/insight/plans/{plan.pk}/")
    with CaptureQueriesContext(connection) as few:
        here.get(f"/insight/plans/{plan.pk}/")
    for order, name in enumerate(("grid_coverage", "grid_worker_coverage", "assisted_coverage"), 4):
        PlanTarget.objects.create(plan=plan, order=order, name=name, low=80, raw="80%", indicator=name)
    with CaptureQueriesContext(connection) as many:
        here.get(f"/insight/plans/{plan.pk}/")
    assert len(many) == len(few) == PLAN_STATEMENTS


# Comparison


def test_areas_are_listed_with_numbers_rank_and_both_numbers_and_lead_down_and_to_why(client):
    a_unit("disabled_association")
    page = reader(client).get(f"/insight/compare/?indicator={ASSOCIATIONS}&area={COUNTY}").content.decode()
    assert f"indicator={ASSOCIATIONS}&amp;area={STREET}" in page
    assert f"/desk/indicators/plan/{ASSOCIATIONS}/?area={STREET}" in page
    assert "这一级没有登记边界，画不出地图，请看列表。" in page


def test_a_region_is_drawn_with_the_number_of_its_row(client):
    page = reader(client, "1311").get(f"/insight/compare/?indicator={ASSOCIATIONS}&area=1311").content.decode()
    assert page.count('<path class="region') == 11  # real outlines; the two zones have none
    assert 'aria-hidden="true"' in page


def test_of_fewer_than_five_no_rank_is_given(client):
    a_unit("social_work_station")
    page = (
        reader(client).get(f"/insight/compare/?indicator=social_work_station_coverage&area={COUNTY}").content.decode()
    )
    assert "太少" in page


def test_another_level_is_named_by_the_way_to_it(client):
    page = reader(client).get(f"/insight/compare/?indicator={ASSOCIATIONS}&area={COUNTY}&level=12").content.decode()
    assert "河西街道游园社区" in page


@pytest.mark.parametrize(
    "query", ["indicator=nothing", f"area={OTHER_COUNTY}", "month=2026-13", "month=2026", "area=x"]
)
def test_what_does_not_exist_or_is_not_the_readers_is_not_found(client, query):
    assert reader(client).get(f"/insight/compare/?{query}").status_code == 404


@pytest.mark.parametrize("query", [f"indicator={ASSOCIATIONS}", "indicator=on_time_rate", "level=12", "by=quantile"])
def test_a_comparison_asks_the_same_few_whatever_is_compared(client, query):
    here = reader(client)
    here.get("/insight/compare/")
    with CaptureQueriesContext(connection) as asked:
        assert here.get(f"/insight/compare/?{query}").status_code == 200
    assert len(asked) <= COMPARE_STATEMENTS


def test_a_plan_of_a_region_that_is_not_served_here_has_no_figures_and_says_so(settings):
    settings.LINLI_REGION = "hengshui"
    elsewhere = Plan.objects.create(
        area_id="13", title="规划", period="2021-2025", text="……", text_hash="2" * 64, reading={}, loaded_at=NOON
    )
    PlanTarget.objects.create(plan=elsewhere, order=1, name="x", low=1, raw="1", indicator=ASSOCIATIONS)
    row = found(elsewhere, "13")["x"]
    assert (row.state, row.standing) == (State.NO_DATA, None)
    assert "衡水市" in row.why
