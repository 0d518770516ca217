"""The desk's door in a real browser, where nobody gets in without a one-time code."""

import re

import pyotp
import pytest

from linli.accounts import actions
from linli.accounts.providers.terms import Elsewhere
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COUNTY, PASSWORD
from linli.base.clock import now
from linli.base.scope import acting_as
from tests.browsing import PHONE, a_person
from tests.signing_in import code_sent_to

pytestmark = pytest.mark.browser


def test_a_new_administrator_gets_in_with_a_phone_in_hand(chromium, live, settings):
    settings.LINLI_REQUIRE_TOTP = True
    user = given.a_staff_user(Role.ADMINISTRATOR, COUNTY)
    with a_person(chromium, live, PHONE) as person:
        person.goes_to("/desk/sign-in/")
        person.types("用户名", user.username)
        person.types("密码", PASSWORD)
        person.presses("登录", exact=True)
        person.reads("先开通，马上就能进")
        person.finds_nothing_wrong_here()
        secret = person.page.locator("main code").inner_text()
        person.types("手机上显示的 6 位数字", pyotp.TOTP(secret).at(now()))
        person.presses("开通并登录")
        person.reads("请收好备用码")
        person.finds_nothing_wrong_here()
        person.page.get_by_role("link", name="我收好了").click()
        person.reads("我的岗位")
        assert person.page.url == f"{live}/desk/me/"


def test_a_resident_binds_on_a_phone_and_comes_in_without_a_code_the_next_time(chromium, live, issuer, doors):
    clerk = given.a_staff_user()
    by = given.as_actor(clerk)
    with acting_as(by):
        actions.link_identity(clerk, Elsewhere("oidc-staff", f"{issuer} wang"), by=by, at=now())
    clerk.totp_cipher = actions.begin_totp(clerk).cipher
    clerk.save(update_fields=["totp_cipher"])
    with a_person(chromium, live, PHONE) as person:
        # The provider's own pages ask another house for their looks.
        person.page.context.route(re.compile("^https:"), lambda route: route.fulfill(content_type="text/css", body=""))
        person.goes_to("/sign-in/")
        person.finds_nothing_wrong_here()
        person.presses("冀时办")
        person.page.get_by_placeholder("sub").fill("wang")
        person.presses("Authorize")
        person.reads("第一次用冀时办登录")
        person.finds_nothing_wrong_here()
        person.types("手机号", phone := given.a_phone())
        person.presses("发短信给我")
        person.reads("短信发到了")
        person.page.get_by_role("textbox").last.fill(code_sent_to(phone))
        person.presses("登录", exact=True)
        person.reads("刚才用冀时办登录的是您吗")
        person.finds_nothing_wrong_here()
        person.presses("是我，绑定")
        person.reads("绑定好了")
        person.page.context.clear_cookies()
        person.goes_to("/sign-in/")
        person.presses("冀时办")
        person.presses("wang")
        person.reads("认识一下")
        person.page.context.clear_cookies()
        person.goes_to("/desk/sign-in/")
        person.presses("政务统一认证")
        person.presses("wang")
        person.reads("再填一次动态码")
        person.finds_nothing_wrong_here()
