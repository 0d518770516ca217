"""The loop without a mouse: Tab, arrows, Space and Enter alone, and the focus always to be seen."""

import re

import pytest

from linli.cases.tests import given
from tests.browsing import DESKTOP, Person, a_person
from tests.signing_in import as_staff

pytestmark = pytest.mark.browser
MOST_STOPS = 80
FOCUS_IS_SEEN = """() => {
  const look = (each) => each && getComputedStyle(each).outlineStyle !== 'none';
  const here = document.activeElement;
  return look(here) || look(here.closest('label, .search')) || look(here.parentElement);
}"""


def tabs_to(person: Person, wanted) -> None:
    """Press Tab until the wanted element has the focus, which must be seen there."""
    for _ in range(MOST_STOPS):
        person.page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            assert person.page.evaluate(FOCUS_IS_SEEN)
            return
    raise AssertionError(f"{wanted} cannot be reached with Tab")


def presses_enter_on(person: Person, wanted) -> None:
    tabs_to(person, wanted)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


def types_into(person: Person, label: str, words: str) -> None:
    tabs_to(person, person.page.get_by_label(label).first)
    person.page.keyboard.type(words)


def test_asking_handling_and_rating_need_no_mouse(own_database, live, chromium):
    worker_of_the_unit, neighbour = given.a_clerk(given.a_unit("community_committee")), given.a_resident()
    with a_person(chromium, live, DESKTOP) as resident, a_person(chromium, live, DESKTOP) as worker:
        as_staff(resident, neighbour)
        as_staff(worker, worker_of_the_unit)
        number = asks(resident)
        handles(worker)
        rates(resident, number)


def asks(resident: Person) -> str:
    page = resident.page
    resident.goes_to("/items/public-repair/")
    presses_enter_on(resident, page.get_by_role("link", name="我要办").first)
    types_into(resident, "具体地点", "3 号楼 2 单元")
    tabs_to(resident, page.get_by_role("radio", name="楼道、单元门"))
    page.keyboard.press("ArrowUp")  # the choices go round: the last one
    assert page.get_by_role("radio", name="说不清").is_checked()
    types_into(resident, "坏成什么样", "三楼的灯坏了，晚上看不见。")
    danger = page.get_by_role("group", name="会不会伤到人")
    tabs_to(resident, danger.get_by_label("是"))
    page.keyboard.press("ArrowDown")
    presses_enter_on(resident, page.get_by_role("button", name="下一步：检查一遍"))
    presses_enter_on(resident, page.get_by_role("button", name="提交", exact=True))
    resident.reads("已经交给我们了")
    return re.search(r"131102-\d{8}-\d+", page.content()).group()


def handles(worker: Person) -> None:
    page = worker.page
    worker.goes_to("/desk/")
    presses_enter_on(worker, page.get_by_role("link", name="三楼的灯坏了").first)
    presses_enter_on(worker, page.get_by_role("button", name="受理，并告诉居民"))
    tabs_to(worker, page.locator("summary", has_text="办结并回复"))
    page.keyboard.press("Enter")
    types_into(worker, "办理结果", "换了灯泡和声控开关，请看看。")
    presses_enter_on(worker, page.locator("#resolve").get_by_role("button", name="办结并回复"))
    worker.reads("待居民确认")


def rates(resident: Person, number: str) -> None:
    page = resident.page
    resident.goes_to(f"/cases/{number}/")
    presses_enter_on(resident, page.get_by_role("button", name="办好了"))
    tabs_to(resident, page.get_by_label("非常满意", exact=True))
    page.keyboard.press("Space")
    presses_enter_on(resident, page.get_by_role("button", name="提交评价"))
    resident.reads("您的评价")
