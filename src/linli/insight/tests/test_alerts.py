"""What is amiss: behind, without a figure, contradictory; each opens where it is mended, and it stands on 今天."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.actor import Actor, system_actor
from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.cases.tests.given import a_clerk
from linli.indicators.standing.definitions import definitions
from linli.indicators.standing.history import Past
from linli.indicators.standing.rules import Comparator, Quotient, Wanted
from linli.indicators.standing.rules import Kind as Of
from linli.indicators.standing.series import Row
from linli.insight.alerts import Alert, Sort, alerts, differ, fell, more_than_all
from linli.organizations.tests.given import COUNTY, a_unit
from linli.plans.models import Plan, PlanTarget

NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
TODAY = NOON.date()
SYSTEM = system_actor("indicators.explain")
ASSOCIATIONS = "disabled_association_coverage"
AT_LEAST = Wanted(Comparator.AT_LEAST, Decimal(100))
STATEMENTS = 18


def months(*numerators: int | None) -> list[Past]:
    definition, first = definitions()[ASSOCIATIONS], date(2026, 1, 31)
    days = [first + timedelta(days=30 * number) for number in range(len(numerators))]
    return [
        Past(definition, day, day, Row(day, NOON, each, None if each is None else 10))
        for day, each in zip(days, numerators, strict=True)
    ]


def a_plan(area: str = COUNTY, status: str = "published", **wanted) -> Plan:
    plan = Plan.objects.create(
        area_id=area, title=f"规划{area}", period="2021-2025", text="……", text_hash=f"{area:0>64}", reading={},
        loaded_at=NOON, status=status, published_at=NOON if status == "published" else None,
    )  # fmt: skip
    facts = {"low": 100, "comparator": ">=", "unit_of_measure": "%", "raw": "100%", "indicator": ASSOCIATIONS, **wanted}
    PlanTarget.objects.create(plan=plan, order=1, name="残疾人协会", **facts)
    return plan


def found(area: str = COUNTY, viewer: Actor = SYSTEM) -> dict[Sort, list[Alert]]:
    rows: dict[Sort, list[Alert]] = {}
    with acting_as(viewer):
        for each in alerts(area, TODAY, viewer=viewer):
            rows.setdefault(each.sort, []).append(each)
    return rows


def test_a_part_is_not_larger_than_its_whole():
    assert more_than_all(Quotient(6, 5), Of.SHARE)
    assert not more_than_all(Quotient(5, 5), Of.COVERAGE)
    assert not more_than_all(Quotient(6, 5, 10_000, is_share=False), Of.PER)


@pytest.mark.django_db
def test_a_figure_that_counts_up_and_is_less_than_at_the_last_months_end_fell():
    assert fell(months(3, 5, 4), Of.COVERAGE, AT_LEAST) == (5, 4)
    assert fell(months(5, 5), Of.COVERAGE, AT_LEAST) is None
    assert fell(months(5, None), Of.COVERAGE, AT_LEAST) is None
    assert fell(months(4), Of.COVERAGE, AT_LEAST) is None
    assert fell(months(5, 4), Of.COVERAGE, Wanted(Comparator.AT_MOST, Decimal(1))) is None
    assert fell(months(5, 4), Of.SHARE, AT_LEAST) is None


def test_two_targets_that_say_the_same_do_not_differ():
    assert not differ([AT_LEAST, Wanted(Comparator.AT_LEAST, Decimal("100.0000"))])
    assert not differ([AT_LEAST, Wanted(Comparator.AT_LEAST, None)])
    assert differ([AT_LEAST, Wanted(Comparator.AT_LEAST, Decimal(80))])


@pytest.mark.django_db
def test_a_target_behind_its_path_opens_on_the_places_that_are_low():
    a_plan()
    behind = [each for each in found()[Sort.BEHIND] if each.name == "残疾人协会"]
    assert [each.url for each in behind] == [f"/insight/compare/?indicator={ASSOCIATIONS}&area={COUNTY}"]


@pytest.mark.django_db
def test_a_draft_alarms_nobody():
    a_plan(status="draft")
    assert Sort.BEHIND not in found()


@pytest.mark.django_db
def test_a_target_with_a_register_and_no_figure_opens_on_the_register():
    a_plan(indicator="grid_size_urban")
    missing = found()[Sort.NO_DATA]
    assert [each.name for each in missing] == ["残疾人协会"]
    assert missing[0].url.startswith("/desk/grids/")


@pytest.mark.django_db
def test_two_plans_that_want_different_things_of_one_indicator_are_named():
    a_plan()
    assert Sort.TARGETS_DIFFER not in found()
    a_plan("1311", low=80, raw="80%")
    named = found()[Sort.TARGETS_DIFFER]
    assert [(each.name, each.url) for each in named] == [
        ("村（社区）残疾人协会覆盖率", f"/desk/indicators/plan/{ASSOCIATIONS}/?area={COUNTY}")
    ]
    assert "80、100" in named[0].words


@pytest.mark.django_db
def test_the_page_lists_them_by_sort_and_asks_few_statements(client):
    a_plan()
    a_unit("disabled_association")
    here = signed_in(client, User.objects.get(pk=a_clerk(None, role="supervisor", area=COUNTY).user))
    here.get("/insight/alerts/")
    with CaptureQueriesContext(connection) as asked:
        page = here.get("/insight/alerts/").content.decode()
    assert "看哪里低" in page
    assert len(asked) == STATEMENTS
    assert "看哪里低" in here.get("/insight/alerts/?sort=behind").content.decode()
