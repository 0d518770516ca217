"""The demo's list of tasks has been worked on since January, and shows every light."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from linli.accounts.models import HeldPost
from linli.base.clock import SHANGHAI, local_day
from linli.demo.duties import keep_ledger
from linli.demo.tests.given import MONDAY as UNTIL
from linli.plans.models import Plan, PlanItem
from linli.tasks.models import Evidence, LightChoices, Report, Supervision, Task
from tests.owner import connected_as_owner

AT = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
LEADS = ("市民政局", "市教育局", "市团委", "各县市区人民政府")


@pytest.fixture
def plan(a_world):
    made = Plan.objects.create(
        area_id="1311", title="某市规划", text="办事。", text_hash="4" * 64, reading={}, status="published",
        loaded_at=AT, published_at=AT,
    )  # fmt: skip
    for order in range(1, 61):
        PlanItem.objects.create(
            plan=made, kind="row", order=order, title=f"第{order}件", text=f"办好第{order}件事。",
            lead_units=[LEADS[order % 4]],
        )  # fmt: skip
    return made


def test_the_list_is_worked_on_by_its_units_in_time_or_late(plan):
    with connected_as_owner():
        sent = keep_ledger(plan, UNTIL)
        tasks = list(Task.objects.select_related("ledger"))
        assert sent.sent_at < UNTIL - timedelta(days=60)
        assert len(tasks) == 45, "what the register knows no lead of is not on the list"
        lights = Counter(task.light_on(local_day(UNTIL)) for task in tasks)
        assert min(lights[light] for light in LightChoices) > 0
        assert all(report.made_at <= UNTIL for report in Report.objects.all())
        assert [each.register for each in Evidence.objects.all()].count("figure") > 0
        assert Supervision.objects.filter(answered_at__isnull=True).count() == 1


def test_a_demo_of_before_whose_prefecture_has_no_departments_has_no_list(plan):
    with connected_as_owner():
        HeldPost.objects.filter(area="1311", organization__isnull=False).delete()
        assert keep_ledger(plan, UNTIL) is None
