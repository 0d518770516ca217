"""What somebody does on a page before it is looked at: fills in a form, opens a fold, leaves out what is asked."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pyotp
from django.test import override_settings

from linli.accounts.models import HeldPost
from linli.accounts.phones import phone_of, user_of_phone
from linli.archives import actions as archives
from linli.base.clock import local_day, now
from linli.base.home import home as installed
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.codes import in_groups
from linli.cases.tests import given
from linli.organizations.models import Organization
from linli.people.models import Resident
from tests import world
from tests.browsing import Person
from tests.signing_in import code_sent_to


def sends(person: Person, label: str = "") -> None:
    """The main form, as it stands."""
    with person.page.expect_navigation():
        person.page.locator("main").get_by_role("button", name=label).last.click()


def asks_for_a_code(person: Person) -> None:
    person.types("手机号", "19911119999")
    sends(person, "发短信给我")


def types_a_wrong_code(person: Person) -> None:
    asks_for_a_code(person)
    person.page.get_by_role("textbox").last.fill("000000" if code_sent_to("19911119999") != "000000" else "111111")
    sends(person, "登录")


def arrives_for_the_first_time(person: Person) -> None:
    person.types("手机号", "19911118888")
    sends(person, "发短信给我")
    person.page.get_by_role("textbox").last.fill(code_sent_to("19911118888"))
    sends(person, "登录")


def arrives_after_a_long_time(person: Person) -> None:
    """A record whose phone has never signed in: a name is asked before anything is shown."""
    phone = f"1990777{person.page.viewport_size['width']:04d}"
    known_at(phone)
    person.types("手机号", phone)
    sends(person, "发短信给我")
    person.page.get_by_role("textbox").last.fill(code_sent_to(phone))
    sends(person, "登录")
    sends(person, "是我，登录")


def arrives_without_a_code(person: Person) -> None:
    """Where codes are asked of everybody; what is shown next needs the setting no more."""
    person.types("用户名", "worker")
    person.types("密码", world.PASSWORD)
    with override_settings(LINLI_REQUIRE_TOTP=True):
        sends(person, "登录")


def sets_up_a_code(person: Person) -> None:
    """The secret on the page is typed into a phone, and its first code here."""
    person.types("手机上显示的 6 位数字", pyotp.TOTP(person.page.locator("main code").inner_text()).at(now()))
    sends(person, "开通")


def prints_a_paper(person: Person) -> None:
    sends(person, "换一张新的")


def ends_the_post(person: Person) -> None:
    """Of who is the last of a unit with work, whoever other visits have brought there: it is refused."""
    with acting_as(world.WATCHER):
        last = HeldPost.objects.get(user__username="worker")
        HeldPost.objects.filter(organization=last.organization_id).exclude(pk=last.pk).update(ends_at=now())
    sends(person, "结束岗位")


def types_a_code_of_nothing(person: Person) -> None:
    arrives_without_a_code(person)
    sends(person, "开通并登录")


def known_at(phone: str) -> None:
    """A clerk has registered somebody under this phone."""
    user = user_of_phone(phone)
    with acting_as(world.WATCHER):
        Resident.objects.get_or_create(
            user=user, defaults={"name": "孙巧巧", "home_area_id": given.COMMUNITY, "registered_at": now()}
        )


def fills_in_a_repair(person: Person, button: str = "下一步") -> None:
    person.types("具体地点", "3 号楼 2 单元")
    person.chooses("说不清")
    person.types("坏成什么样", "三楼的灯坏了，晚上看不见。上周就报过一次，还没有人来修，老人晚上下楼看不清台阶。")
    person.page.get_by_role("group", name="会不会伤到人").get_by_label("否").check()
    person.page.locator("input[type=file]").set_input_files(photo())
    sends(person, button)


def asks_without_a_name(person: Person) -> None:
    """The same by somebody unknown, who says where, too; the answer is the receipt."""
    person.page.get_by_role("searchbox").first.fill("游园")
    person.page.get_by_role("button", name="查找").click()
    person.page.wait_for_load_state("networkidle")  # the list also comes by itself a moment after typing
    person.page.locator("input[type=radio][name=area]").first.check()
    fills_in_a_repair(person, "交上去")
    person.reads("查询码")


def types_a_wrong_query_code(person: Person) -> None:
    person.types("编号", "131102-20200101-0001")
    person.types("查询码", "0000 0000 0000")
    sends(person, "看进展")


def looks_with_the_code(person: Person) -> None:
    """Somebody asked without a name, and it is done: what is left is the answer."""
    case, ticket = given.a_nameless_case(at=now())
    clerk = given.a_clerk(Organization.objects.get(pk=case.unit_id))
    given.do(actions.accept, case, by=clerk, at=now())
    given.do(actions.resolve, case, reply="换了灯泡和开关。", by=clerk, at=now())
    person.types("编号", case.number)
    person.types("查询码", in_groups(ticket.code))
    sends(person, "看进展")
    opens_every_fold(person)


def registers_without_a_name(person: Person) -> None:
    person.page.get_by_label("居民不留姓名和电话").check()
    fills_in_a_repair(person, "登记，并告诉居民")
    person.reads("查询码")


def finds_an_old_question(person: Person) -> None:
    given.an_old_question()
    person.page.reload()


def proposes_to_destroy(person: Person) -> None:
    finds_an_old_question(person)
    person.page.get_by_role("checkbox").first.check()
    person.types("为什么现在销毁", "咨询一年期满")
    sends(person, "提出销毁选中的")


def holds_back(person: Person) -> None:
    """For a lawsuit; then with the fold open by which it is let go."""
    person.page.get_by_label("为了什么").select_option("lawsuit")
    person.page.get_by_label("留到哪天").fill(f"{local_day(now()) + timedelta(days=90)}")
    person.types("怎么回事", "居民起诉了物业")
    sends(person, "留着")
    opens_every_fold(person)


def looks_at_what_is_proposed(person: Person) -> None:
    """Proposed by somebody else a moment ago."""
    case, clerk = given.an_old_question()
    made = given.do(archives.propose, [case.number], reason="咨询一年期满", by=clerk, at=now())
    person.goes_to(f"/desk/archives/proposals/{made.pk}/")
    opens_every_fold(person)


def agrees_to_destroy(person: Person) -> None:
    looks_at_what_is_proposed(person)
    proposal = person.page.url.rstrip("/").rsplit("/", 1)[-1]
    sends(person, "同意销毁")
    archives.destroy(UUID(proposal), at=now())
    person.page.reload()


def photo() -> str:
    """A picture on disk, to be uploaded."""
    path = installed() / "visit.png"
    path.write_bytes(world.a_photo().read())
    return str(path)


def opens_every_fold(person: Person) -> None:
    person.page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")


def is_over_eighty(person: Person) -> None:
    person.page.get_by_label("80 岁以上").check()
    sends(person, "看看有哪些")


def resolves_with_nothing_said(person: Person) -> None:
    person.opens("办结并回复")
    with person.page.expect_navigation():
        person.page.locator("#resolve").get_by_role("button", name="办结并回复").click()


def reads_who_it_is(person: Person) -> None:
    person.opens("查看姓名和电话")
    person.types("为什么要看", "上门前打电话")
    with person.page.expect_navigation():
        person.page.locator("#applicant").get_by_role("button", name="查看").click()


def counts_nothing(person: Person) -> None:
    person.opens("登记户数")
    with person.page.expect_navigation():
        person.page.locator("#count").get_by_role("button", name="登记户数").click()


def looks_for_somebody(person: Person) -> None:
    person.types("姓名开头", "王")
    sends(person, "查找")


def looks_up_a_number(person: Person) -> None:
    person.opens("查看姓名和号码")
    person.page.locator("#record").get_by_label("姓名和身份证号").check()
    person.page.locator("#record").get_by_label("为什么要看").fill("代办医保")
    with person.page.expect_navigation():
        person.page.locator("#record").get_by_role("button", name="查看").click()


def sends_from(part: str, button: str) -> Callable[[Person], None]:
    """A form of one part of the page, as it stands."""

    def sending(person: Person) -> None:
        opens_every_fold(person)
        with person.page.expect_navigation():
            person.page.locator(f"#{part}").get_by_role("button", name=button, exact=True).last.click()

    return sending


def sends_as(button: str) -> Callable[[Person], None]:
    """The form with this button, as it stands."""
    return lambda person: sends(person, button)


def finds_the_other_record(person: Person) -> None:
    person.types("另一份档案", "李大山")
    sends(person, "找到它，比一比")


def merges_without_a_word(person: Person) -> None:
    finds_the_other_record(person)
    sends(person, "是同一个人，合并")


def moves_out_tomorrow(person: Person) -> None:
    opens_every_fold(person)
    person.page.locator("#members input[name=until]").first.fill("2099-01-01")
    with person.page.expect_navigation():
        person.page.locator("#members").get_by_role("button", name="确定迁出").first.click()


def enters_no_figure(person: Person) -> None:
    person.opens("登记底数")
    with person.page.expect_navigation():
        person.page.locator("#figure").get_by_role("button", name="登记底数").click()


def asks_for_the_contact(person: Person) -> None:
    person.opens("查看联系人")
    person.types("为什么要看", "约时间开会")
    with person.page.expect_navigation():
        person.page.locator("#contact").get_by_role("button", name="查看").click()


def opens_the_menu(person: Person) -> None:
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.page.reload()  # laid out for a phone from the beginning
    person.page.get_by_role("button", name="菜单").click()


def makes_a_token(person: Person) -> None:
    person.types("用途", "每月报表")
    sends(person, "新建")


def makes_a_sign_in(person: Person) -> None:
    person.types("用户名", f"visit{person.page.viewport_size['width']}")
    person.types("姓名", "新来的")
    sends(person, "新建")


def compares_two(person: Person) -> None:
    """Both publications of a plan side by side."""
    for label, which in (("第一份", 1), ("第二份", 2)):
        person.page.get_by_label(label).select_option(index=which)
    person.presses("对照")
    person.reads("下载 Excel")


def sends_no_file(person: Person) -> None:
    sends(person, "上传并核对")


def empty(person: Person) -> None:
    sends(person)


def opens_the_words(person: Person) -> None:
    person.opens("查看原话")
    person.types("为什么要看", "对着身份证核对")
    with person.page.expect_navigation():
        person.page.locator("#said").get_by_role("button", name="查看").click()


def asks_the_phone_of_one(person: Person) -> None:
    finds_the_other_record(person)
    with person.page.expect_navigation():
        person.page.get_by_role("button", name="发验证码").first.click()


def has_a_code_sent(person: Person) -> None:
    part = person.page.locator("#given")
    part.locator("input[name=phone]").fill("19912345678")
    part.locator("input[name=is_here]").check()
    with person.page.expect_navigation():
        part.get_by_role("button", name="发验证码").click()


def asks_for_a_code_at_the_machine(person: Person) -> None:
    person.page.get_by_role("textbox").first.fill(f"1991112{person.page.viewport_size['width']:04d}")
    sends(person, "发短信给我")


def answers_nothing(person: Person) -> None:
    """A question at the machine, left as it is."""
    with person.page.expect_navigation():
        person.page.locator("main").get_by_role("button").last.click()


def answers_everything(person: Person) -> None:
    """Each question of a repair at the machine, up to the last look at all of it."""
    for _question in range(9):
        if person.page.get_by_text("这样写对吗").count():
            return
        asked = person.page.locator("main .field")
        if asked.get_by_role("radio").count():
            asked.get_by_role("radio").last.check()
        else:
            asked.get_by_role("textbox").first.fill("三楼的灯坏了")
        answers_nothing(person)


def registers_a_machine(person: Person) -> None:
    """The code is shown once."""
    person.types("编号", f"W-{person.page.viewport_size['width']}")
    person.types("放在哪里", "二楼大厅")
    sends(person, "登记")


def registers_a_locker(person: Person) -> None:
    """The token is shown once."""
    person.page.get_by_label("哪一种机器").select_option("parcel_locker")
    person.types("编号", f"L-{person.page.viewport_size['width']}")
    person.types("放在哪里", "小区东门")
    sends(person, "登记")


def types_what_is_open(person: Person) -> None:
    """What is likely the same stands beside it a moment later."""
    person.page.get_by_label("坏成什么样").fill("楼道灯不亮")
    person.page.get_by_label("具体地点").fill("3 号楼 2 单元")
    person.page.locator("#alike section").wait_for()


def phone_of_the_owner() -> str:
    """From where somebody calls whom the community knows."""
    with acting_as(world.WATCHER):
        owner = Resident.objects.select_related("user").filter(name="王秀英").earliest("registered_at")
    return phone_of(owner.user)


def chooses_two_to_resolve(person: Person) -> None:
    for box in person.page.locator('input[name="chosen"]').all()[:2]:
        box.check()
    sends(person, "办结并回复")


def calls_in_vain(person: Person) -> None:
    person.types("来电号码", "123")
    sends(person, "查这个号码")


def calls(person: Person) -> None:
    """The owner calls."""
    person.types("来电号码", phone_of_the_owner())
    sends(person, "查这个号码")


def calls_about_a_lamp(person: Person) -> None:
    calls(person)
    person.page.get_by_role("searchbox").fill("灯坏了")
    sends(person, "找事项")
    with person.page.expect_navigation():
        person.page.locator(".picks button").first.click()


def has_it_read_back(person: Person) -> None:
    calls_about_a_lamp(person)
    page = person.page
    page.locator("main .choices").first.get_by_role("radio").last.check()
    page.get_by_label("坏成什么样").fill("三楼的灯坏了")
    page.locator("main input[name=danger]").last.check()
    page.get_by_label("具体地点").fill("9 号楼")
    sends(person, "下一步：念给居民听")
