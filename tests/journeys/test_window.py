"""Somebody comes to the window: the clerk finds the item by what was said, writes it down, and the resident reads it at home."""

import pytest

from linli.base.scope import acting_as
from linli.cases.models import Case, Channel
from linli.cases.tests import given
from tests.browsing import DESKTOP, PHONE, a_person
from tests.signing_in import as_staff, code_sent_to
from tests.world import WATCHER

pytestmark = pytest.mark.browser
PHONE_NUMBER = "19900004321"


def test_what_is_said_at_the_window_is_registered_and_read_at_home(live, chromium):
    clerk = given.a_clerk(given.a_unit())
    with a_person(chromium, live, DESKTOP) as worker, a_person(chromium, live, PHONE) as resident:
        as_staff(worker, clerk)
        worker.goes_to("/desk/register/")
        worker.types("居民要办什么", "楼道灯不亮")
        worker.presses("搜索")
        worker.presses("小区楼道里的东西坏了")
        worker.types("居民姓名", "王秀英")
        worker.types("手机号", PHONE_NUMBER)
        worker.presses("登记，并告诉居民")
        worker.reads("没有本人同意，不能替居民办")  # and nothing typed is lost
        worker.chooses("本人当面说的")
        worker.types("具体地点", "3 号楼 2 单元")
        worker.chooses("说不清")
        worker.types("坏成什么样", "三楼的灯坏了，晚上看不见。")
        worker.page.get_by_role("group", name="会不会伤到人").get_by_label("否").check()
        worker.presses("登记，并告诉居民")
        worker.page.wait_for_url("**/desk/cases/131102-**")
        worker.reads("三楼的灯坏了")
        worker.finds_nothing_wrong_here()
        with acting_as(WATCHER):
            case = Case.objects.get()
        assert (case.channel, case.unit_id) == (Channel.WINDOW, clerk.units[0])

        resident.goes_to("/sign-in/")
        resident.types("手机号", PHONE_NUMBER)
        resident.presses("发短信给我")
        resident.reads("短信发到了")
        resident.page.get_by_role("textbox").last.fill(code_sent_to(PHONE_NUMBER))
        resident.presses("登录", exact=True)
        resident.types("您的姓名", "王秀英")  # nobody has signed in with this number yet
        resident.presses("是我，登录")
        resident.page.wait_for_url(lambda address: "/me/who/" not in address)
        resident.goes_to(f"/cases/{case.number}/")
        resident.reads("三楼的灯坏了")
        resident.reads("本人当面说的")
        resident.finds_nothing_wrong_here()
