"""What is amiss: behind, without a figure, contradictory; each opens where it is mended. A job counts it, pages read it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from linli.accounts.models import User
from linli.accounts.rights import post_of
from linli.accounts.tests.given import signed_in
from linli.base.actor import Actor, Kind, Post, Shown, system_actor
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.cases.tests.given import a_clerk
from linli.indicators.standing.definitions import definitions
from linli.indicators.standing.history import Past
from linli.indicators.standing.rules import Comparator, Quotient, Wanted
from linli.indicators.standing.rules import Kind as Of
from linli.indicators.standing.series import Row
from linli.insight import actions, jobs, pages, queries
from linli.insight.alerts import alerts, differ, fell, words
from linli.insight.models import Alert, AlertCount, Sort
from linli.insight.progress import more_than_all
from linli.organizations.tests.given import COMMUNITY, COUNTY, OTHER_COUNTY, a_unit
from linli.plans.models import Plan, PlanTarget

NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
TODAY = NOON.date()
SYSTEM = system_actor("indicators.explain")
ASSOCIATIONS = "disabled_association_coverage"
AT_LEAST = Wanted(Comparator.AT_LEAST, Decimal(100))
LATER = NOON + timedelta(hours=3)
STATEMENTS = 10  # session, scope, the area, its address, when counted, the rows; none of indicators or plans


def months(*numerators: int | None) -> list[Past]:
    definition, first = definitions()[ASSOCIATIONS], date(2026, 1, 31)
    days = [first + timedelta(days=30 * number) for number in range(len(numerators))]
    return [
        Past(definition, day, day, Row(day, NOON, each, None if each is None else 10))
        for day, each in zip(days, numerators, strict=True)
    ]


def a_plan(area: str = COUNTY, status: str = "published", period: str = "2021-2025", **wanted) -> Plan:
    plan = Plan.objects.create(
        area_id=area, title=f"规划{area}", period=period, text="……", text_hash=f"{area}{period:0>32}", reading={},
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


def counted(*areas: str, at: datetime = NOON) -> None:
    for area in areas:
        with acting_as(SYSTEM):
            actions.count_alerts(area, by=SYSTEM, at=at)


def a_leader(area: str, role: str = "supervisor") -> Actor:
    return Actor(Kind.STAFF, user=new_id(), posts=(post_of(role, area, None),))


def said_to(viewer: Actor, area: str = COUNTY) -> list[str]:
    with acting_as(viewer):
        return [each.said for each in queries.amiss(area, viewer=viewer, at=LATER).rows]


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
    assert not differ([Wanted(Comparator.AT_LEAST, Decimal(0)), Wanted(Comparator.AT_MOST, Decimal(0))])
    assert differ([AT_LEAST, Wanted(Comparator.AT_LEAST, Decimal(80))])
    assert differ([Wanted(Comparator.AT_LEAST, Decimal(2)), Wanted(Comparator.AT_LEAST, Decimal(2), Decimal(3))])


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
    assert [(each.said, each.url) for each in named] == [
        ("村（社区）残疾人协会覆盖率", f"/desk/indicators/plan/{ASSOCIATIONS}/?area={COUNTY}")
    ]
    assert "80、100" in words(named[0])


@pytest.mark.django_db
def test_what_is_kept_says_the_same_as_what_was_found_in_the_readers_language():
    a_plan(low=100)
    counted(COUNTY)
    with acting_as(SYSTEM):
        kept, fresh = queries.amiss(COUNTY, viewer=SYSTEM, at=LATER).rows, alerts(COUNTY, TODAY, viewer=SYSTEM)
        assert [(each.label, each.said, words(each), each.url) for each in kept] == [
            (each.label, each.said, words(each), each.url) for each in fresh
        ]
        behind = next(each for each in kept if each.sort == Sort.BEHIND)
        assert words(behind) == "目标年 2025 已经过去，到了 0.0%，目标 ≥100%。"
        with translation.override("en"):
            assert words(behind) == "The target year 2025 is over: 0.0% was reached, the target is ≥100%."


@pytest.mark.django_db
def test_counted_again_the_new_ones_stand_in_the_place_of_the_old_with_the_new_hour():
    plan = a_plan()
    counted(COUNTY)
    before = said_to(SYSTEM)
    Plan.objects.filter(pk=plan.pk).update(status="draft", published_at=None)
    counted(COUNTY, at=LATER)
    with acting_as(SYSTEM):
        assert {each.counted_at for each in Alert.objects.filter(area=COUNTY)} <= {LATER}
        assert AlertCount.objects.get(area=COUNTY).counted_at == LATER
    assert "残疾人协会" in before
    assert "残疾人协会" not in said_to(SYSTEM)


@pytest.mark.django_db
def test_the_job_counts_the_prefecture_and_its_counties_and_nothing_below(monkeypatch):
    a_plan("1311")
    a_unit("disabled_association")  # without a region that is served, the prefectures are counted where there are units
    monkeypatch.setattr(jobs, "now", lambda: NOON)
    jobs.count_alerts(0)
    with acting_as(SYSTEM):
        areas = set(AlertCount.objects.values_list("area", flat=True))
    assert {"1311", COUNTY, OTHER_COUNTY} <= areas
    assert {len(each) for each in areas} == {4, 6}
    assert said_to(SYSTEM, "1311") != []


@pytest.mark.django_db
def test_who_sees_one_county_sees_no_alert_of_another_nor_of_the_prefecture():
    a_plan("1311")
    counted("1311", COUNTY, OTHER_COUNTY)
    mine, other = a_leader(COUNTY), a_leader(OTHER_COUNTY)
    assert said_to(mine) == said_to(SYSTEM) != []
    assert said_to(mine, OTHER_COUNTY) == said_to(mine, "1311") == []
    assert said_to(other) == []
    with acting_as(other):  # what the code filters, the database hides
        assert set(Alert.objects.values_list("area", flat=True)) == {OTHER_COUNTY}


@pytest.mark.django_db
def test_what_rests_on_residents_is_told_to_who_keeps_their_register_alone():
    with acting_as(SYSTEM):
        facts = {"area_id": COUNTY, "sort": "behind", "indicator": "…", "url": "/", "counted_at": NOON}
        Alert(order=0, said="有单位", **facts).save()
        Alert(order=1, said="有居民", of_people=True, **facts).save()
    assert said_to(a_leader(COUNTY)) == ["有单位"]
    keeper = Actor(Kind.STAFF, user=new_id(), posts=(Post("street", COUNTY, shows=frozenset({Shown.PEOPLE})),))
    assert said_to(keeper) == ["有单位", "有居民"]


@pytest.mark.django_db
def test_who_supervises_finds_how_many_and_the_gravest_on_today_by_one_statement():
    a_plan("1311")
    a_plan()
    counted("1311", COUNTY)
    for area in ("1311", COUNTY):
        leader = a_leader(area)
        with acting_as(leader), CaptureQueriesContext(connection) as asked:
            found = queries.waiting_for(leader, LATER)
        assert len(asked) == 1
        assert found[0].url == f"/insight/alerts/?area={area}"
        assert str(len(said_to(leader, area))) in found[0].title
        assert found[0].kind == "分析提醒，11月23日 周一 12:00 数的"
        assert 1 <= len(found[1:]) <= 3
        assert {each.due_at for each in found} == {None}


@pytest.mark.django_db
@pytest.mark.parametrize(("area", "role"), [(COMMUNITY, "supervisor"), (COUNTY, "community_worker")])
def test_who_supervises_no_county_is_asked_nothing_more_on_today(area, role):
    a_plan()
    counted(COUNTY)
    person = a_leader(area, role)
    with acting_as(person), CaptureQueriesContext(connection) as asked:
        assert queries.waiting_for(person, LATER) == []
    assert len(asked) == 0


@pytest.fixture
def desk(client, monkeypatch):
    monkeypatch.setattr(pages, "now", lambda: LATER)
    return signed_in(client, User.objects.get(pk=a_clerk(None, role="supervisor", area=COUNTY).user))


@pytest.mark.django_db
def test_a_plan_whose_time_is_over_says_no_more_once_another_has_followed():
    a_plan(low=80)
    assert found()[Sort.BEHIND] != []
    a_plan(period="2026-2030", baseline=0)
    behind = [each for each in found()[Sort.BEHIND] if each.said == "残疾人协会"]
    assert [each.facts["wanted"] for each in behind] == ["≥100%"]
    assert Sort.TARGETS_DIFFER not in found()


@pytest.mark.django_db
def test_the_page_reads_what_was_counted_says_when_and_asks_few_statements(desk):
    a_plan()
    assert "还没有数过" in desk.get("/insight/alerts/").content.decode()
    counted(COUNTY)
    with CaptureQueriesContext(connection) as asked:
        page = desk.get("/insight/alerts/").content.decode()
    assert "看哪里低" in page
    assert "11月23日 周一 12:00 数的" in page
    assert len(asked) == STATEMENTS
    assert "看哪里低" in desk.get("/insight/alerts/?sort=behind").content.decode()


@pytest.mark.django_db
def test_of_a_place_below_a_county_the_page_counts_itself(desk):
    a_plan()
    page = desk.get(f"/insight/alerts/?area={COMMUNITY}").content.decode()
    assert "11月23日 周一 15:00 现数的" in page
    assert "残疾人协会" in page


@pytest.mark.django_db
def test_who_sees_their_units_work_alone_is_told_why_there_is_nothing(client):
    counted(COUNTY)
    unit = a_unit("disabled_association")
    here = signed_in(client, User.objects.get(pk=a_clerk(unit, role="handler", area=COUNTY).user))
    assert "提醒给看得到整个地方的人" in here.get(f"/insight/alerts/?area={COUNTY}").content.decode()
