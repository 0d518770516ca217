"""吹哨报到 and 首接负责: a community calls two units in, each does its part; what it returns is decided above."""

import pytest

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from tests import world
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.signing_in import as_staff

TASKS = {"department": "请把占道的摊位清走。", "firm": "请把楼道里的杂物搬开。"}


@pytest.fixture
def town(own_database):
    return {
        "committee": given.a_unit("community_committee"),
        "department": given.a_unit("urban_management", area=given.COUNTY),
        "firm": given.a_unit("property_company"),
        "street": given.a_unit("subdistrict_office", area=given.STREET),
    }


@pytest.mark.browser
def test_a_community_calls_in_two_units_and_the_street_decides_what_it_returns(town, live, chromium):
    clerk = given.a_clerk(town["committee"])
    case = given.an_accepted_case(clerk, given.a_resident(), at=now())
    with a_person(chromium, live, DESKTOP) as community:
        as_staff(community, clerk)
        for count, (called, task) in enumerate(TASKS.items(), start=1):
            calls_in(community, town[called].name, task, case)
            community.reads(f"还有 {count} 个单位没有办完")
        community.finds_nothing_wrong_here()
        for called, task in TASKS.items():
            with a_person(chromium, live, PHONE) as department:
                as_staff(department, given.a_clerk(town[called], role="handler"))
                does_its_part(department, task, case)
        community.goes_to(f"/desk/cases/{case.number}/")
        for task in TASKS.values():
            community.reads(f"办过了：{task}")
        returns(community)
        with a_person(chromium, live, PHONE) as street:
            as_staff(street, given.a_clerk(town["street"], role="handler"))
            decides(street, case, town["department"].name)
    with acting_as(world.WATCHER):
        assert Case.objects.get(pk=case.pk).unit_id == town["department"].pk


def calls_in(community: Person, department: str, task: str, case: Case) -> None:
    community.goes_to(f"/desk/cases/{case.number}/")
    community.opens("请单位会办")
    community.page.get_by_label("请哪个单位一起办").select_option(label=department)
    community.types("请它做什么", task)
    community.page.locator("#call-in").get_by_role("button", name="请单位会办").click()


def does_its_part(department: Person, task: str, case: Case) -> None:
    department.goes_to("/desk/?which=parts")
    department.finds_nothing_wrong_here()
    department.page.get_by_role("link", name=case.title).click()
    department.presses("接手会办")
    department.reads("会办中")
    department.reads(task)
    department.opens("我们的一份办好了")
    department.finds_nothing_wrong_here()
    department.types("你们做了什么", f"办过了：{task}")
    department.page.locator("#joint").get_by_role("button", name="我们的一份办好了").click()
    department.reads("办好了会办的一份")


def returns(community: Person) -> None:
    community.opens("退回")
    community.types("为什么退回", "剩下的要有执法权才能办。")
    community.page.locator("#return").get_by_role("button", name="退回").click()
    community.reads("退回了，等上级决定由谁办")
    community.finds_nothing_wrong_here()


def decides(street: Person, case: Case, to: str) -> None:
    street.goes_to("/desk/?which=decide")
    street.page.get_by_role("link", name=case.title).click()
    street.opens("决定由谁办")
    street.finds_nothing_wrong_here()
    street.page.get_by_label("由哪个单位办").select_option(label=to)
    street.types("为什么由它办", "由有执法权的单位牵头。")
    street.page.locator("#decide").get_by_role("button", name="决定由谁办").click()
    street.reads("决定由")
