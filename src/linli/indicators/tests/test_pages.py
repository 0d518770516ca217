"""The desk's pages of figures, as staff of one area and of another find them."""

from datetime import datetime

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.indicators import charts, pages, queries
from linli.indicators.definitions import definitions
from linli.indicators.models import DailyMeasure
from linli.indicators.queries import MonthRates, Rate
from linli.indicators.rules import Period
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM

pytestmark = [pytest.mark.django_db, pytest.mark.urls("linli.indicators.tests.urls")]
HERE = "/desk/indicators/"


@pytest.fixture(autouse=True)
def only_our_frame(settings):
    """Without the project's menu, which knows modules above this one."""
    template = {**configured.TEMPLATES[0]}
    processors = [name for name in template["OPTIONS"]["context_processors"] if not name.startswith("linli.project")]
    settings.TEMPLATES = [{**template, "OPTIONS": {**template["OPTIONS"], "context_processors": processors}}]


@pytest.fixture(autouse=True)
def on_the_last_of_november(monkeypatch):
    monkeypatch.setattr(pages, "now", lambda: datetime(2026, 11, 30, 18, 0, tzinfo=SHANGHAI))


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def month(clerk) -> Period:
    """One case on time and rated 满意, one late, both due in one month, counted."""
    resident = given.a_resident()
    done = given.a_resolved_case(clerk, resident)
    given.do(cases.rate, done, level=4, by=resident, at=MONDAY_9AM + 4 * HOUR)
    late = given.an_accepted_case(clerk)
    given.counted(late.due_at + HOUR)
    assert given.month_of(done) == given.month_of(late)
    return given.month_of(done)


def as_user(client, actor):
    return signed_in(client, User.objects.get(pk=actor.user))


def read(client, address: str, actor) -> str:
    answer = as_user(client, actor).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_page_opens_on_the_widest_post_with_four_figures_and_their_numbers(client, month):
    text = read(client, f"{HERE}?month={month}", given.a_dispatcher())
    assert "桃城区" in text
    for name in ("响应率", "解决率", "满意率", "按期办结率"):
        assert f"<h3>{name}</h3>" in text
    assert "算进来的 2 件里有 1 件" in text
    assert "居民评价过的 1 件里有 1 件" in text
    assert "50.0" in text
    assert "%" in text


def test_where_nothing_counts_it_says_so_and_never_0_or_100(client, clerk):
    given.counted(MONDAY_9AM)
    text = read(client, HERE, given.a_dispatcher()).split("<main")[1]
    assert text.count("暂无数据") >= 4
    assert "还没有居民回答过的办件" in text
    assert "0.0" not in text
    assert "100.0" not in text


def test_each_area_below_leads_down_and_each_figure_to_its_cases(client, month):
    text = read(client, f"{HERE}?area={given.COUNTY}&month={month}", given.a_dispatcher())
    assert f"?area={given.STREET}&amp;month={month}" in text
    assert f"/desk/indicators/on_time_rate/?area={given.COUNTY}&amp;month={month}" in text
    down = read(client, f"{HERE}?area={given.STREET}&month={month}", given.a_dispatcher())
    assert "游园社区" in down
    assert f'href="{HERE}?area={given.COUNTY}&amp;month={month}">桃城区</a>' in down


def test_a_unit_has_a_page_of_its_own_figures(client, clerk, month):
    text = read(client, f"{HERE}?area={given.COUNTY}&month={month}&unit={clerk.units[0]}", given.a_dispatcher())
    assert "只看这个单位" in text
    assert "看全部单位" in text
    assert "算进来的 2 件里有 1 件" in text


def test_the_list_is_by_the_indicator_asked_for_and_lowest_first(client, clerk, month):
    given.a_case(area=given.NEIGHBOUR)
    given.counted(MONDAY_9AM + 20 * DAY)
    text = read(client, f"{HERE}?area={given.STREET}&month={month}&of=response_rate", given.a_dispatcher())
    listed = text[text.index('id="children"') :]
    assert listed.index("萃景社区") < listed.index("游园社区") < listed.index("中心街社区")  # 0 %, 100 %, none


def test_a_figure_is_explained_by_its_formula_and_by_every_case(client, month):
    address = f"{HERE}on_time_rate/?area={given.COUNTY}&month={month}"
    text = read(client, address, given.a_dispatcher())
    assert "在办结期限内办结的件数 ÷ 全部件数" in text
    assert "1 ÷ 2 = <b>50.0%</b>" in text
    assert "期限已过，还没有办结" in text  # the late one comes first
    assert text.count('href="/desk/cases/131102-2026') == 1
    assert "按期办结</td>" in read(client, f"{address}&show=yes", given.a_dispatcher())
    assert "王" not in text.split("<main")[1]  # nobody's name


def test_what_the_reader_may_not_open_is_said(client, clerk):
    case = given.a_resolved_case(clerk, given.a_resident())
    given.do(cases.raise_audience, case, by=clerk, at=MONDAY_9AM + 4 * HOUR)
    given.counted(MONDAY_9AM + DAY)
    address = f"{HERE}on_time_rate/?month={given.month_of(case)}"
    text = read(client, address, given.a_dispatcher())
    assert "另有 1 件您无权查看" in text
    assert case.number not in text
    assert case.number in read(client, address, clerk)


def test_a_figure_that_is_about_to_move_says_so(client, clerk):
    given.counted(MONDAY_9AM)
    case = given.a_resolved_case(clerk, given.a_resident())
    assert "几秒后更新" in read(client, f"{HERE}on_time_rate/?month={given.month_of(case)}", clerk)


@pytest.mark.parametrize(
    "query",
    [
        "area=131123", "area=1311", "area=131102001999", "area=13110", "area=x", "month=2026-13", "month=2026-11-02",
        "month=%00", "unit=x", "unit=01900000-0000-7000-8000-000000000000",
    ],
)  # fmt: skip
def test_another_county_and_what_does_not_exist_are_not_there(client, month, query):
    dispatcher = given.a_dispatcher()
    for address in (HERE, f"{HERE}on_time_rate/"):
        assert as_user(client, dispatcher).get(f"{address}?{query}").status_code == 404


def test_staff_of_another_county_do_not_find_this_ones_page(client, month):
    other = given.a_dispatcher(area=given.OTHER_COUNTY)
    assert as_user(client, other).get(f"{HERE}?area={given.COUNTY}&month={month}").status_code == 404
    assert "算进来的 2 件" not in read(client, f"{HERE}?month={month}", other)


@pytest.mark.parametrize("address", ["no_such_rate/", "on_time_rate/?show=maybe"])
def test_an_unknown_indicator_or_side_is_not_there(client, clerk, address):
    assert as_user(client, clerk).get(HERE + address).status_code == 404


def test_visitors_and_residents_are_asked_to_sign_in_as_staff(client):
    assert client.get(HERE).status_code == 302
    assert as_user(client, given.a_resident()).get(HERE).status_code == 302
    assert client.post(HERE).status_code in (302, 403, 405)


def test_units_stand_where_help_is_needed_first_and_who_has_few_last():
    """By the share; of equals the one with more cases."""
    shares = {"far behind": (1, 6), "behind": (2, 6), "behind, with more": (4, 12), "good": (6, 6), "few": (0, 4)}
    area, month = given.COMMUNITY, Period.parse("2026-10")
    units = {name: given.a_unit(area=area).pk for name in shares}
    on_time = definitions()["on_time_rate"]
    with acting_as(given.SYSTEM):
        DailyMeasure.objects.bulk_create(
            DailyMeasure(measure=name, area_id=area, unit_id=units[unit], day=month.first, value=value, rule_version=1)
            for unit, both in shares.items()
            for name, value in zip((on_time.numerator, on_time.denominator), both, strict=True)
            if value
        )
    with acting_as(given.a_dispatcher()):
        found = list(queries.by_unit(on_time, area, month))
    expected = ["far behind", "behind, with more", "behind", "good", "few"]
    assert found == [(units[name], *shares[name]) for name in expected]


def test_the_pages_cost_the_same_few_statements_however_much_there_is(client, month):
    as_user(client, given.a_dispatcher())
    addresses = (f"{HERE}?area={given.COUNTY}&month={month}", f"{HERE}on_time_rate/?area={given.COUNTY}&month={month}")

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len([each for each in found if "SAVEPOINT" not in each["sql"]])

    before = [cost(address) for address in addresses]
    for area in (given.NEIGHBOUR, given.COMMUNITY, given.NEIGHBOUR):
        given.a_unit(area=area)
        given.a_case(area=area)
    given.counted(MONDAY_9AM + 30 * DAY)
    assert [cost(address) for address in addresses] == before == [13, 10]


def test_a_locked_month_shows_both_figures_and_leads_to_the_cases_between_them(client, clerk, monkeypatch):
    resident = given.a_resident()
    case = given.a_resolved_case(clerk, resident)
    month, at = given.month_of(case), datetime(2026, 12, 10, 2, 13, tzinfo=SHANGHAI)
    monkeypatch.setattr(pages, "now", lambda: at + DAY)
    dispatcher, here = given.a_dispatcher(), f"?area={given.COUNTY}&month={month}"
    with acting_as(given.SYSTEM):
        given.actions.lock(month, by=given.SYSTEM, at=at)
    text = read(client, HERE + here, dispatcher)
    assert "12月10日 周四 02:13 锁定，用的是第 1 版规则" in text
    assert "锁定以后又变了" not in text
    given.do(cases.rate, case, level=4, by=resident, at=at + HOUR)
    given.counted(at + 2 * HOUR)
    text = read(client, HERE + here, dispatcher)
    assert "锁定的数 暂无数据，现在重算的数 1 ÷ 1 = <b>100.0%</b>" in " ".join(text.split()).replace(" ，", "，")
    changes = f"{HERE}satisfaction_rate/{here}&as=change"
    assert changes.replace("&", "&amp;") in text
    opened = read(client, changes, dispatcher)
    assert case.number in opened
    assert '<td data-label="锁定时">不算</td><td data-label="现在">满意</td>' in opened
    assert case.number in read(client, f"{HERE}on_time_rate/{here}", dispatcher)
    assert "在这以前还会变" in read(client, f"{HERE}?month=2026-12", dispatcher)


@pytest.mark.parametrize("way", ["locked", "change", "other"])
def test_a_month_that_is_not_locked_has_no_locked_figure(client, clerk, month, way):
    assert as_user(client, clerk).get(f"{HERE}on_time_rate/?month={month}&as={way}").status_code == 404


def test_a_chart_breaks_where_a_month_has_no_figure_and_is_read_out(client):
    each = definitions()["on_time_rate"]
    months = Period.month(2026, 11).lately(5)
    counts = [(9, 10), (8, 10), (0, 0), (10, 10), (19, 20)]
    rows = [MonthRates(month, [Rate(each, *pair)]) for month, pair in zip(months, counts, strict=True)]
    (chart,) = charts.charts(rows)
    assert len(chart.lines) == 2
    assert len(chart.dots) == 4
    assert chart.floor == 70
    assert chart.words == "按期办结率：7月 90.0%，8月 80.0%，9月 暂无数据，10月 100.0%，11月 95.0%"
    assert all(chart.top <= dot.y <= chart.bottom for dot in chart.dots)
