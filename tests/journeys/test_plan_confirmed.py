"""A clerk confirms a plan: reads a figure beside its sentence, corrects it, settles a contradiction, publishes."""

import pytest

from linli.base.clock import now
from linli.cases.tests import given
from linli.plans.models import Plan, PlanStatus, PlanTarget
from linli.plans.reading import read_text
from tests.browsing import DESKTOP, PHONE, a_person
from tests.signing_in import as_staff

TEXT = """某区“十四五”规划
一、工作目标
每万名城镇常住人口拥有社区工作者不低于25人。
二、重点任务
（一）做事
1.办事。实现每万名城镇常住人口拥有社区工作者大于25人。
"""


def a_draft():
    reading = read_text(TEXT).to_json()
    found = reading["indicators"][0]
    plan = Plan.objects.create(
        area_id=given.COUNTY, title="某区规划", text=TEXT, text_hash="2" * 64, reading=reading, loaded_at=now()
    )
    PlanTarget.objects.create(
        plan=plan, order=1, name="社区工作者", low=25, comparator=">=", unit_of_measure="人", raw=found["raw"],
        span_start=found["span"][0], span_end=found["span"][1],
    )  # fmt: skip
    return plan


@pytest.mark.browser
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_plan_is_put_right_and_published(own_database, live, chromium, screen):
    plan = a_draft()
    with a_person(chromium, live, screen) as person:
        as_staff(person, given.a_clerk(None, role="administrator", area=given.COUNTY))
        person.goes_to(f"/desk/plans/{plan.pk}/")
        person.presses("对照原文，改正和发布")
        person.presses("对照过了，发布")
        person.reads("请先逐处写明怎么办")

        person.goes_to(f"/desk/plans/{plan.pk}/confirm/")
        person.presses("社区工作者")
        person.reads("每万名城镇常住人口拥有社区工作者不低于25人")
        person.page.get_by_label("怎样算做到").select_option(label="大于（>）")
        person.types("为什么", "以重点任务为准")
        person.presses("保存")
        person.reads("从“>=”改为“>”")

        person.presses("一、工作目标 / 二、（一）1")
        person.types("为什么", "以重点任务为准")
        person.presses("写明了")
        person.page.wait_for_url(f"**/{plan.pk}/confirm/")
        person.presses("对照过了，发布")
        person.page.wait_for_url(f"**/desk/plans/{plan.pk}/")
        assert person.complaints == []
    plan.refresh_from_db()
    assert plan.status == PlanStatus.PUBLISHED
    assert plan.targets.get().comparator == ">"
