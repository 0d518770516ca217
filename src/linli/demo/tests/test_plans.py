"""The five plans of the demo: each compared with its text, published, every target measured or waiting."""

from collections.abc import Iterator
from datetime import date

import pytest

from linli.areas.models import Area
from linli.areas.region import region, regions
from linli.areas.rules import level_of
from linli.base.clock import local_day
from linli.demo.duties import published_on
from linli.demo.plans import LOADER, show_next_plan, show_plans, told
from linli.demo.tests.given import MONDAY
from linli.indicators.standing.definitions import definitions
from linli.insight.alerts import alerts
from linli.insight.models import Sort
from linli.insight.progress import progress
from linli.plans.models import Plan
from linli.plans.pages import measured_by
from tests.owner import connected_as_owner

READ = {"1311": 31, "5323": 28, "64": 48, "6540": 26, "652327": 15}


@pytest.fixture
def shown(built) -> Iterator[None]:
    """The plans beside the small demo; the tests' country has one prefecture, so the others come first."""
    since = {"valid_from": date(2023, 6, 30), "edition": "2023"}
    with connected_as_owner():
        Area.objects.bulk_create(
            (Area(code=root, name=region(key).name, level=level_of(root), **since) for key, root in roots()),
            ignore_conflicts=True,
        )
        show_plans("hengshui", published_on(MONDAY))
        yield


def roots():
    return [(key, region(key).root) for key in regions()]


def test_every_region_that_ships_has_its_plan_published_with_all_targets(shown):
    found = {str(plan.area_id): plan for plan in Plan.objects.all()}
    assert {area: (plan.status, plan.targets.count()) for area, plan in found.items()} == {
        area: ("published", count) for area, count in READ.items()
    }
    assert len(regions()) == len(READ)


def test_each_target_is_measured_or_waits_for_a_register_that_has_a_name(shown):
    unknown = []
    for plan in Plan.objects.prefetch_related("targets"):
        for target in plan.targets.all():
            measured = measured_by(target.indicator, target.name, str(plan.area_id))
            called = {each.name for each in measured.targets} if measured else set()
            if target.name not in called or not (measured.numerator or measured.register):
                unknown.append(target.name)
    assert unknown == []


def test_who_confirmed_holds_a_post_in_the_region_and_every_step_says_why(shown):
    for plan in Plan.objects.all():
        steps = plan.revisions.select_related("made_by")
        assert {post.area_id for step in steps for post in step.made_by.posts.all()} == {plan.area_id}
        assert all(step.note for step in steps if step.kind != "published")
        assert len([step for step in steps if step.kind == "settled"]) == len(
            told(str(plan.area_id)).get("settled", [])
        )


def test_the_next_plan_is_published_once_says_that_it_is_the_demo_s_and_its_trend_is_read(shown):
    show_next_plan("hengshui", published_on(MONDAY))
    show_next_plan("hengshui", published_on(MONDAY))
    plan = Plan.objects.get(area="1311", period="2026-2030")
    assert "演示" in plan.title
    assert plan.status == "published"
    rows = progress(plan, plan.targets.all(), "1311", local_day(MONDAY), viewer=LOADER)
    assert all(row.standing for row in rows)
    assert "千兆光纤通村（社区）" in {row.name for row in rows if row.forecast}


def test_the_region_has_an_alert_of_each_sort(shown):
    show_next_plan("hengshui", published_on(MONDAY))
    assert {each.sort for each in alerts("1311", local_day(MONDAY), viewer=LOADER)} == set(Sort.values)


def test_a_second_start_changes_nothing(shown):
    before = [(plan.pk, plan.published_at, plan.revisions.count()) for plan in Plan.objects.order_by("pk")]
    show_plans("hengshui", published_on(MONDAY))
    assert [(plan.pk, plan.published_at, plan.revisions.count()) for plan in Plan.objects.order_by("pk")] == before


def test_every_indicator_a_target_is_bound_to_is_there(shown):
    bound = {target.indicator for plan in Plan.objects.all() for target in plan.targets.all() if target.indicator}
    assert bound <= set(definitions())
