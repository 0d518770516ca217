"""A resident, on a phone, reads who looked at their record and has a mistake corrected; a clerk answers at the desk."""

import pytest

from linli.accounts.phones import phone_of
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import a_unit
from linli.base.identity import check_digit
from linli.base.scope import acting_as
from linli.people.identities import identity_of
from linli.people.models import RecordRequest, Resident
from linli.people.tests.given import a_resident
from tests import world
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.signing_in import as_staff, code_sent_to

pytestmark = pytest.mark.browser
WRONG, RIGHT = (first + check_digit(first) for first in ("00000019491231001", "00000019491231002"))


@pytest.fixture
def owner(own_database):
    return a_resident("王秀英", identity=WRONG)


@pytest.fixture
def clerk(own_database):
    return staff.an_actor(unit=a_unit())


def stored(resident: Resident) -> Resident:
    with acting_as(world.WATCHER):
        return Resident.objects.get(pk=resident.pk)


def test_a_resident_reads_who_looked_and_has_a_mistake_corrected(owner, clerk, live, chromium):
    with a_person(chromium, live, PHONE) as resident, a_person(chromium, live, DESKTOP) as worker:
        as_staff(worker, clerk)
        the_clerk_looks_up_a_number(worker, owner)
        the_resident_says_who_they_are(resident, owner)
        the_resident_reads_who_looked(resident)
        the_resident_says_what_is_wrong(resident)
        the_clerk_puts_it_right(worker)
        assert identity_of(stored(owner)) == RIGHT
        the_resident_reads_the_answer(resident)


def the_clerk_looks_up_a_number(worker: Person, owner: Resident) -> None:
    worker.goes_to("/desk/residents/")
    worker.types("姓名开头", "王")
    worker.presses("查找")
    worker.presses("王＊英")
    assert "王秀英" not in worker.page.content()
    worker.opens("查看姓名和号码")
    record = worker.page.locator("#record")
    record.get_by_label("姓名和身份证号").check()
    record.get_by_label("为什么要看").fill("代办医保登记")
    record.get_by_role("button", name="查看").click()
    worker.reads(WRONG)
    worker.finds_nothing_wrong_here()


def the_resident_says_who_they_are(resident: Person, owner: Resident) -> None:
    """The clerk had entered them; their phone has never signed in, so a name comes first."""
    phone = phone_of(owner.user)
    resident.goes_to("/sign-in/")
    resident.types("手机号", phone)
    resident.presses("发短信给我")
    resident.reads("短信发到了")
    resident.page.get_by_role("textbox").last.fill(code_sent_to(phone))
    resident.presses("登录", exact=True)
    resident.reads("先核对一下")
    resident.finds_nothing_wrong_here()
    resident.types("您的姓名", "王秀英")
    resident.presses("是我，登录")
    resident.page.wait_for_url(f"{resident.site}/")


def the_resident_reads_who_looked(resident: Person) -> None:
    resident.goes_to("/me/")
    resident.presses("谁看过我的资料")
    resident.reads("看了：姓名、身份证号")
    resident.reads("原因：代办医保登记")
    resident.finds_nothing_wrong_here()


def the_resident_says_what_is_wrong(resident: Person) -> None:
    resident.goes_to("/me/")
    resident.presses("我的资料", exact=True)
    resident.reads("0****************9")
    assert WRONG not in resident.page.content()
    resident.finds_nothing_wrong_here()
    resident.page.get_by_role("link", name="写错了 身份证号").click()
    resident.types("应该是什么", "倒数第二位是 2，不是 1")
    resident.presses("交给社区")
    resident.reads("交给社区了")
    resident.reads("等社区处理")
    resident.finds_nothing_wrong_here()


def the_clerk_puts_it_right(worker: Person) -> None:
    with acting_as(world.WATCHER):
        number = RecordRequest.objects.get().number
    worker.goes_to("/desk/messages/")
    worker.reads(f"居民提出申请 {number}")
    worker.presses(f"打开 {number}")
    worker.reads("倒数第二位是 2，不是 1")
    worker.finds_nothing_wrong_here()
    worker.types("改成", RIGHT)
    worker.types("想对居民说的", "看过证件，改好了。")
    worker.presses("改好了，告诉居民")
    worker.reads("没有要答复的申请")
    worker.finds_nothing_wrong_here()


def the_resident_reads_the_answer(resident: Person) -> None:
    resident.goes_to("/me/messages/")
    resident.reads("办好了，请到“我的申请”里看看")
    resident.goes_to("/me/requests/")
    resident.reads("看过证件，改好了。")
    resident.finds_nothing_wrong_here()
    resident.goes_to("/me/record/")
    resident.reads("0****************7")
    resident.reads("更正了：身份证号")
    resident.finds_nothing_wrong_here()
