"""The desk's door in a real browser, where nobody gets in without a one-time code."""

import pyotp
import pytest

from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COUNTY, PASSWORD
from linli.base.clock import now
from tests.browsing import PHONE, a_person

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
