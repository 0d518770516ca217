"""A whole visit by touch, on both screens such machines have: asked, printed, left, and nothing there for who comes next."""

from datetime import timedelta

import pytest
from django.conf import settings

from linli.base.clock import now
from linli.cases.tests import given as of_cases
from linli.kiosks import actions
from linli.kiosks.doors import COOKIE
from linli.kiosks.tests.given import a_machine, a_resident, visit_of
from tests.browsing import a_person

pytestmark = [pytest.mark.browser]
STANDING, LYING = {"width": 1080, "height": 1920}, {"width": 1280, "height": 800}
LEAST = 60  # pixels of anything to be touched
SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden])")]
  .filter(each => each.checkVisibility() && !["radio", "checkbox"].includes(each.type) && !each.closest(".top, .head"))
  .map(each => [each.textContent.trim() || each.name, each.getBoundingClientRect().height])
  .filter(([words, height]) => height && height < 60 && !words.includes("English") && !words.includes("邻里"))"""
OVERFLOW = "document.documentElement.scrollHeight - document.documentElement.clientHeight"


def is_whole(person) -> None:
    """On either screen nothing to scroll for and nothing too small for a finger; what else a page may do wrong, the
    house's visits look for."""
    for screen in (STANDING, LYING):
        person.page.set_viewport_size(screen)
        assert person.page.evaluate(SMALL) == []
        assert person.page.evaluate(OVERFLOW) <= 0


def test_a_visit_by_touch_leaves_nothing_behind(live, chromium):
    of_cases.a_unit()
    resident = a_resident()
    _device, secret = actions.enrol(code=a_machine(at=now()).code, whence="test", at=now())
    with a_person(chromium, live, LYING) as person:
        cookies = {COOKIE: secret, settings.SESSION_COOKIE_NAME: visit_of(secret, resident)}
        person.page.context.add_cookies([{"name": k, "value": v, "url": live} for k, v in cookies.items()])
        page = person.page
        person.goes_to("/kiosk/menu/")
        is_whole(person)
        page.clock.install()
        person.presses("找人帮忙")
        is_whole(person)
        person.presses("小区楼道里的东西坏了")
        for _question in range(9):
            if page.get_by_text("这样写对吗").count():
                break
            radios = page.get_by_role("radio")
            if radios.count():
                page.locator("main .choices label").last.click()
            else:
                page.locator("main .field").get_by_role("textbox").fill("三楼的灯坏了，晚上看不见")
            is_whole(person)
            person.presses("下一步")
            page.wait_for_load_state()
        person.presses("提交")
        person.reads("已经交给我们了")
        number = page.locator("main .number").inner_text()
        is_whole(person)
        page.clock.run_for(45_000)
        person.reads("您还在吗")
        person.presses("我还在，继续")
        page.clock.set_system_time(now() - timedelta(hours=9))  # somebody puts the machine's clock right
        page.clock.run_for(70_000)
        page.wait_for_url(f"{live}/kiosk/")
        is_whole(person)
        for _back in range(2):  # stays where it is
            page.go_back()
            assert number not in page.content()
        person.reads("您好，要办什么")
        person.goes_to("/kiosk/look/")
        person.reads("先认一下您")
        is_whole(person)
        for key in "199":
            page.get_by_role("button", name=key, exact=True).click()
        assert page.get_by_label("您的手机号").input_value() == "199"
