"""A fact told once is there in the next form; a form that took it over is counted, and the count opens to the case."""

import pytest

from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from tests.browsing import DESKTOP, PHONE, a_person
from tests.signing_in import as_resident, as_staff

pytestmark = pytest.mark.browser


def asks_for_meals(resident, place: str, *, first: bool) -> None:
    resident.goes_to("/apply/elder-meals/")
    if first:
        resident.types("具体地点", place)
        resident.types("老人今年多大年纪", "81")
    else:
        resident.reads("已经替您填好")
        assert resident.page.get_by_label("老人今年多大年纪").input_value() == "81"
        assert resident.page.locator("datalist option").get_attribute("value") == place
        resident.types("具体地点", place)
    resident.chooses("我的家人")
    resident.page.get_by_role("group", name="本人知道并同意吗").get_by_label("是").check()
    resident.chooses("只要午饭")
    resident.chooses("自己去吃")
    resident.finds_nothing_wrong_here()
    resident.presses("下一步：检查一遍")
    resident.presses("提交")
    resident.reads("131102-")


def test_the_second_request_needs_less_typing_and_the_saving_is_a_figure(own_database, live, chromium):
    given.a_unit("community_committee")
    supervisor = given.a_clerk(None, role="supervisor", area=given.COUNTY)
    with a_person(chromium, live, PHONE) as resident, a_person(chromium, live, DESKTOP) as leader:
        as_resident(resident, "19900001234", name="王秀英", community="游园")
        asks_for_meals(resident, "3 号楼 501", first=True)
        asks_for_meals(resident, "3 号楼 501", first=False)

        as_staff(leader, supervisor)
        leader.goes_to("/desk/indicators/")
        leader.presses("一次采集：居民这个月少填了多少项")
        leader.finds_nothing_wrong_here()
        assert leader.page.locator(".figure b").all_inner_texts() == ["2", "1"]
        leader.page.locator("a.item").click()
        leader.reads("助餐")
    with acting_as(supervisor):
        assert sorted(Case.objects.values_list("facts_reused", flat=True)) == [0, 2]
