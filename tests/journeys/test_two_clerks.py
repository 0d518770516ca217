"""Two people at one case: one is first, the other reads why, sees how it stands now, and loses nothing they typed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from tests import world
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.signing_in import as_staff

SOMEBODY_WAS_FIRST = "刚才有人先处理了这件事"


@pytest.fixture
def unit(own_database):
    return given.a_unit("community_committee")


@pytest.fixture
def resident(unit):
    return given.a_resident()


def stands(case: Case) -> Case:
    with acting_as(world.WATCHER):
        return Case.objects.get(pk=case.pk)


@pytest.mark.browser
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_second_of_two_clerks_reads_what_the_first_has_done(unit, resident, live, chromium, screen):
    case = given.a_case(resident, at=now())
    with a_person(chromium, live, screen) as first, a_person(chromium, live, screen) as second:
        for person in (first, second):
            as_staff(person, given.a_clerk(unit))
            person.goes_to(f"/desk/cases/{case.number}/")
        first.presses("受理，并告诉居民")
        first.reads("办结并回复")
        second.presses("受理，并告诉居民")
        second.reads(SOMEBODY_WAS_FIRST)
        second.finds_nothing_wrong_here()
        assert stands(case).version == 2

        what_still_fits_can_be_sent_again(first, second, case)
        what_no_longer_fits_can_be_copied(first, second, case)


def what_still_fits_can_be_sent_again(first: Person, second: Person, case: Case) -> None:
    """A later deadline does not stand in the way of a reply."""
    second.opens("办结并回复")
    second.types("办理结果", "换了三楼的灯泡，请看看。")
    first.opens("延期")
    first.types("为什么延期", "在等零件。")
    first.page.locator("#extend").get_by_role("button", name="延期").click()
    first.reads("延期 3 个工作日")
    second.page.locator("#resolve").get_by_role("button", name="办结并回复").click()
    second.reads(SOMEBODY_WAS_FIRST)
    second.reads("延期 3 个工作日")
    assert second.page.get_by_label("办理结果").input_value() == "换了三楼的灯泡，请看看。"
    second.finds_nothing_wrong_here()
    assert stands(case).stage == "accepted"


def what_no_longer_fits_can_be_copied(first: Person, second: Person, case: Case) -> None:
    """The first one says that it cannot be done here; the second has looked again and sends the reply."""
    first.goes_to(f"/desk/cases/{case.number}/")
    first.opens("退回")
    first.types("为什么退回", "这是物业管的。")
    second.page.locator("#resolve").get_by_role("button", name="办结并回复").click()
    second.reads("待居民确认")
    first.page.locator("#return").get_by_role("button", name="退回").click()
    first.reads(SOMEBODY_WAS_FIRST)
    first.reads("您刚才写的，没有保存")
    first.reads("这是物业管的。")
    first.finds_nothing_wrong_here()
    assert stands(case).stage == "resolved"


def test_of_many_at_the_same_moment_one_wins(unit, resident):
    case = given.a_case(resident, at=now())
    keys = [world.session_of(given.a_clerk(unit)) for _ in range(4)]

    def accepts(key: str) -> int:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        try:
            return client.post(f"/desk/cases/{case.number}/accept/", {"seen": 1}).status_code
        finally:
            connection.close()  # each thread has its own

    with ThreadPoolExecutor(len(keys)) as at_once:
        assert sorted(at_once.map(accepts, keys)) == [302, 409, 409, 409]
    assert stands(case).version == 2
