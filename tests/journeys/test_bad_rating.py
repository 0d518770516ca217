"""From a bad rating to what everybody reads of it: asked why, appealed against, put right, asked again, published."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from linli.followups.models import Remedy
from linli.reviews.tests.given import a_rated_case, figures_of
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.signing_in import as_staff
from tests.world import WATCHER

pytestmark = pytest.mark.browser
WORDS = "等了两个礼拜，灯还是一闪一闪"
WHY_NOT = "居民在电话里讲得清楚，不是点错。"


@pytest.fixture
def days_pass(monkeypatch) -> Callable[[int], None]:
    """So many days later: for every page of the product, which asks one clock."""
    machine, passed = timezone.now, timedelta()  # noqa: TID251 (the one that is moved)

    def later(days: int) -> None:
        nonlocal passed
        passed += timedelta(days=days)

    monkeypatch.setattr(timezone, "now", lambda: machine() + passed)
    return later


@pytest.fixture
def place(live):
    """A unit that four people were content with, and a fifth whose light it says it has mended."""
    unit, at = given.a_unit(), now()
    worker, resident = given.a_clerk(unit), given.a_resident()
    for level in (5, 5, 4, 3):
        a_rated_case(worker, given.a_resident(), level, "", at)
    case = given.a_resolved_case(worker, resident, at)
    people = {"resident": resident, "worker": worker, "caller": given.a_dispatcher()}
    people["judge"] = given.a_clerk(None, role="supervisor", area=given.COUNTY)
    return {"unit": unit, "case": case, **people}


def test_what_a_resident_was_not_content_with_is_put_right_and_everybody_reads_that(place, live, chromium, days_pass):
    case: Case = place["case"]

    @contextmanager
    def somebody(who: str, screen: dict[str, int] = DESKTOP) -> Iterator[Person]:
        """In a window of their own, signed in today."""
        with a_person(chromium, live, screen) as person:
            as_staff(person, place[who])
            yield person

    days_pass(1)
    with somebody("resident", PHONE) as resident:
        rates_badly(resident, case)
    days_pass(1)
    with somebody("caller") as caller:
        asks_why(caller, case)
    with somebody("worker") as worker:
        appeals(worker, case)
    days_pass(1)
    with somebody("judge") as judge:
        decides_that_it_counts(judge, case)
    days_pass(3)
    with somebody("worker", PHONE) as worker:
        puts_it_right(worker, case)
    days_pass(1)
    with somebody("caller") as caller:
        asks_again(caller, case)
        lets_the_words_be_read(caller, case)
    with somebody("resident", PHONE) as resident:
        reads_what_came_of_it(resident, case)
    with acting_as(WATCHER):
        remedy = Remedy.objects.get(case=case)
    assert (remedy.outcome, remedy.appeal, remedy.rounds) == ("remedied", "rejected", 1)

    days_pass(60)
    assert figures_of(now()) == 2  # of the unit, and of the item
    with a_person(chromium, live, PHONE) as visitor:
        reads_it_without_an_account(visitor, place["unit"])


def rates_badly(resident: Person, case: Case) -> None:
    resident.goes_to(f"/cases/{case.number}/")
    resident.page.get_by_label("非常不满意", exact=True).check()
    resident.types("还想说点什么", WORDS)
    resident.presses("提交评价")
    resident.reads("您的评价")
    resident.finds_nothing_wrong_here()


def asks_why(caller: Person, case: Case) -> None:
    """Somebody who did not do the work, and who is shown the number once."""
    caller.goes_to("/desk/callbacks/?which=bad")
    caller.presses(case.title)
    caller.presses("查看电话，去打")
    caller.reads("这次查看已经记下，居民能看到")
    caller.finds_nothing_wrong_here()
    answers(caller, "没有办好", "灯换了还是闪，没有人回来看。")


def answers(caller: Person, solved: str, said: str) -> None:
    caller.page.locator("#answer").get_by_label(solved, exact=True).check()
    caller.types("居民怎么说", said)
    caller.presses("记下", exact=True)
    caller.reads("已经记下")


def appeals(worker: Person, case: Case) -> None:
    worker.goes_to("/desk/")
    worker.page.get_by_role("link", name=case.title).filter(has_text="差评整改").click()
    worker.reads(WORDS)
    worker.types("为什么申诉", "居民想点满意，点错了。")
    worker.page.locator("#appeal").get_by_role("button", name="申诉").click()
    worker.reads("申诉等决定")
    worker.finds_nothing_wrong_here()


def decides_that_it_counts(judge: Person, case: Case) -> None:
    judge.goes_to("/desk/")
    judge.page.get_by_role("link", name=case.title).filter(has_text="申诉，等您决定").click()
    judge.reads("居民想点满意，点错了。")
    judge.finds_nothing_wrong_here()
    judge.chooses("不成立，继续整改")
    judge.types("为什么", WHY_NOT)
    judge.page.locator("#decide").get_by_role("button", name="决定").click()
    judge.reads("申诉不成立")


def puts_it_right(worker: Person, case: Case) -> None:
    """Within fifteen working days, which the appeal has not stopped."""
    worker.goes_to(f"/desk/remedies/{case.number}/")
    worker.reads(WHY_NOT)
    worker.finds_nothing_wrong_here()
    worker.types("怎么整改的", "换了整条线路，当面试过三次。")
    worker.presses("整改好了，请人再问居民")
    worker.reads("说整改好了")
    with acting_as(WATCHER):
        remedy = Remedy.objects.get(case=case)
    assert (remedy.step, remedy.escalated_at) == ("revisit", None)


def asks_again(caller: Person, case: Case) -> None:
    caller.goes_to("/desk/callbacks/")
    caller.presses(case.title)
    caller.reads("换了整条线路，当面试过三次。")
    answers(caller, "办好了", "现在亮堂了。")


def lets_the_words_be_read(checker: Person, case: Case) -> None:
    checker.goes_to(f"/desk/reviews/{case.number}/")
    checker.presses("遮好了，三天后公开")
    checker.reads("居民可以先撤下")


def reads_what_came_of_it(resident: Person, case: Case) -> None:
    resident.goes_to(f"/cases/{case.number}/")
    resident.reads("换了整条线路，当面试过三次。")
    resident.reads(WHY_NOT)
    resident.finds_nothing_wrong_here()


def reads_it_without_an_account(visitor: Person, unit) -> None:
    visitor.goes_to(f"/reviews/units/{unit.pk}/")
    visitor.reads("5 位居民评价了")
    visitor.reads("不满意的，后来怎样")
    assert visitor.page.locator("dl.facts").inner_text().split() == ["居民说整改好了", "1", "件"]
    visitor.reads(WORDS)
    visitor.finds_nothing_wrong_here()
