"""A plan in the database: loaded once as a draft, bound or waiting, published by a person, shown without invented figures."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from linli.accounts.models import User, UserKind
from linli.accounts.rights import post_of
from linli.areas.region import region
from linli.base.actor import Actor, Kind
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.indicators.standing.definitions import definitions
from linli.plans import actions, bindings, pages
from linli.plans.models import Plan, PlanStatus, PlanTarget
from tests.refusing import refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


def staff(role: str, area: str = "1311") -> Actor:
    user = User.objects.create(kind=UserKind.STAFF, username=str(new_id()), name="测试员")
    return Actor(Kind.STAFF, user=user.pk, posts=(post_of(role, area, None),))


@pytest.fixture
def plan() -> Plan:
    administrator = staff("administrator")
    with acting_as(administrator):
        return actions.load(region("hengshui").plan, region=region("hengshui"), by=administrator, at=NOON)


def contradiction(plan: Plan) -> int:
    return [problem["kind"] for problem in plan.reading["problems"]].index("contradiction") + 1


def test_a_plan_is_loaded_as_a_draft_with_every_target_those_of_its_table_first(plan):
    assert (plan.status, plan.document_number, str(plan.issued_on)) == ("draft", "衡政办字〔2022〕28号", "2022-05-10")
    wanted = [(target.wanted, target.stood, target.attribute) for target in plan.targets.all()]
    assert wanted[0] == ("80%", "65%", "预期性")
    assert wanted[3] == ("≥30 平方米", "23.6 平方米", "预期性")
    assert [target.tier for target in plan.targets.all()][:7] == ["headline"] * 7
    assert Counter(plan.targets.values_list("tier", flat=True)) == {"headline": 7, "body": 11, "box": 13}


def test_a_draft_of_an_older_release_gets_the_targets_of_body_and_boxes(plan):
    plan.targets.exclude(tier="headline").delete()
    administrator = staff("administrator")
    with acting_as(administrator):
        again = actions.load(region("hengshui").plan, region=region("hengshui"), by=administrator, at=NOON)
        assert again.targets.count() == 31
        actions.settle(plan, contradiction(plan), note="以专栏1为准", by=administrator, at=NOON)
        actions.publish(plan, by=administrator, at=NOON)
        plan.targets.exclude(tier="headline").delete()
        actions.load(region("hengshui").plan, region=region("hengshui"), by=administrator, at=NOON)
    assert plan.targets.count() == 7


def test_a_publication_keeps_what_was_published(plan):
    administrator = staff("administrator")
    with acting_as(administrator):
        actions.settle(plan, contradiction(plan), note="以专栏1为准", by=administrator, at=NOON)
        actions.publish(plan, by=administrator, at=NOON)
    kept = plan.revisions.get(kind="published").after["targets"]
    assert len(kept) == 31
    assert (kept[0]["name"], kept[0]["low"], kept[0]["tier"]) == ("农村社区综合服务设施覆盖率", "80", "headline")


def test_a_plan_of_a_region_that_is_not_kept_here_has_no_figures_not_even_nought(plan):
    supervisor = staff("supervisor")
    with acting_as(supervisor):
        rows = pages.targets_with_figures(plan.targets.all(), "64", supervisor)
    assert all(row["standing"] is None for row in rows)
    said = {row["target"].name: row["why"] for row in rows}
    assert said["城市社区政务通用自助服务覆盖率"] == "这里只登记衡水市的单位和记录，没有这个地区的数"
    assert said["特殊困难老年人月探访率"] == "暂无数据来源：待“探访关爱”登记启用"


def test_the_same_text_again_is_the_same_plan(plan):
    administrator = staff("administrator")
    with acting_as(administrator):
        again = actions.load(region("hengshui").plan, region=region("hengshui"), by=administrator, at=NOON)
    assert again == plan
    assert Plan.objects.count() == 1


def test_a_target_shows_its_figure_or_which_register_it_waits_for(plan):
    supervisor = staff("supervisor")
    with acting_as(supervisor):
        rows = pages.targets_with_figures(plan.targets.all(), "131102", supervisor)
    found = {row["target"].indicator: row for row in rows}
    assert found["kiosk_coverage"]["standing"].value == 0
    assert found["rural_facility_coverage"]["standing"].value is None
    assert found["rural_facility_coverage"]["why"] == "暂无数据来源：待“服务设施”登记启用"
    assert found["workers_per_10000"]["why"] == "暂无数据来源：待“社区工作者”登记启用"


def test_a_target_nobody_bound_is_known_by_what_a_plan_calls_it(plan):
    target = PlanTarget(plan=plan, name="村（社区）残疾人协会覆盖率")
    unheard = PlanTarget(plan=plan, name="没听说过的比例")
    supervisor = staff("supervisor")
    with acting_as(supervisor):
        known, unknown = pages.targets_with_figures([target, unheard], "131102", supervisor)
    assert known["standing"].definition.id == "disabled_association_coverage"
    assert (unknown["standing"], unknown["why"]) == (None, "还没有指定数据来源")


def test_every_target_opens_on_the_words_it_was_read_from(plan):
    for target in plan.targets.select_related("plan"):
        assert target.raw in pages.around(target)["found"] or pages.around(target)["found"] in target.raw


def test_publishing_needs_the_right_and_happens_once(plan):
    supervisor, administrator = staff("supervisor"), staff("administrator")
    with refused("accounts.no_right"), acting_as(supervisor):
        actions.publish(plan, by=supervisor, at=NOON)
    with acting_as(administrator):
        actions.settle(plan, contradiction(plan), note="以专栏1为准", by=administrator, at=NOON)
        published = actions.publish(plan, by=administrator, at=NOON)
        with refused("plans.published_already"):
            actions.publish(plan, by=administrator, at=NOON)
    assert published.status == PlanStatus.PUBLISHED


def test_an_administrator_of_a_county_does_not_publish_the_prefectures_plan(plan):
    county = staff("administrator", area="131102")
    with refused("accounts.no_right"), acting_as(county):
        actions.publish(plan, by=county, at=NOON)


def test_a_binding_names_an_indicator_or_a_register_never_both(tmp_path):
    file = tmp_path / "bindings.toml"
    file.write_text('[[target]]\nname = "覆盖率"\nindicator = "x"\nwaits_for = "E1"\n', encoding="utf-8")
    with pytest.raises(bindings.BindingError, match="覆盖率"):
        bindings.read(file)
    file.write_text('[[target]]\nname = "覆盖率"\nwaits_for = "Z9"\n', encoding="utf-8")
    with pytest.raises(bindings.BindingError, match="Z9"):
        bindings.read(file)


def test_every_target_of_the_shipped_plan_is_bound_to_an_indicator_there_is():
    file = Path(settings.DATA) / "regions" / "hengshui" / "bindings.toml"
    found = bindings.read(file)
    assert len([each for each in found.values() if not each.called]) == 7
    assert {each.indicator for each in found.values()} <= set(definitions())
