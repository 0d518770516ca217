"""From a paragraph to the record behind the figure: a plan is uploaded and published and its tasks are sent; a unit reports
with evidence, work done elsewhere moves the indicator, and the figure opens down to where it comes from."""

import pytest

from linli.cases.tests import given
from linli.organizations.models import Organization, OrganizationType
from tests.browsing import DESKTOP, a_person
from tests.signing_in import as_staff
from tests.working import a_worker

TEXT = """桃城区“十四五”城乡社区服务体系建设规划
一、发展目标
到2025年，公共卫生委员会覆盖率达到100%。
二、重点任务
（一）健全组织。各村、社区成立公共卫生委员会。（牵头单位：区卫生健康局）
"""
HEALTH, COMMITTEE = "桃城区卫生健康局", "游园社区公共卫生委员会"


@pytest.mark.browser
def test_a_plan_is_kept_from_its_text_to_the_record_behind_its_figure(own_database, live, chromium, tmp_path):
    bureau = given.a_unit("health", area=given.COUNTY)
    Organization.objects.filter(pk=bureau.pk).update(name=HEALTH, short_name="桃城区卫健局")
    administrator = given.a_clerk(None, role="administrator", area=given.COUNTY)
    supervisor = given.a_clerk(None, role="supervisor", area=given.COUNTY)
    handler = given.a_clerk(bureau, role="handler", area=given.COUNTY)
    clerk = given.a_clerk(given.a_unit())
    (tmp_path / "规划.txt").write_text(TEXT, encoding="utf-8")

    with a_worker(), a_person(chromium, live, DESKTOP) as person:
        as_staff(person, administrator)
        person.goes_to("/desk/plans/upload/")
        person.page.get_by_label("选择文件").set_input_files(tmp_path / "规划.txt")
        person.presses("上传并读取")
        person.reads("读好了")
        person.presses("对照原文，改正和发布")
        person.presses("对照过了，发布")
        person.reads("公共卫生委员会覆盖率")
        plan = person.page.url

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, supervisor)
        person.goes_to("/desk/tasks/")
        person.opens("列一年的清单")
        person.page.get_by_label("哪份规划").select_option(index=1)
        person.presses("列出来")
        person.reads("健全组织")
        person.presses("下达")
        person.reads("下达了")
        figure = f"/desk/indicators/plan/public_health_committee_coverage/?area={given.COUNTY}"
        person.goes_to(figure)
        before = person.page.locator("main").inner_text()
        assert "0 ÷ " in before

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, clerk)
        person.goes_to("/desk/organizations/new/")
        kind = OrganizationType.objects.get(pk="public_health_committee")
        person.page.get_by_label("类型").select_option(label=kind.name)
        person.types("名称", COMMITTEE)
        person.types("所在区划", given.COMMUNITY)
        person.presses("新建", exact=True)
        person.reads(COMMITTEE)

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, handler)
        person.goes_to("/desk/tasks/")
        person.presses("健全组织")
        person.types("做了什么", "游园社区先成立了。")
        person.page.get_by_label("完成百分之几").fill("40")
        person.types("登记里的什么是证明", f"{COMMITTEE}\n公共卫生委员会覆盖率")
        person.presses("报上去")
        person.reads("报上去了")
        person.presses(COMMITTEE)
        person.reads("公共卫生委员会")
        assert person.complaints == []

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, supervisor)
        person.goes_to(plan.removeprefix(live))
        person.presses("公共卫生委员会覆盖率")
        person.goes_to(figure)
        person.reads("1 ÷ ")
        person.presses("看背后的登记")
        person.reads("公共卫生委员会")
        person.goes_to("/desk/organizations/?type=public_health_committee")
        person.reads(COMMITTEE)
        assert person.complaints == []
