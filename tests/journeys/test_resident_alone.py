"""Somebody alone with a phone: finds it in their own words, reads before signing in, is interrupted, sends, urges, rates."""

import re
from datetime import timedelta

import pytest

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import Case, Channel
from linli.cases.tests import given
from tests.browsing import PHONE, Person, a_person
from tests.signing_in import code_sent_to
from tests.world import WATCHER

pytestmark = pytest.mark.browser
NUMBER = "19900004711"
WORDS = "三楼的灯坏了，晚上看不见。"


def test_a_resident_needs_nobody_from_the_first_word_to_the_rating(own_database, live, chromium):
    clerk = given.a_clerk(given.a_unit())
    with a_person(chromium, live, PHONE, has_touch=True) as resident:
        finds_it_and_reads_what_it_takes(resident)
        signs_in_on_the_way(resident)
        is_interrupted(resident)
        number = goes_on_and_sends(resident)
        with acting_as(WATCHER):
            case = Case.objects.get(number=number)
        assert (case.channel, case.description, case.submitted_by_id) == (Channel.PORTAL, WORDS, case.resident_id)
        follows_and_urges(resident, number)
        given.do(actions.accept, case, by=clerk, at=now())
        given.do(actions.resolve, case, reply="换了灯泡，请看看。", by=clerk, at=now() + timedelta(seconds=1))
        rates(resident, number)
    with acting_as(WATCHER):
        case.refresh_from_db()
        assert (case.stage, case.rating, case.urged_at is not None) == ("closed", 5, True)


def finds_it_and_reads_what_it_takes(resident: Person) -> None:
    resident.goes_to("/")
    resident.types("想办什么", "楼道灯不亮")
    resident.presses("搜索")
    resident.presses("小区楼道里的东西坏了")
    for words in ("谁可以办", "要准备什么", "要多久", "会问您什么"):
        resident.reads(words)
    resident.finds_nothing_wrong_here()


def signs_in_on_the_way(resident: Person) -> None:
    """Back where one was going, with the name and the community asked once."""
    resident.presses("我要办")
    resident.types("手机号", NUMBER)
    resident.presses("发短信给我")
    resident.reads("短信发到了")
    resident.page.get_by_role("textbox").last.fill(code_sent_to(NUMBER))
    resident.presses("登录", exact=True)
    resident.reads("认识一下")
    resident.types("姓名", "王秀英")
    resident.page.get_by_role("searchbox").first.fill("游园")
    resident.page.get_by_role("button", name="查找").click()
    resident.page.wait_for_load_state("networkidle")
    resident.page.get_by_role("radio", name="游园").first.check()
    resident.presses("好了")
    resident.page.wait_for_url("**/apply/public-repair/**")


def is_interrupted(resident: Person) -> None:
    """What was typed is kept without being asked for."""
    with resident.page.expect_response(lambda answer: answer.request.method == "POST" and "/draft/" in answer.url):
        resident.types("坏成什么样", WORDS)
        resident.page.get_by_label("坏成什么样").blur()
    resident.goes_to("/")
    with acting_as(WATCHER):
        assert not Case.objects.exists()


def goes_on_and_sends(resident: Person) -> str:
    resident.goes_to("/apply/public-repair/")
    resident.presses("接着填")
    assert resident.page.get_by_label("坏成什么样").input_value() == WORDS
    resident.types("具体地点", "3 号楼 2 单元")
    resident.chooses("说不清")
    resident.page.get_by_role("group", name="会不会伤到人").get_by_label("否").check()
    resident.finds_nothing_wrong_here()
    resident.presses("下一步：检查一遍")
    resident.reads("这样写对吗？")
    resident.presses("提交", exact=True)
    resident.reads("已经交给我们了")
    resident.reads("最晚")
    resident.finds_nothing_wrong_here()
    return re.search(r"131102-\d{8}-\d+", resident.page.content()).group()


def follows_and_urges(resident: Person, number: str) -> None:
    resident.goes_to("/cases/")
    resident.page.locator(f"a[href='/cases/{number}/']").first.click()
    resident.reads("现在由")
    resident.reads("您的姓名和电话只有经办单位能看")
    resident.opens("催一催")
    resident.presses("催承办单位快办")
    resident.page.locator(".timeline", has_text="催").wait_for()
    resident.finds_nothing_wrong_here()


def rates(resident: Person, number: str) -> None:
    resident.goes_to("/")
    resident.presses("轮到您了")
    resident.page.wait_for_url(f"**/cases/{number}/")
    resident.reads("换了灯泡，请看看。")
    resident.presses("办好了", exact=True)
    resident.page.get_by_label("非常满意", exact=True).check()
    resident.presses("提交评价")
    resident.reads("您的评价")
    resident.finds_nothing_wrong_here()
