"""The product in one walk: a need, the right people in time, a result, a rating, a figure, and back to the record."""

import re
from datetime import timedelta

import pytest

from linli.base.actor import system_actor
from linli.base.clock import local_day, now
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from linli.indicators import actions as indicators
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.signing_in import as_resident, as_staff
from tests.world import WATCHER

pytestmark = pytest.mark.browser
WRONG_BY = timedelta(hours=9)  # the clock of the resident's telephone


@pytest.fixture
def place(own_database):
    """A community with its committee and a property firm, two workers and a supervisor."""
    committee, firm = given.a_unit("community_committee"), given.a_unit("property_company")
    worker, electrician = given.a_clerk(committee), given.a_clerk(firm, role="handler")
    supervisor = given.a_clerk(None, role="supervisor", area=given.COUNTY)
    return {"firm": firm, "worker": worker, "electrician": electrician, "supervisor": supervisor}


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_resident_asks_is_helped_in_time_rates_and_the_figure_opens_down_to_the_case(place, live, chromium, screen):
    with (
        a_person(chromium, live, screen) as resident,
        a_person(chromium, live, screen) as worker,
        a_person(chromium, live, screen) as electrician,
        a_person(chromium, live, screen) as supervisor,
    ):
        as_resident(resident, "19900001234", name="王秀英", community="游园")
        as_staff(worker, place["worker"])
        as_staff(electrician, place["electrician"])
        as_staff(supervisor, place["supervisor"])

        number = asks_for_the_light(resident)
        takes_it_up_and_hands_it_on(worker, number, place["firm"].name)
        resolves(electrician, number)
        confirms_and_rates(resident, number)
        sees_the_figure_and_opens_it(supervisor, number)


def asks_for_the_light(resident: Person) -> str:
    resident.page.clock.set_system_time(now() - WRONG_BY)
    resident.goes_to("/")
    resident.types("想办什么", "楼道灯不亮")
    resident.presses("搜索")
    resident.presses("小区楼道里的东西坏了")
    resident.finds_nothing_wrong_here()
    resident.presses("我要办")
    resident.types("具体地点", "3 号楼 2 单元")
    resident.chooses("说不清")
    resident.types("坏成什么样", "三楼的灯坏了，晚上看不见。")
    resident.page.get_by_role("group", name="会不会伤到人").get_by_label("否").check()
    resident.finds_nothing_wrong_here()
    resident.presses("下一步：检查一遍")
    resident.reads("这样写对吗？")
    resident.finds_nothing_wrong_here()
    resident.presses("提交", exact=True)
    resident.reads("已经交给我们了")
    resident.finds_nothing_wrong_here()
    number = re.search(r"131102-\d{8}-\d+", resident.page.content()).group()
    with acting_as(WATCHER):
        assert now() - Case.objects.get(number=number).submitted_at < WRONG_BY / 2  # by the product's clock
    return number


def takes_it_up_and_hands_it_on(worker: Person, number: str, firm: str) -> None:
    worker.goes_to("/desk/")
    worker.presses("三楼的灯坏了")
    worker.reads("受理，并告诉居民")
    assert worker.page.locator("dt", has_text="时限").count() == 1  # what is asked for stands there once
    worker.finds_nothing_wrong_here()
    worker.presses("受理，并告诉居民")
    worker.opens("派给单位")
    worker.page.get_by_label("派给哪个单位").select_option(label=firm)
    worker.page.locator("#assign").get_by_role("button", name="派给单位").click()
    worker.reads("办理")


def resolves(electrician: Person, number: str) -> None:
    electrician.goes_to(f"/desk/cases/{number}/")
    electrician.opens("办结并回复")
    electrician.types("办理结果", "换了灯泡和声控开关，请看看。")
    electrician.page.locator("#resolve").get_by_role("button", name="办结并回复").click()
    electrician.reads("待居民确认")


def confirms_and_rates(resident: Person, number: str) -> None:
    resident.goes_to("/")
    resident.presses("轮到您了")
    resident.reads("换了灯泡和声控开关，请看看。")
    resident.finds_nothing_wrong_here()
    resident.presses("办好了")
    resident.page.get_by_label("非常满意", exact=True).check()
    resident.presses("提交评价")
    resident.reads("您的评价")
    resident.finds_nothing_wrong_here()


def sees_the_figure_and_opens_it(supervisor: Person, number: str) -> None:
    refresher = system_actor("indicators.refresh")
    with acting_as(refresher):
        indicators.refresh(by=refresher, at=now())
        due = local_day(Case.objects.get(number=number).due_at)
    supervisor.goes_to(f"/desk/indicators/?area={given.COUNTY}&month={due:%Y-%m}")
    supervisor.reads("按期办结率")
    supervisor.reads("100.0")
    supervisor.finds_nothing_wrong_here()
    supervisor.presses("看这个数怎么来的")
    supervisor.reads(number)
    supervisor.finds_nothing_wrong_here()
    supervisor.presses("三楼的灯坏了")
    supervisor.reads("换了灯泡和声控开关，请看看。")
