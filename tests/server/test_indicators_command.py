"""`linli indicators`: counts again, opens a figure, and finds what the journal does not confirm."""

import json

import pytest
from click.testing import CliRunner

from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.indicators import actions
from linli.indicators.models import DailyMeasure
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, HOUR, MONDAY_9AM, SYSTEM
from linli.project.cli.indicators import indicators

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_months_later(monkeypatch):
    """The command reads the clock; the cases are of a known Monday."""
    monkeypatch.setattr("linli.base.clock.now", lambda: MONDAY_9AM + 60 * DAY)


@pytest.fixture
def cases():
    """One on time, one that nobody has resolved; due in one month."""
    clerk = given.a_clerk(given.a_unit())
    return given.a_resolved_case(clerk, given.a_resident()), given.an_accepted_case(clerk)


def run(*arguments: object, code: int = 0):
    done = CliRunner().invoke(indicators, [str(each) for each in arguments])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def test_compute_counts_again_and_lists_the_rates(cases):
    month = given.month_of(cases[0])
    said = run("compute", "--area", given.COUNTY, "--month", month).output
    assert "按期办结率 50.0%（1/2）" in said
    assert "满意率 暂无数据（0/0）" in said
    found = json.loads(run("compute", "--area", given.COUNTY, "--month", month, "--json").output)
    assert (found["area"], found["period"]) == (given.COUNTY, str(month))
    assert found["indicators"][3] == {
        "id": "on_time_rate", "name": "按期办结率", "numerator": 1, "denominator": 2, "value": 50.0, "unit": "%",
        "rule_version": 1,
    }  # fmt: skip


def test_compute_repairs_a_day_that_was_lost(cases):
    given.counted(MONDAY_9AM + 60 * DAY)
    day = cases[0].due_at.astimezone(MONDAY_9AM.tzinfo).date()
    with acting_as(SYSTEM):
        DailyMeasure.objects.all().delete()
    assert "按期办结率 50.0%（1/2）" in run("compute", "--day", day).output


def test_explain_lists_the_cases_behind_a_figure(cases):
    month = given.month_of(cases[0])
    said = run("explain", "on_time_rate", "--area", given.COUNTY, "--month", month).output
    assert "在办结期限内办结的件数 ÷ 全部件数" in said
    assert f"是 {cases[0].number} 按期办结" in said
    found = json.loads(run("explain", "on_time_rate", "--month", month, "--json").output)
    assert [(case["number"], case["counts"]) for case in found["cases"]] == [
        (cases[0].number, True),
        (cases[1].number, False),
    ]
    assert (found["numerator"], found["denominator"], found["value"]) == (1, 2, 50.0)


def test_recount_agrees_and_where_it_does_not_says_where_and_fails(cases):
    month = given.month_of(cases[0])
    assert "2 件办件" in run("recount", "--area", given.COUNTY, "--month", month).output
    with acting_as(SYSTEM):
        Case.objects.filter(pk=cases[0].pk).update(resolved_at=cases[0].due_at + HOUR)
    given.do(actions.rebuild, by=SYSTEM, at=MONDAY_9AM + 60 * DAY)
    done = run("recount", "--area", given.COUNTY, "--month", month, code=1)
    assert "on_time" in done.stderr
    assert "存的是 0，日志算得 1" in done.stderr
    found = json.loads(run("recount", "--area", given.COUNTY, "--month", month, "--json", code=1).stdout)
    assert {each["measure"] for each in found["differences"]} == {"on_time"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "no_such_rate"), "没有名为 no_such_rate 的指标"),
        (("compute", "--area", "131199"), "没有代码为 131199 的区划"),
        (("compute", "--area", "13110"), "不是区划代码"),
        (("compute", "--month", "2026-13"), "不是月份"),
        (("compute", "--month", "2026-11-01"), "不是月份"),
        (("compute", "--day", "2026-11"), "不是日期"),
        (("compute", "--day", "2026-11-01", "--month", "2026-11"), "只写一个"),
    ],
)
def test_a_wrong_wish_is_said_in_one_sentence(arguments, said):
    done = CliRunner().invoke(indicators, arguments)
    assert done.exit_code != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
