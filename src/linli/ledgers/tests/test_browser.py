"""From a definition to the line behind the figure, in a real browser: define, publish, fill with something to show it."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.tests.given import signed_in
from linli.base.clock import local_day, now
from linli.ledgers.tests import given
from linli.ledgers.tests.given import COMMUNITY, COUNTY
from tests.world import a_photo, staff

pytestmark = pytest.mark.browser


def test_a_ledger_is_defined_published_filled_and_explained_down_to_its_line(live: str, chromium: Browser):
    committee = given.cases.a_unit("community_committee")
    supervisor = staff("boss", (Role.SUPERVISOR, COUNTY, None))
    worker = staff("clerk", (Role.COMMUNITY_WORKER, COMMUNITY, committee))
    complaints: list[str] = []

    def page_of(actor, width: int) -> Page:
        session = signed_in(Client(), User.objects.get(pk=actor.user)).cookies["linli_session"].value
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "linli_session", "value": session, "url": live}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    desk = page_of(supervisor, 1440)
    desk.goto(f"{live}/desk/ledgers/")
    desk.get_by_role("link", name="新建台账").click()
    desk.get_by_label("台账名称").fill("千兆光纤通村")
    desk.get_by_label("居民委员会", exact=True).check()
    desk.get_by_label("要传照片或者 PDF 作证明").check()
    first = desk.get_by_role("group", name="第 1 项")
    first.get_by_label("填什么").fill("通了没有")
    first.get_by_label("是什么样的").select_option(label="是或否")
    first.get_by_label("必须填").check()
    desk.get_by_label("怎样算做到", exact=True).select_option(label="某一项填“是”才算做到")
    desk.get_by_label("看哪一项").fill("通了没有")
    desk.get_by_label("每年的目标").fill(f"{local_day(now()).year} 80")
    desk.get_by_role("button", name="存成草稿").click()
    desk.get_by_role("button", name="发布", exact=True).click()
    desk.get_by_text("发布了。填报的单位在“今天”看得到").wait_for()
    key = desk.url.rstrip("/").split("/")[-1]
    indicator = f"{live}/desk/indicators/plan/{key}/?area={COUNTY}"
    desk.goto(indicator)
    assert re.search(r"0 ÷ \d+ × 100 = 0\.0%", desk.locator("main").inner_text())

    phone = page_of(worker, 390)
    phone.goto(f"{live}/desk/")
    phone.get_by_text("千兆光纤通村：1 个要填").click()
    phone.get_by_role("link", name=re.compile("游园社区")).click()
    phone.get_by_label("通了没有").select_option(label="是")
    phone.get_by_role("button", name="保存").click()
    phone.locator("p.error").get_by_text("这本台账要有证明").wait_for()
    photo = a_photo()
    phone.locator("input[type=file]").set_input_files(
        {"name": "光缆.png", "mimeType": "image/png", "buffer": photo.read()}
    )
    phone.get_by_label("通了没有").select_option(label="是")
    phone.get_by_role("button", name="保存").click()
    phone.get_by_text("填好了。").wait_for()
    assert phone.locator("article img").count() == 1
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

    desk.goto(indicator)
    assert re.search(r"1 ÷ \d+ × 100", desk.locator("main").inner_text())
    desk.get_by_role("link", name="看背后的登记").click()
    desk.get_by_role("link", name="做到了 1", exact=True).click()
    desk.get_by_role("link", name=re.compile("游园社区")).click()
    assert COMMUNITY in desk.url
    desk.get_by_text("现在算这一条").wait_for()
    assert complaints == []
