"""A machine in a hall: set up at the desk, used with a paper by somebody without a phone, handled and rated there."""

import re

import pytest
from playwright.sync_api import Page

from linli.base.scope import acting_as
from linli.cases.models import Case, Channel
from linli.cases.tests import given
from linli.kiosks.models import Device, DeviceDay
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.signing_in import as_staff
from tests.world import WATCHER

pytestmark = pytest.mark.browser
STANDING = {"width": 1080, "height": 1920}
LIGHT = "三楼的灯坏了，晚上看不见"


def test_who_has_no_phone_asks_looks_and_rates_at_a_machine(own_database, live, chromium):
    clerk, neighbour = given.a_clerk(given.a_unit()), given.a_resident()
    with a_person(chromium, live, DESKTOP) as worker, a_person(chromium, live, STANDING) as machine:
        as_staff(worker, clerk)
        types_the_code(machine, of_a_new_machine(worker))
        with a_person(chromium, live, PHONE) as resident:
            as_staff(resident, neighbour)
            paper = a_paper(resident)

        signs_in_with(machine, paper, at="找人帮忙")
        number = asks(machine)
        machine.presses("办好了，退出")
        machine.reads("您好，要办什么")
        nobody_is_signed_in_any_more(machine, number)

        handles(worker, number)

        signs_in_with(machine, paper, at="查我的事")
        machine.reads("等您说办好没有")
        rates(machine)
        leaves_when_nobody_touches_it(machine)
    with acting_as(WATCHER):
        case, device = Case.objects.get(number=number), Device.objects.get()
        [day] = DeviceDay.objects.filter(device=device)
    assert (case.channel, case.resident_id, case.rating, case.solved) == (Channel.KIOSK, neighbour.user, 5, True)
    assert (day.visits, day.sent, day.rated) == (2, 1, 1)


def of_a_new_machine(worker: Person) -> str:
    """Registered at the desk: the code that is shown once."""
    worker.goes_to("/desk/kiosks/new/")
    worker.types("编号", "ZD-01")
    worker.types("放在哪里", "服务大厅进门左手边")
    worker.presses("登记", exact=True)
    worker.reads("ZD-01 的启用码")
    worker.finds_nothing_wrong_here()
    return re.search(r"\b[A-Z0-9]{4} [A-Z0-9]{4}\b", worker.page.locator("main").inner_text()).group()


def types_the_code(machine: Person, code: str) -> None:
    machine.goes_to("/kiosk/")
    machine.types("启用码", code)
    machine.presses("启用这台机器")
    machine.reads("您好，要办什么")


def a_paper(resident: Person) -> str:
    resident.goes_to("/me/kiosk/")
    resident.presses("做一张")
    resident.reads("纸条做好了")
    return re.search(r"\d{4} \d{4} \d{4}", resident.page.locator("main").inner_text()).group()


def signs_in_with(machine: Person, paper: str, at: str) -> None:
    machine.presses(at)
    machine.presses("有登录纸条")
    machine.types("纸条上的 12 位数字", paper)  # as a scanner types it
    machine.finds_nothing_wrong_here()
    machine.presses("登录", exact=True)


def asks(machine: Person) -> str:
    """One question a screen, at the end all of it once more, and a receipt."""
    machine.presses("小区楼道里的东西坏了")
    page: Page = machine.page
    for _question in range(9):
        page.get_by_role("button", name="下一步").or_(
            page.get_by_role("button", name="提交", exact=True)
        ).first.wait_for()
        if page.get_by_text("这样写对吗").count():
            break
        if page.get_by_role("radio").count():
            page.locator("main .choices label").last.click()
        else:
            page.locator("main .field").get_by_role("textbox").fill(LIGHT)
        machine.presses("下一步")
        page.wait_for_load_state()
    machine.finds_nothing_wrong_here()
    machine.presses("提交", exact=True)
    machine.reads("已经交给我们了")
    machine.reads("打印回执")
    machine.finds_nothing_wrong_here()
    return page.locator("main .number").inner_text()


def nobody_is_signed_in_any_more(machine: Person, number: str) -> None:
    machine.page.go_back()
    assert number not in machine.page.content()
    machine.goes_to("/kiosk/look/")
    machine.reads("先认一下您")
    machine.goes_to("/kiosk/")


def handles(worker: Person, number: str) -> None:
    """In the same list as what comes by any other door."""
    worker.goes_to("/desk/cases/")
    row = worker.page.locator("a.item", has_text="自助终端")
    assert row.count() == 1
    row.click()
    worker.presses("受理，并告诉居民")
    worker.opens("办结并回复")
    worker.types("办理结果", "换了灯泡，请看看。")
    worker.page.locator("#resolve").get_by_role("button", name="办结并回复").click()
    worker.reads("待居民确认")
    worker.reads(number)


def rates(machine: Person) -> None:
    machine.page.locator("main a.big").click()
    machine.reads("换了灯泡，请看看。")
    machine.presses("办好了", exact=True)
    machine.page.get_by_text("非常满意", exact=True).click()
    machine.finds_nothing_wrong_here()
    machine.page.clock.install()  # from the next page on, time is told by the test
    machine.presses("提交评价")
    machine.reads("谢谢")


def leaves_when_nobody_touches_it(machine: Person) -> None:
    machine.page.clock.run_for(45_000)
    machine.reads("您还在吗")
    machine.page.clock.run_for(20_000)
    machine.page.wait_for_url(f"{machine.site}/kiosk/")
    machine.reads("您好，要办什么")
